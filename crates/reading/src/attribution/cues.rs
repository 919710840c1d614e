//! Words that report: the cue lexicon of English, by what they do with their content. Compiled from general knowledge of
//! the language (the classes follow the usual ones for verbs of communication, judgement, desire and cognition).

use servanda_model::Channel;

/// What a cue does with its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum CueKind {
    /// No word of the lexicon.
    Other,
    /// Says that it is so: "say", "claim", "according to", "statement".
    Say,
    /// Says so in writing that all can read: "tweet", "post".
    Post,
    /// Says that it is not so: "deny", "refute".
    Deny,
    /// Holds somebody to have done it: "accuse", "blame", "condemn".
    Blame,
    /// Thinks well of it, or stands by it: "praise", "support", "defend".
    Favour,
    /// Takes it for a fact and for wrong: "condemn", "denounce".
    Condemn,
    /// Stands against it: "oppose", "criticise", "reject".
    Oppose,
    /// Gives it a name: "call", "describe", "label".
    Call,
    /// Asks: "ask", "question".
    Ask,
    /// Wants somebody to do it: "urge", "demand", "call for", "order".
    Demand,
    /// Undertakes it: "promise", "pledge", "threaten", "agree", "offer".
    Promise,
    /// Wants or means to do it: "want", "plan", "intend", "seek".
    Intend,
    /// Holds it to be so: "believe", "think", "expect", "fear".
    Believe,
    /// Knows or comes to know it: "know", "learn", "realise", "find".
    Know,
    /// Bears it out: "show", "suggest", "indicate", "reveal".
    Show,
    /// It looks so to nobody in particular: "seem", "appear".
    Seem,
    /// Speaks of it without saying what: "discuss", "mention", "cite".
    Mention,
    /// Feels about it: "enjoy", "regret", "welcome".
    Feel,
    /// Settles it: "decide", "vote", "rule", "choose".
    Decide,
}

impl CueKind {
    /// Whether the source vouches for the content as something that is so: a claim, as against a wish or a question.
    #[must_use]
    pub fn asserts(self) -> bool {
        matches!(self, Self::Say | Self::Post | Self::Deny | Self::Blame | Self::Believe | Self::Know | Self::Show)
    }
}

use CueKind::{
    Ask, Believe, Blame, Call, Condemn, Decide, Demand, Deny, Favour, Feel, Intend, Know, Mention, Oppose, Post,
    Promise, Say, Seem, Show,
};

/// Words by kind, verbs and nouns together; the first kind that lists a word counts.
#[rustfmt::skip]
const WORDS: &[(CueKind, &str)] = &[
    (Say, "say tell state add declare announce report note claim argue insist warn explain reply respond stress \
        emphasise emphasize conclude continue comment remark observe acknowledge admit confirm affirm assert maintain \
        complain charge allege recall underline underscore reiterate assure repeat answer contend caution inform notify \
        testify concede disclose communicate proclaim pronounce profess joke quip jest muse boast brag lament bemoan \
        interject counter retort rejoin recount relate narrate specify clarify elaborate summarise summarize \
        exclaim shout yell scream cry whisper mutter murmur chant sing sneer scoff fume rant preach lecture \
        remind reassure advise apprise brief stipulate swear vouch attest certify aver avow opine posit postulate \
        submit intimate imply insinuate hint signal convey express voice articulate utter deliver read speak talk \
        speculate theorise theorize confess confide divulge reveal broadcast air echo parrot rattle blurt deadpan \
        growl snap rail thunder crow gush enthuse bellow rumour rumor allegedly reportedly purportedly \
        supposedly ostensibly apparently according accord per statement claim assertion allegation announcement remark \
        report declaration testimony account version word comment message news acknowledgement acknowledgment \
        admission confession explanation argument contention insistence warning reminder rhetoric speech line pitch"),
    (Post, "tweet retweet post write publish blog email e-mail text pen scrawl type caption headline blare"),
    (Deny, "deny refute rebut disprove contradict disclaim disavow repudiate denial rebuttal refutation negate debunk"),
    (Blame, "accuse blame suspect fault indict incriminate implicate charge convict accusation blame charge suspicion \
        indictment"),
    (Favour, "praise support back endorse defend commend applaud laud hail tout champion promote favour favor \
        advocate approve embrace celebrate salute extol cheer thank congratulate credit honour honor compliment \
        flatter admire justify uphold trumpet vouch recommend nominate commit praise support endorsement approval \
        advocacy defence defense backing recommendation"),
    (Condemn, "condemn denounce decry deplore criticise criticize condemnation criticism"),
    (Oppose, "oppose reject dismiss attack slam blast bash \
        lambast lambaste assail deride mock ridicule scold chide rebuke reprimand admonish castigate excoriate \
        berate chastise censure slam rip savage pan knock hammer skewer lampoon belittle disparage discredit \
        downplay dispute contest challenge protest object disagree renounce decline refuse resist rebuff spurn shun \
        disown resent scorn despise discount disapprove veto block opposition objection \
        rejection dismissal attack disapproval refusal disagreement dispute rebuke protest"),
    (Call, "call describe label brand term dub name characterise characterize portray depict paint cast liken compare \
        equate refer tag style deem regard view consider see perceive count rate rank identify define classify \
        christen nickname bill hail treat description characterisation characterization comparison label"),
    (Ask, "ask question query inquire enquire wonder grill quiz press probe interrogate challenge question query doubt \
        inquiry"),
    (Demand, "urge demand call order request require instruct command direct exhort implore beg plead appeal press \
        encourage advise counsel recommend invite enjoin compel bid lobby push petition solicit pressure insist \
        tell forbid ban prohibit authorise authorize allow permit ask appeal call demand request order plea push \
        recommendation suggestion advice instruction"),
    (Promise, "promise pledge vow threaten agree offer undertake guarantee commit swear volunteer consent accept \
        propose suggest recommend promise pledge vow threat agreement offer guarantee commitment assurance proposal \
        suggestion undertaking"),
    (Intend, "want plan intend seek aim hope wish desire mean prefer aspire try attempt strive yearn long need \
        prepare propose consider contemplate mull weigh ponder look vie set eye plan intention aim goal desire wish \
        hope ambition aspiration preference interest effort bid willingness determination ready willing eager keen \
        determined anxious reluctant unwilling"),
    (Believe, "believe think expect fear suppose assume presume suspect estimate predict forecast project anticipate \
        foresee envision envisage imagine figure reckon guess calculate judge hold trust doubt dread worry hope \
        hypothesise hypothesize surmise conjecture feel conceive deduce infer interpret understand conclude belief \
        opinion view expectation assumption fear estimate prediction forecast projection feeling impression notion \
        idea theory judgment judgement conviction assessment doubt concern worry perception sense thought consensus \
        sure certain confident convinced aware afraid worried concerned hopeful optimistic pessimistic sceptical \
        skeptical doubtful unsure uncertain unaware likely"),
    (Know, "know learn realise realize recognise recognize discover find determine understand remember forget hear \
        read see notice detect discern gather ascertain establish verify conclude recollect grasp appreciate spot \
        observe knowledge awareness finding recognition realisation realization understanding conclusion memory"),
    (Show, "show suggest indicate reveal demonstrate prove illustrate document record register reflect betray evidence \
        point signify signal mean detail chronicle outline list portray highlight spotlight expose depict find \
        evidence indication proof sign signal study poll survey research data record analysis"),
    (Seem, "seem appear look sound seemingly evidently presumably obviously clearly"),
    (Mention, "mention discuss cite quote reference invoke raise address broach name touch allude debate talk speak \
        address dwell focus concentrate emphasise highlight repeat describe detail outline present discussion mention \
        reference talk debate conversation quotation citation"),
    (Feel, "enjoy regret welcome like love hate dislike loathe appreciate mourn bemoan fear resent mind care \
        rejoice celebrate respect abhor detest envy pity relish fancy distrust mistrust adore feel admiration \
        regret concern love hatred anger frustration enthusiasm support sympathy respect gratitude outrage \
        happy proud glad sorry sad angry pleased disappointed surprised frustrated upset thrilled critical supportive"),
    (Decide, "decide vote rule choose elect opt resolve determine settle elect pick select approve pass adopt decree \
        mandate sentence uphold overturn decision vote ruling choice resolution verdict determination"),
];

/// The kinds of the words, for look-up in one step.
#[derive(Debug, Clone)]
pub(super) struct Cues {
    words: Vec<(&'static str, CueKind)>,
}

impl Cues {
    /// Sorts the lexicon.
    pub fn new() -> Self {
        let mut words: Vec<(&'static str, CueKind)> =
            WORDS.iter().flat_map(|(kind, list)| list.split_ascii_whitespace().map(move |w| (w, *kind))).collect();
        words.sort_by_key(|w| w.0); // Stable: the first kind listed comes first.
        words.dedup_by_key(|w| w.0);
        Self { words }
    }

    pub fn kind(&self, lemma: &str) -> CueKind {
        self.words.binary_search_by_key(&lemma, |w| w.0).map_or(CueKind::Other, |i| self.words[i].1)
    }
}

/// Deeds of force. Political news uses them for words ("hit his rival on taxes"); in reports of fighting they are deeds.
pub(super) fn is_force(lemma: &str) -> bool {
    matches!(
        lemma,
        "hit"
            | "strike"
            | "attack"
            | "assault"
            | "shell"
            | "bomb"
            | "bombard"
            | "fire"
            | "shoot"
            | "kill"
            | "wound"
            | "injure"
            | "storm"
            | "seize"
            | "capture"
            | "destroy"
            | "raid"
            | "ambush"
            | "damage"
            | "blast"
            | "hammer"
            | "launch"
            | "target"
            | "invade"
            | "occupy"
            | "besiege"
            | "shatter"
            | "down"
            | "intercept"
            | "detain"
    )
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
