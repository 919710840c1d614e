"""Made-up reports on an agreement, the same for the same seed: `python3 benches/ledger/reports.py FOLDER COUNT`.

Nothing in them ever happened and no line of them was ever published. Places are those of the shipped agreement on
Karabakh; outlets, villages' events and numbers are drawn by chance. A fifth of the reports carry another's text, as
outlets do, and a tenth deny what was told before. Only the Python standard library is used.
"""
import datetime
import pathlib
import random
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIDES = [("Armenia", "Armenian", "Armenian Defence Ministry"), ("Azerbaijan", "Azerbaijani", "Azerbaijani Defence Ministry")]
DEEDS = [
    "{force} forces shelled {place} {when}",
    "{force} troops opened fire on {place} {when}",
    "{force} forces entered {place} {when}",
    "{force} servicemen blocked the road near {place} {when}",
    "{force} forces withdrew from {place} {when}",
    "{force} units were deployed in {place} {when}",
    "a drone of the {force} army struck {place} {when}",
]
TOLLS = ["", "", "", " and {n} people were killed", " and {n} civilians were wounded", ", killing {n} soldiers"]
COLOUR = [
    "Residents of the {adj} quarter spoke of {n} hours without {thing}.",
    "The {adj} market was closed, and {n} families asked for {thing}.",
    "A teacher counted {n} broken windows and hoped for {thing}.",
    "Snow of {n} centimetres lay on the {adj} pass, and {thing} was scarce.",
    "The {adj} bakery sold {n} loaves and then ran out of {thing}.",
]
ADJ = "northern southern old new upper lower quiet crowded eastern western empty narrow".split()
THING = "water bread light fuel news medicine wood salt paper milk wool rope".split()


def places():
    text = (ROOT / "data/agreements/karabakh-2020/places.toml").read_text()
    return re.findall(r'^name\s*=\s*"([^"]+)"', text, re.M)


def report(rng, names, day):
    side = rng.randrange(2)
    force, speaker = SIDES[side][1], SIDES[rng.choice([side, 1 - side, 1 - side])][2]
    when = rng.choice(["today", "yesterday", "on {:%-d %B %Y}".format(day - datetime.timedelta(rng.randrange(3)))])
    lines = []
    for _ in range(rng.choice([1, 2, 2, 3])):
        deed = rng.choice(DEEDS).format(force=force, place=rng.choice(names), when=when)
        toll = rng.choice(TOLLS).format(n=rng.randrange(2, 9))
        lines.append(f"The {speaker} {rng.choice(['said', 'reported', 'stated'])} that {deed}{toll}.")
    for _ in range(rng.randrange(2, 5)):
        lines.append(rng.choice(COLOUR).format(adj=rng.choice(ADJ), n=rng.randrange(3, 400), thing=rng.choice(THING)))
    if rng.random() < 0.1:
        lines.append(f"The {SIDES[side][2]} denied that {force} forces shelled {rng.choice(names)} {when}.")
    return lines


def main():
    folder, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    rng, names = random.Random(7 + first), places()
    start = datetime.date(2020, 11, 10)
    days = max(30, count * 1000 // 100_000)
    recent = []
    for i in range(first, first + count):
        day = start + datetime.timedelta((i - first) * days // count)
        if recent and rng.random() < 0.2:
            lines = rng.choice(recent)
        else:
            lines = report(rng, names, day)
            recent = (recent + [lines])[-40:]
        inside = folder / f"{i // 1000:04}"
        inside.mkdir(parents=True, exist_ok=True)
        at = f"{day}T{rng.randrange(24):02}:{rng.randrange(60):02}:00+04:00"
        head = f"---\nid: r{i:07}\noutlet: Outlet {rng.randrange(60)}\npublished: {at}\nlang: en\n---\n"
        (inside / f"r{i:07}.md").write_text(head + "\n\n".join(lines) + "\n")


main()
