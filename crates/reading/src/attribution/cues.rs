//! Words by which speech is reported. A closed class of English, compiled from general knowledge of news style.

use servanda_model::Channel;

/// Verbs that can go with a direct quotation.
const SPEECH: &[&str] = &[
    "say",
    "tell",
    "tweet",
    "write",
    "state",
    "add",
    "post",
    "declare",
    "announce",
    "report",
    "note",
    "claim",
    "argue",
    "insist",
    "warn",
    "explain",
    "reply",
    "respond",
    "ask",
    "stress",
    "emphasise",
    "emphasize",
    "conclude",
    "continue",
    "comment",
    "remark",
    "observe",
    "acknowledge",
    "admit",
    "confirm",
    "affirm",
    "assert",
    "maintain",
    "complain",
    "charge",
    "allege",
    "deny",
    "recall",
    "underline",
    "point",
    "quote",
    "cite",
    "read",
    "retweet",
    "reiterate",
    "assure",
    "vow",
    "pledge",
    "urge",
    "repeat",
    "answer",
    "publish",
    "share",
    "describe",
    "call",
    "contend",
    "caution",
];

/// Verbs that report without quotation marks.
const REPORT: &[&str] = &[
    "say",
    "tell",
    "tweet",
    "write",
    "state",
    "add",
    "post",
    "declare",
    "announce",
    "report",
    "note",
    "claim",
    "argue",
    "insist",
    "warn",
    "explain",
    "reply",
    "stress",
    "emphasise",
    "emphasize",
    "conclude",
    "remark",
    "observe",
    "acknowledge",
    "admit",
    "concede",
    "confirm",
    "affirm",
    "assert",
    "maintain",
    "complain",
    "charge",
    "allege",
    "deny",
    "recall",
    "underline",
    "reveal",
    "disclose",
    "inform",
    "testify",
    "reiterate",
    "suggest",
    "accuse",
    "refute",
    "dismiss",
    "reject",
    "believe",
    "think",
    "estimate",
    "predict",
    "expect",
    "hope",
    "fear",
    "propose",
    "promise",
    "pledge",
    "vow",
    "threaten",
    "agree",
    "contend",
    "indicate",
    "show",
    "find",
    "record",
    "register",
    "document",
    "blame",
    "condemn",
    "criticise",
    "criticize",
    "denounce",
    "describe",
    "mention",
    "communicate",
    "quote",
    "cite",
    "infer",
    "publish",
    "verify",
    "hear",
    "learn",
    "see",
    "conclude",
    "doubt",
];

const OF: &[&str] =
    &["accuse", "blame", "warn", "inform", "speak", "complain", "suspect", "condemn", "criticise", "criticize"];

const OBJECT: &[&str] = &[
    "report",
    "deny",
    "confirm",
    "announce",
    "record",
    "register",
    "refute",
    "dismiss",
    "reject",
    "admit",
    "acknowledge",
    "document",
    "claim",
    "condemn",
    "denounce",
    "allege",
    "verify",
];

const INFINITIVE: &[&str] = &["claim", "promise", "pledge", "vow", "threaten", "agree", "expect", "hope"];

const NOUNS: &[&str] = &[
    "claim",
    "statement",
    "report",
    "announcement",
    "accusation",
    "allegation",
    "assertion",
    "denial",
    "warning",
    "belief",
    "view",
    "opinion",
    "admission",
    "complaint",
    "message",
    "news",
];

pub(super) fn is_speech(lemma: &str) -> bool {
    SPEECH.contains(&lemma)
}

pub(super) fn is_report(lemma: &str) -> bool {
    REPORT.contains(&lemma)
}

pub(super) fn is_noun(lemma: &str) -> bool {
    NOUNS.contains(&lemma)
}

pub(super) fn takes_of(lemma: &str) -> bool {
    OF.contains(&lemma)
}

pub(super) fn takes_object(lemma: &str) -> bool {
    OBJECT.contains(&lemma)
}

pub(super) fn takes_infinitive(lemma: &str) -> bool {
    INFINITIVE.contains(&lemma)
}

pub(super) fn denies(lemma: &str) -> bool {
    matches!(lemma, "deny" | "refute" | "dismiss" | "reject" | "denial" | "disprove" | "contradict")
}

pub(super) fn channel_of(lemma: &str) -> Option<Channel> {
    match lemma {
        "tweet" | "retweet" | "post" => Some(Channel::Post),
        "record" | "register" | "document" | "verify" => Some(Channel::Report),
        _ => None,
    }
}

pub(super) fn channel_noun(lemma: &str) -> Option<Channel> {
    match lemma {
        "statement" | "communique" | "communiqué" | "bulletin" | "release" => Some(Channel::Statement),
        "briefing" | "conference" | "presser" => Some(Channel::Briefing),
        "tweet" | "twitter" | "facebook" | "telegram" | "post" | "vkontakte" => Some(Channel::Post),
        "television" | "tv" | "radio" | "broadcast" | "address" => Some(Channel::Broadcast),
        "interview" => Some(Channel::Interview),
        "witness" | "eyewitness" | "resident" | "villager" => Some(Channel::Witness),
        "satellite" | "photograph" | "photo" | "footage" | "video" | "image" => Some(Channel::Imagery),
        _ => None,
    }
}
