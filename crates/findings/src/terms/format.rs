//! The format of `agreement.toml` and `places.toml`, key by key.

use super::shape::Holds::{Flag, Number, Points, Table, Tables, Text, Texts, Whole};
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
        must("bearer", Texts, "who is bound"),
        must("act", Texts, "the act that fulfils a duty done once; the acts that break a prohibition or standing duty"),
        may("broken_by", Texts, "acts that break a standing duty, where `act` names what is owed"),
        may("object", Text, "what the act is done to, in words"),
        may("to", Text, "in whose favour"),
        may("place", Texts, "where it applies; without it, the agreement's area"),
        may("from", Text, "from when it binds; without it, the agreement's effective instant"),
        may("effective", Text, "the same as `from`"),
        may("by", Table(&LIMIT), "last day for the act"),
        may("parallel_with", Text, "the provision it runs in parallel with"),
        may("within", Table(&TERM), "length of time for the act"),
        may("quantity", Tables(&QUANTITY), "numbers in the terms"),
        may("exceptions", Tables(&EXCEPTION), "acts permitted although they look forbidden"),
        may("conditions", Tables(&CONDITION), "other provisions it hangs on"),
        may("category", Text, "topic of PA-X or PAM"),
        may("source", Tables(&CITATION), "where its wording is published"),
        may("recall", Texts, "words by which a restatement of it is recognised"),
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
        must("after", Text, "effective, signed, or a day as 2020-11-20"),
    ],
};

static QUANTITY: Shape = Shape {
    name: "quantity",
    keys: &[must("what", Text, "of what"), must("n", Whole, "how many"), must("at", Text, "exactly, most or least")],
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
        may("line", Points, "points of a line or the middle of a corridor, [latitude, longitude] each"),
        may("width_km", Number, "width of a corridor in kilometres"),
    ],
};
