"""Drives a server through a client that was generated from its OpenAPI document: what the document says is what a
program gets. Arguments: the folder of the generated client, and the address of a server that shows the shipped example.
"""

import sys

sys.path.insert(0, sys.argv[1])

from servanda_client import Client  # noqa: E402
from servanda_client.api import default  # noqa: E402,F401
from servanda_client.api.default import (  # noqa: E402
    get_agreements, get_board, get_changes, get_claims, get_claims_id, get_control, get_incidents, get_incidents_id, get_map_areas, get_map_incidents, get_operations, get_provisions_ref, get_reports, get_reports_id, get_review,
    get_search, get_sources, get_statuses, get_timeline, post_operations, post_operations_sequence_undo, post_preview,
)
from servanda_client import models  # noqa: E402

client = Client(base_url=sys.argv[2], raise_on_unexpected_status=True)


def ask(operation, *names, **rest):
    """The parsed answer; a problem or an undocumented answer ends the run."""
    answer = operation.sync(*names, client=client, **rest)
    assert answer is not None and not isinstance(answer, models.Problem), (operation.__name__, answer)
    return answer


board = ask(get_board)
assert len(board.provisions) == 19, len(board.provisions)
first = board.provisions[0].ref
assert ask(get_provisions_ref, first).provision.status == board.provisions[0].status
assert ask(get_agreements).items
assert ask(get_changes, from_="2020-11-21", to="2020-12-14") is not None

# Page by page, each item once.
seen, cursor = [], None
while True:
    page = ask(get_incidents, limit=50, **({"cursor": cursor} if cursor else {}))
    seen += [incident.id for incident in page.items]
    cursor = page.next_
    if not cursor:
        break
assert len(seen) == len(set(seen)) == page.total, (len(seen), page.total)
incident = ask(get_incidents_id, seen[0])
claim = ask(get_claims_id, incident.claims[0])
assert claim.quote and ask(get_reports_id, claim.report).text
for operation in (get_claims, get_reports, get_sources, get_review, get_operations):
    assert ask(operation, limit=5).items is not None
assert ask(get_search, q="shelled").total > 0
assert ask(get_timeline).buckets
# What changed of one provision is some of what changed of all; a board says of each how its last seven days were.
one = ask(get_statuses, provision=first).items
assert one and all(change.ref == first for change in one) and len(one) < len(ask(get_statuses).items)
assert all(len(row.trend) == len(row.trend_possible) == 7 for row in board.provisions)
for operation in (get_map_incidents, get_map_areas, get_control):
    answer = ask(operation)
    assert answer.type_ == "FeatureCollection" and answer.features, operation.__name__
    assert any(feature.geometry and feature.geometry.coordinates for feature in answer.features), operation.__name__

# A judgement, and its undoing.
def judgement(**said):
    """The generated body whose `action` it is: the document tells them apart by that."""
    for name in models.__all__:
        if name.startswith("Body"):
            try:
                return getattr(models, name).from_dict(said)
            except (KeyError, ValueError):
                pass
    raise AssertionError(said)


recorded = ask(post_operations, body=judgement(action="misread", claim=claim.id, reason="Read again.", user="Ada"))
assert ask(get_claims_id, claim.id).misread
ask(post_operations_sequence_undo, recorded.sequence, body=models.UndoBody(reason="I was wrong."))
assert not ask(get_claims_id, claim.id).misread
assert ask(get_operations, judgements=True).total >= 2
text = "The Foreign Ministry said that the road was closed on 3 May 2021."
assert ask(post_preview, body=models.TextBody.from_dict({"text": text})) is not None
print(f"{len(seen)} incidents, all questions answered as the document says")
