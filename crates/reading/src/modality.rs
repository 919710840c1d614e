//! How the words stand to the facts: fact, plan, forecast, demand, threat, condition, view; asserted or denied.

use servanda_model::{Modality, Polarity};
use servanda_syntax::{Dep, Pos, Tag};

use crate::acts::ActHit;
use crate::page::Page;

const PLAN: &[&str] = &[
    "plan",
    "intend",
    "prepare",
    "agree",
    "promise",
    "pledge",
    "schedule",
    "undertake",
    "decide",
    "vow",
    "oblige",
    "commit",
    "aim",
    "seek",
    "want",
    "try",
    "attempt",
    "set",
    "due",
    "ready",
    "slate",
    "suppose",
    "envisage",
    "stipulate",
    "provide",
    "dictate",
];
const DEMAND: &[&str] = &[
    "demand", "urge", "call", "ask", "request", "require", "appeal", "insist", "order", "instruct", "tell", "press",
    "beg", "exhort", "expect", "invite",
];
const FORECAST: &[&str] = &["expect", "predict", "forecast", "anticipate", "fear", "risk", "hope", "likely", "believe"];
const THREAT: &[&str] = &["threaten", "vow", "warn"];
const VIEW: &[&str] = &[
    "believe",
    "think",
    "opinion",
    "suspect",
    "suggest",
    "assume",
    "speculate",
    "doubt",
    "argue",
    "seem",
    "appear",
    "view",
    "consider",
    "feel",
    "opine",
    "possible",
    "possibly",
    "perhaps",
    "maybe",
    "probably",
    "presumably",
    "infer",
];

/// How the words stand to the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Judged {
    pub modality: Modality,
    pub polarity: Polarity,
    /// The word by which somebody denies what is told below it: "rejected", "denied".
    pub denier: Option<usize>,
}

/// Modality and polarity of an act.
pub(crate) fn judge(page: &Page<'_>, hit: &ActHit) -> Judged {
    let mut polarity = Polarity::Asserts;
    let mut modality = Modality::Fact;
    let mut denier = None;
    let verb = hit.verb.unwrap_or(hit.token);
    let flip = |p: &mut Polarity| *p = if *p == Polarity::Asserts { Polarity::Denies } else { Polarity::Asserts };

    // "no attack", "without firing", "not a single shot".
    let mut negated = false;
    for t in [hit.token, verb] {
        negated |= page.children_by(t, &[Dep::Neg]).any(|n| !matches!(page.lemma(n), "only"))
            || page.children_by(t, &[Dep::Det]).any(|d| page.lemma(d) == "no")
            || page.subject_is_none(t);
    }
    if negated {
        flip(&mut polarity);
    }
    if page.head(hit.token).is_some_and(|h| page.lemma(h) == "without") {
        flip(&mut polarity);
    }

    // "Talks are to be held on Thursday": the subject of "are" waits for the infinitive.
    if page.dep(hit.token) == Dep::Nsubj
        && page.head(hit.token).is_some_and(|v| {
            page.lemma(v) == "be"
                && page
                    .children_by(v, &[Dep::Xcomp])
                    .any(|x| page.children_by(x, &[Dep::Aux]).any(|a| page.lemma(a) == "to"))
        })
    {
        modality = Modality::Plan;
    }
    // Auxiliaries of the verb, and the verbs it depends on.
    let mut at = hit.token;
    for _ in 0..6 {
        // "can't speak of a siege" is no guess.
        let denied = page.children_by(at, &[Dep::Neg]).next().is_some();
        for aux in page.children_by(at, &[Dep::Aux]) {
            modality = match page.lemma(aux).to_lowercase().as_str() {
                "will" | "shall" | "'ll" if modality == Modality::Fact => Modality::Forecast,
                "would" if modality == Modality::Fact => Modality::Forecast,
                "could" | "can" if denied => modality,
                "may" | "might" | "could" | "can" if modality == Modality::Fact => Modality::Opinion,
                "must" | "should" | "ought" if modality == Modality::Fact => Modality::Demand,
                _ => modality,
            };
        }
        if page
            .children_by(at, &[Dep::Mark, Dep::Advmod])
            .any(|m| matches!(page.lemma(m), "if" | "unless" | "should" | "whether" | "in case"))
            && matches!(page.dep(at), Dep::Advcl | Dep::Ccomp)
        {
            let modality = if modality == Modality::Fact { Modality::Conditional } else { modality };
            return Judged { modality, polarity, denier };
        }
        // "…, accusing Boria of shelling Kel": how the accuser's own deed is told says nothing of Boria's.
        if at != hit.token
            && page.dep(at) == Dep::Advcl
            && page.tag(at) == Tag::Vbg
            && page.rules.is_kind("verb of saying", page.lemma(at))
        {
            break;
        }
        let Some(head) = page.head(at) else { break };
        let infinitive = page.tag(at) == Tag::Vb || page.children_by(at, &[Dep::Aux]).any(|a| page.lemma(a) == "to");
        let governor = if matches!(page.dep(at), Dep::Pobj | Dep::Pcomp) { page.head(head) } else { Some(head) };
        let Some(governor) = governor else { break };
        let lemma = page.lemma(governor);
        let below = matches!(
            page.dep(at),
            Dep::Xcomp
                | Dep::Ccomp
                | Dep::Dobj
                | Dep::Pobj
                | Dep::Pcomp
                | Dep::Acl
                | Dep::Nsubj
                | Dep::Nsubjpass
                | Dep::Oprd
                | Dep::Dep
                | Dep::Advcl
                | Dep::Relcl
        );
        if below && modality == Modality::Fact {
            let noun = !matches!(page.pos(governor), Pos::Verb | Pos::Aux);
            if infinitive && matches!(page.dep(at), Dep::Xcomp | Dep::Ccomp | Dep::Acl | Dep::Oprd | Dep::Advcl) {
                if THREAT.contains(&lemma) {
                    modality = Modality::Threat;
                } else if DEMAND.contains(&lemma) {
                    modality = Modality::Demand;
                } else if matches!(lemma, "have" | "be")
                    && page.dep(at) == Dep::Xcomp
                    && page.children_by(governor, &[Dep::Advmod]).any(|a| page.lemma(a) == "yet")
                {
                    // "has yet to reopen the road".
                    flip(&mut polarity);
                } else if lemma == "have" && page.dep(at) == Dep::Xcomp {
                    // "has to return".
                    modality = Modality::Demand;
                } else if PLAN.contains(&lemma) {
                    modality = Modality::Plan;
                } else if FORECAST.contains(&lemma) {
                    modality = Modality::Forecast;
                } else if lemma == "be" && !noun || page.dep(at) == Dep::Acl && noun || page.dep(at) == Dep::Advcl {
                    // "was to hand over", "is to leave"; "a plan to leave".
                    modality = Modality::Plan;
                }
            } else if matches!(page.dep(at), Dep::Dobj | Dep::Pobj | Dep::Pcomp | Dep::Nsubj | Dep::Nsubjpass) {
                if matches!(
                    lemma,
                    "demand" | "urge" | "request" | "require" | "order" | "seek" | "call" | "need" | "insist"
                ) {
                    modality = Modality::Demand;
                } else if matches!(
                    lemma,
                    "plan"
                        | "prepare"
                        | "schedule"
                        | "promise"
                        | "pledge"
                        | "discuss"
                        | "propose"
                        | "offer"
                        | "consider"
                        | "negotiate"
                        | "extend"
                        | "await"
                ) {
                    modality = Modality::Plan;
                } else if matches!(lemma, "postpone" | "delay" | "cancel" | "reschedule" | "defer")
                    || lemma == "put" && page.children_by(governor, &[Dep::Prt]).next().is_some()
                {
                    // "delayed the release": it was meant to be, and isn't done.
                    modality = Modality::Plan;
                    flip(&mut polarity);
                } else if matches!(
                    lemma,
                    "risk"
                        | "fear"
                        | "expect"
                        | "predict"
                        | "possibility"
                        | "prospect"
                        | "chance"
                        | "likelihood"
                        | "danger"
                        | "hope"
                ) {
                    modality = Modality::Forecast;
                } else if matches!(lemma, "threaten" | "threat") {
                    modality = Modality::Threat;
                }
            } else if page.dep(at) == Dep::Ccomp
                && matches!(lemma, "demand" | "require" | "request" | "urge")
                && matches!(page.tag(at), Tag::Vb | Tag::Vbp)
            {
                // "demanded that they leave".
                modality = Modality::Demand;
            } else if matches!(page.dep(at), Dep::Ccomp) && VIEW.contains(&lemma) {
                modality = Modality::Opinion;
            }
        }
        if below && matches!(lemma, "deny" | "refute" | "disprove" | "denial") {
            flip(&mut polarity);
            denier = Some(governor);
        }
        if below && matches!(lemma, "dismiss" | "reject") && (page.pos(at) == Pos::Noun) && hit.token != at {
            // "dismissed claims of shelling": the noun between is a report of the act.
            flip(&mut polarity);
            denier = Some(governor);
        }
        // "It is not true that…", "did not confirm that…" says less than a denial.
        if page.dep(at) == Dep::Ccomp
            && matches!(lemma, "be" | "true" | "false" | "untrue")
            && (matches!(lemma, "false" | "untrue")
                || page.children_by(governor, &[Dep::Acomp]).any(|a| matches!(page.lemma(a), "false" | "untrue"))
                || (page.children_by(governor, &[Dep::Neg]).next().is_some()
                    && page.children_by(governor, &[Dep::Acomp]).any(|a| page.lemma(a) == "true")))
        {
            flip(&mut polarity);
        }
        at = governor;
        if matches!(page.pos(at), Pos::Verb | Pos::Aux) && matches!(page.dep(at), Dep::Root) && page.lemma(at) == "say"
        {
            break;
        }
    }
    // Words of guessing in the clause itself.
    if modality == Modality::Fact
        && page
            .children_by(verb, &[Dep::Advmod])
            .any(|a| matches!(page.lemma(a), "possibly" | "perhaps" | "probably" | "presumably" | "maybe" | "likely"))
    {
        modality = Modality::Opinion;
    }
    Judged { modality, polarity, denier }
}
