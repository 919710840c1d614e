//! The format of `agreement.toml`, `places.toml` and the scenarios, key by key.

use super::shape::Holds::{Coordinates, Flag, Number, Table, Tables, Text, Texts, Whole, Wholes};
use super::shape::{Shape, may, must};

pub(super) static AGREEMENT: Shape = Shape {
    name: "agreement",
    keys: &[
        must("id", Text, "identifier of the agreement, as its folder is called"),
        must("title", Text, "full title"),
        must("short", Text, "short name"),
        must("signed", Text, "day of signature, as 2020-11-09"),
        must("effective", Text, "instant it takes effect with its zone, as 2020-11-10T00:00+03:00[Europe/Moscow]"),
        must("zone", Text, "zone in which days named without a zone are counted, as Asia/Baku"),
        may("area", Texts, "places in which acts count; without it, anywhere"),
        may("summary", Text, "what it is, in our words"),
        must("text", Tables(&WORDING), "published wordings"),
        may("difference", Tables(&DIFFERENCE), "points on which the wordings differ"),
        must("party", Tables(&PARTY), "parties and guarantors"),
        may("ally", Tables(&ALLY), "who stands with a party without being it, and whether that party answers for it"),
        may("monitor", Tables(&MONITOR), "who watches"),
        may("name", Tables(&LOCAL_NAME), "names that mean somebody in reports on this agreement only"),
        must("provision", Tables(&PROVISION), "the clauses, each one duty"),
    ],
};

static WORDING: Shape = Shape {
    name: "text",
    keys: &[
        must("language", Text, "BCP 47 language of the wording, as en"),
        must("url", Text, "where it is published"),
        must("title", Text, "what it is"),
        may("note", Text, "what is particular about it"),
    ],
};

static DIFFERENCE: Shape = Shape {
    name: "difference",
    keys: &[
        must("provision", Text, "reference of the provision it touches"),
        must("what", Text, "what differs"),
        must("versions", Tables(&VERSION), "how each wording reads"),
    ],
};

static VERSION: Shape = Shape {
    name: "version",
    keys: &[must("text", Text, "which wording"), must("reads", Text, "how it reads, in our words")],
};

static PARTY: Shape = Shape {
    name: "party",
    keys: &[must("actor", Text, "actor of the lexicon"), must("role", Text, "party or guarantor")],
};

static ALLY: Shape = Shape {
    name: "ally",
    keys: &[
        must("actor", Text, "actor of the lexicon"),
        must("of", Text, "with whom it stands: their words do not confirm each other"),
        must(
            "answers",
            Text,
            "whether that party answers for its acts, where a clause doesn't bind it itself: yes (the text says so), open (it can be read either way) or no",
        ),
        must("says", Text, "how the text stands to that, in our words"),
    ],
};

static MONITOR: Shape = Shape {
    name: "monitor",
    keys: &[
        must("actor", Text, "actor of the lexicon"),
        must("mandated", Flag, "whether the agreement or the parties gave it the task"),
        may("note", Text, "what is particular about it"),
    ],
};

static LOCAL_NAME: Shape = Shape {
    name: "name",
    keys: &[
        must("actor", Text, "actor of the lexicon"),
        must("called", Texts, "names that mean it in such reports, as Government Forces"),
    ],
};

static PROVISION: Shape = Shape {
    name: "provision",
    keys: &[
        must("ref", Text, "reference, as 6a"),
        must("title", Text, "a few words for a heading"),
        must("says", Text, "what it demands, in our words"),
        may("point", Text, "number of the point in the published text"),
        must("kind", Text, "obligation, prohibition or permission"),
        may("standing", Flag, "true for a duty that goes on every day and is broken by an act"),
        may("begins", Flag, "true where the duty is to begin by a day: a report that it began fulfils it"),
        must("bearer", Texts, "who is bound"),
        must("act", Texts, "the act that fulfils a duty done once; the acts that break a prohibition or standing duty"),
        may("broken_by", Texts, "acts that break a standing duty, where `act` names what is owed"),
        may("object", Text, "what the act is done to, in words"),
        may("only_if_named", Texts, "words of which a report must have one, or the act does not count: \"howitzer\""),
        may("to", Text, "in whose favour"),
        may("place", Texts, "where it applies; without it, the agreement's area"),
        may("from", Text, "from when it binds; without it, the agreement's effective instant"),
        may("effective", Text, "the same as `from`"),
        may("by", Table(&LIMIT), "last day for the act"),
        may("parallel_with", Text, "the provision it runs in parallel with"),
        may("within", Table(&TERM), "length of time for the act"),
        may(
            "added",
            Text,
            "day or instant at which a later change added the provision; without it, it is of the first text",
        ),
        may("quantity", Tables(&QUANTITY), "numbers in the terms"),
        may("exceptions", Tables(&EXCEPTION), "acts permitted although they look forbidden"),
        may("conditions", Tables(&CONDITION), "other provisions it hangs on"),
        may("category", Text, "topic of PA-X or PAM"),
        may("source", Tables(&CITATION), "where its wording is published"),
        may("recall", Texts, "words by which a restatement of it is recognised"),
        may("note", Text, "what of its terms could not be confirmed, or is particular about them"),
        may("amendment", Tables(&AMENDMENT), "changes with their own evidence"),
    ],
};

static LIMIT: Shape = Shape {
    name: "by",
    keys: &[
        must("date", Text, "the day, as 2020-11-20"),
        may("time", Text, "an hour of that day, as 18:00; without it, the day as a whole"),
        may("zone", Text, "zone of the day; without it, the agreement's"),
        may("reading", Text, "inclusive (the day counts), exclusive (it does not) or ambiguous (both ends are kept)"),
    ],
};

static TERM: Shape = Shape {
    name: "within",
    keys: &[
        may("days", Whole, "number of days"),
        may("months", Whole, "number of months"),
        may("years", Whole, "number of years"),
        must(
            "after",
            Texts,
            "effective, signed, a day as 2020-11-20, or the `ref` of a provision whose fulfilment starts it, or of several",
        ),
    ],
};

static QUANTITY: Shape = Shape {
    name: "quantity",
    keys: &[
        must("what", Text, "of what"),
        must("n", Whole, "how many"),
        must("at", Text, "exactly, most or least"),
        may("per", Text, "day, week or month, where the number is due in each of them"),
    ],
};

static EXCEPTION: Shape = Shape {
    name: "exception",
    keys: &[
        must("act", Texts, "the acts permitted"),
        may("by", Texts, "by whom; without it, by anybody"),
        may("place", Texts, "where; without it, wherever the provision applies"),
        may("from", Text, "from when"),
        may("until", Text, "until when"),
        may("when", Text, "circumstances that only a person can judge, in words"),
        must("says", Text, "what is permitted, in our words"),
    ],
};

static CONDITION: Shape = Shape {
    name: "condition",
    keys: &[
        must("provision", Text, "reference of the other provision"),
        must("says", Text, "how it hangs on it"),
        may("required", Flag, "true if the other must be fulfilled before this one applies"),
    ],
};

static CITATION: Shape =
    Shape { name: "source", keys: &[must("url", Text, "where it is"), must("title", Text, "what it is")] };

static AMENDMENT: Shape = Shape {
    name: "amendment",
    keys: &[
        must("announced", Text, "day or instant it was made known"),
        may("announced_by", Text, "actor who announced it"),
        may("by", Table(&LIMIT), "the new limit"),
        may("ends", Flag, "true if it ends the provision"),
        must("says", Text, "what changed, in our words"),
        may("source", Tables(&CITATION), "where it is published"),
    ],
};

pub(super) static PLACES: Shape =
    Shape { name: "places file", keys: &[must("place", Tables(&PLACE), "the agreement's own places")] };

static PLACE: Shape = Shape {
    name: "place",
    keys: &[
        must("id", Text, "identifier, as aghdam-district"),
        must("name", Text, "name for readers"),
        may("aliases", Texts, "other spellings and names"),
        may("feature", Text, "what it is: town, village, district, line, corridor"),
        may("lat", Number, "degrees north, WGS 84"),
        may("lon", Number, "degrees east, WGS 84"),
        may("geonames", Whole, "its number in GeoNames"),
        may("within", Texts, "places it lies in, by identifier"),
        may("note", Text, "what is particular about it"),
        may("radius_km", Number, "how far it reaches from its position; without it, what is usual for its feature"),
        may("outline", Table(&OUTLINE), "the line, corridor or zone as it is drawn"),
    ],
};

static OUTLINE: Shape = Shape {
    name: "outline",
    keys: &[
        may("type", Text, "type of GeoJSON: LineString, MultiLineString, Polygon, MultiPolygon, or Point for a circle"),
        may("coordinates", Coordinates, "coordinates of GeoJSON: [degrees east, degrees north] each"),
        may("along", Texts, "places of this file whose lines it follows, instead of `type` and `coordinates`"),
        may(
            "width_km",
            Number,
            "width in kilometres of what runs along a line, half of it on either side; diameter of a circle",
        ),
        may("tolerance_km", Number, "by how many kilometres the drawing may be off"),
        may("source", Text, "what it was drawn after"),
    ],
};

pub(super) static SCENARIO: Shape = Shape {
    name: "scenario",
    keys: &[
        must("title", Text, "what the scenario shows, in a sentence"),
        must(
            "as_of",
            Text,
            "instant of assessment, as 2020-11-16T09:00:00+04:00[Asia/Baku]; what is published later does not count",
        ),
        must("because", Text, "why the expected answer is right, for an analyst of either side"),
        may("difficulty", Wholes, "numbers of the difficulties of real reporting that it shows"),
        must("report", Tables(&REPORT), "the reports, in our own words"),
        must("expect", Table(&EXPECT), "what must be found"),
    ],
};

static REPORT: Shape = Shape {
    name: "report",
    keys: &[
        must("id", Text, "short name of the report, by which the expectations refer to it"),
        may("outlet", Text, "who published it"),
        may("published", Text, "when it was published: an instant, or a day"),
        may("relays", Texts, "whom the outlet took it from"),
        may("url", Text, "where it was published"),
        may("html", Flag, "true if the text is a page in HTML"),
        must("text", Text, "what it says"),
    ],
};

static EXPECT: Shape = Shape {
    name: "expect",
    keys: &[
        may("incidents", Whole, "how many incidents come out of all reports together"),
        may("claim", Tables(&EXPECT_CLAIM), "claims that must be there; only the fields given are compared"),
        may("absent", Tables(&EXPECT_CLAIM), "claims that must not be there as current facts"),
        may("provision", Tables(&EXPECT_PROVISION), "statuses"),
        may("verdict", Tables(&EXPECT_VERDICT), "what can be said of a party under a provision"),
        may("incident", Tables(&EXPECT_INCIDENT), "incidents that must be there"),
        may("misstated", Tables(&EXPECT_MISSTATED), "reports that restate a provision wrongly"),
        may("position", Tables(&EXPECT_POSITION), "who stands how to the agreement or to an actor"),
        may("control", Tables(&EXPECT_CONTROL), "who claims to hold a place"),
    ],
};

static EXPECT_CLAIM: Shape = Shape {
    name: "claim",
    keys: &[
        may("report", Text, "`id` of the report"),
        may("act", Text, "act of the taxonomy"),
        may("actor", Text, "who did it: an actor, or a body that is part of it"),
        may("target", Text, "to whom"),
        may("place", Text, "where: a place of the agreement or a GeoNames number"),
        may("speaker", Text, "who says so: an actor or the name as read"),
        may(
            "channel",
            Text,
            "statement, briefing, post, broadcast, interview, report, witness, document, imagery or unspecified",
        ),
        may("wounded", Whole, "best number of the wounded"),
        may("killed", Whole, "best number of the killed"),
        may("modality", Text, "fact, opinion, forecast, plan, conditional, demand or threat"),
        may("polarity", Text, "asserts or denies"),
        may("retracted", Flag, "whether it was taken back"),
        may("when", Text, "a day, or two days with a slash between them"),
    ],
};

static EXPECT_PROVISION: Shape = Shape {
    name: "provision",
    keys: &[
        must("ref", Text, "reference of the provision"),
        must("status", Text, "a status of the glossary"),
        may("deadline", Text, "original: the status against the day before any amendment"),
        may("responsible", Texts, "who is held to be the author; an empty list: nobody"),
    ],
};

static EXPECT_VERDICT: Shape = Shape {
    name: "verdict",
    keys: &[
        must("ref", Text, "reference of the provision"),
        may("party", Text, "the party; left out: nobody is named"),
        must("conclusion", Text, "violated, not_violated, inconclusive, unattributed, or none: nothing may be said"),
        may("ground", Text, "admitted, observed, witnessed, both_sides, accused, left_open, cleared or nobody_named"),
    ],
};

static EXPECT_INCIDENT: Shape = Shape {
    name: "incident",
    keys: &[
        may("act", Text, "act of the taxonomy"),
        may("place", Text, "where"),
        may("relation", Text, "before, possibly or after the effective instant"),
        may("origins", Whole, "how many independent origins say that it happened"),
        may("contested", Flag, "whether claims on it contradict each other"),
        may("sides_claiming", Texts, "sides that say it happened: parties, neutral, mandated or unknown"),
        may("sides_denying", Texts, "sides that say it did not"),
        may("killed", Table(&RANGE), "lowest and highest number of killed told"),
    ],
};

static RANGE: Shape = Shape { name: "range", keys: &[must("low", Whole, "lowest"), must("high", Whole, "highest")] };

static EXPECT_MISSTATED: Shape = Shape {
    name: "misstated",
    keys: &[must("report", Text, "`id` of the report"), must("provision", Text, "reference of the provision")],
};

static EXPECT_POSITION: Shape = Shape {
    name: "position",
    keys: &[
        must("actor", Text, "who holds it"),
        must("about", Text, "agreement, or an actor"),
        must("stance", Text, "accepts, welcomes, neutral, doubts, criticises, protests or rejects"),
    ],
};

static EXPECT_CONTROL: Shape = Shape {
    name: "control",
    keys: &[
        must("place", Text, "the place"),
        must("claimants", Texts, "sides that say who holds it"),
        must("contested", Flag, "whether they exclude each other"),
    ],
};
