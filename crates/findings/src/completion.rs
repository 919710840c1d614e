//! Reading an incident as the fulfilment of a duty: whose, of what, where, how much of it, on whose word.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use servanda_model::{Act, ActorId, Order, PlaceId, Provision, Side, When, Where};

use crate::area::Tri;
use crate::assess::{Case, done_once};
use crate::docket::Told;
use crate::evidence::{Evidence, Voiced, claims_of, names_of, voices_of};
use crate::extent::Extent;
use crate::phrase;
use crate::proof::Proof;
use crate::quantity;
use crate::rule::Rule;

/// An incident that fulfils a duty or a part of it.
#[derive(Debug)]
pub(crate) struct Completion {
    pub told: Arc<Told>,
    pub when: When,
    /// From when it can be dated: its end, else the first report of it.
    pub since: Option<Timestamp>,
    /// When its first report was published, at the earliest.
    pub heard: Option<Timestamp>,
    /// Who says so, each with its side.
    pub voices: Vec<(Side, String)>,
    /// Somebody other than the one who owes it says so.
    pub confirmed: bool,
    /// It is told as the whole, not as a part or a beginning.
    pub whole: bool,
    /// Its latest report tells of a beginning or of work under way.
    pub under_way: bool,
    /// It is told in words to be complete.
    pub completed: bool,
    /// A place changed hands, which happens once.
    pub territorial: bool,
    /// It may mean this duty or another.
    pub possible: bool,
    /// The provision's places that it covers.
    pub places: BTreeSet<PlaceId>,
    /// Somebody else denies it.
    pub denied: bool,
}

impl Completion {
    /// What happened, where and when, in words.
    pub(crate) fn says(&self) -> String {
        phrase::incident(&self.told.incident, &self.when)
    }
}

/// Acts by which the receiving side shows that it received: its entry into what was handed over.
pub(crate) fn receipts(provision: &Provision) -> Vec<Act> {
    if provision.to.is_some() && provision.acts.contains(&Act::Handover) {
        vec![Act::CaptureOrEntry, Act::Control]
    } else {
        Vec::new()
    }
}

/// Acts that are done many times: one release is not the exchange of all.
fn repeatable(act: Act) -> bool {
    matches!(act, Act::ReleaseOrExchange | Act::ReturnOfDisplaced | Act::Passage | Act::Aid)
}

fn territorial(act: Act) -> bool {
    matches!(act, Act::Handover | Act::Withdrawal | Act::CaptureOrEntry | Act::Control)
}

/// A duty as its fulfilments are looked for.
pub(crate) struct Duty<'c> {
    case: &'c Case<'c>,
    /// Words of recall and the object, in lower case.
    called: Vec<String>,
    /// Whether another duty of the agreement is done by the same act of the same party.
    siblings: bool,
    receipts: Vec<Act>,
}

/// What the words of an incident's standing claims tell.
struct Words {
    extent: Extent,
    under_way: bool,
    completed: bool,
    /// Whether a number of the terms is reached.
    met: bool,
    /// Whether they name what the clause is about.
    named: bool,
}

impl<'c> Duty<'c> {
    pub(crate) fn new(case: &'c Case<'c>) -> Self {
        let provision = case.provision;
        let called = provision.recall.iter().chain(&provision.object).map(|w| w.to_lowercase()).collect();
        Self { case, called, siblings: has_siblings(case), receipts: receipts(provision) }
    }

    /// Reads an incident as a fulfilment; `None` if it is none, with the step that says why.
    pub(crate) fn read(&self, told: &Arc<Told>, evidence: &Evidence<'_>, proof: &mut Proof) -> Option<Completion> {
        let (case, provision) = (self.case, self.case.provision);
        let of_receiver = !provision.acts.contains(&evidence.incident.act);
        if of_receiver && !self.receipts.contains(&evidence.incident.act) {
            return None;
        }
        if evidence.asserting.is_empty() {
            if !evidence.retracted.is_empty() {
                let taken_back = || evidence.retracted.iter().map(|c| (*c).clone()).collect();
                proof.resting_on(Rule::Retracted, evidence, None, taken_back, || {
                    format!("The {} rests on claims that were taken back.", evidence.told())
                });
            }
            return None;
        }
        if !by_its_bearer(case, evidence, of_receiver, proof) {
            return None;
        }
        if !evidence.names_any(&provision.only_if_named) {
            proof.on(Rule::OtherObject, evidence, None, || {
                format!("No report of the {} names what this clause is about.", evidence.told())
            });
            return None;
        }
        if evidence.when.against(provision.effective) == Order::Before {
            proof.on(Rule::BeforeEffective, evidence, Some(Order::Before), || {
                let start = phrase::instant(provision.effective, &case.input.agreement.effective_zone);
                format!("The {} lies before the clause took effect on {start}.", evidence.told())
            });
            return None;
        }
        // Delegations meet far from what they talk about.
        let anywhere = evidence.incident.act.is_speech() && provision.places.is_empty();
        if !anywhere && evidence.laid_out.inside.get(case.at) == Some(&Tri::No) {
            proof.on(Rule::OutsideArea, evidence, None, || {
                let measured = case.measured(evidence).map_or_else(String::new, |m| format!(" {m}."));
                format!("The {} lies outside the clause's area.{measured}", evidence.told())
            });
            return None;
        }
        let words = self.words(evidence);
        let Cover { places, part } = covered(case, evidence, &words);
        // A place given over is known by the place; soldiers sent are known by what the report calls them.
        let territorial = territorial(evidence.incident.act);
        let by_place = territorial && !places.is_empty();
        if self.siblings && !words.named && !by_place {
            proof.on(Rule::OtherObject, evidence, None, || {
                format!("The {} does not name what this clause is about.", evidence.told())
            });
            return None;
        }
        let doers = case.laid_to(evidence);
        let completion = Completion {
            told: Arc::clone(told),
            when: evidence.when.clone().into_owned(),
            since: evidence.since(),
            heard: evidence.published().map(|(from, _)| from),
            voices: voices_of(evidence).map(|(side, name)| (side.clone(), name.to_owned())).collect(),
            confirmed: confirmed(case, &doers, evidence),
            // The number of the terms is the whole, wherever in the place it was reached.
            whole: words.extent != Extent::Part && (!part || words.met),
            under_way: words.under_way,
            completed: words.completed,
            territorial,
            // A part of what the report names is that part, wherever in the wider region it was done.
            possible: places.is_empty()
                && !provision.places.is_empty()
                && !(words.named && words.extent == Extent::Part),
            places,
            denied: evidence.denials().any(|v| !doers.iter().any(|d| case.with(v, d))),
        };
        tell(case, &completion, evidence, proof);
        Some(completion)
    }

    /// The whole or a part, by words and numbers. The latest report decides whether it is under way; at one time a
    /// part outweighs the whole.
    fn words(&self, evidence: &Evidence<'_>) -> Words {
        let terms = &self.case.provision.quantities;
        let mut latest: Option<(Option<Timestamp>, Extent)> = None;
        let (mut met, mut below, mut completed, mut named) = (false, false, false, self.called.is_empty());
        for (claim, published, told) in evidence.telling_by_date() {
            completed |= told == Extent::Whole;
            if !named {
                let quote = claim.quote.to_lowercase();
                named = self.called.iter().any(|w| quote.contains(w));
            }
            latest = match latest {
                Some((at, best)) if at > published => Some((at, best)),
                Some((at, best)) if at == published => Some((at, best.min(told))),
                _ => Some((published, told)),
            };
            for quantity in &claim.quantities {
                for term in terms.iter().filter(|t| quantity::same_things(&t.what, &quantity.what)) {
                    met |= quantity.n.low >= term.n;
                    below |= term.at != "most" && quantity.n.high.is_some_and(|high| high < term.n);
                }
            }
        }
        let under_way = latest.is_some_and(|(_, told)| told == Extent::Part);
        let counted = terms.iter().any(|t| t.at != "most");
        if self.case.provision.begins {
            return Words { extent: Extent::Whole, under_way: false, completed, met, named };
        }
        let extent = if under_way || below && !met {
            Extent::Part
        } else if met || completed {
            Extent::Whole
        } else if counted || repeatable(evidence.incident.act) {
            // The terms name a number, or mean many acts, and the report names neither number nor completion.
            Extent::Part
        } else {
            Extent::Unsaid
        };
        Words { extent, under_way, completed, met, named }
    }
}

/// Whether it is laid to somebody who owes it (or received it), or to nobody.
fn by_its_bearer(case: &Case<'_>, evidence: &Evidence<'_>, of_receiver: bool, proof: &mut Proof) -> bool {
    let provision = case.provision;
    let who: Vec<&ActorId> =
        if of_receiver { provision.to.iter().collect() } else { provision.bearers.iter().collect() };
    // What is owed has come about, too, where an ally of who owes it did it.
    let named = evidence.blamed.iter().any(|a| who.iter().any(|w| case.answers(w, a) != Tri::No));
    // An entry by nobody in particular is no receipt.
    let fits = named || (evidence.blamed.is_empty() && !of_receiver);
    if !fits && !of_receiver {
        proof.on(Rule::NotBound, evidence, None, || {
            format!(
                "The {} is laid to {}, who does not owe it.",
                evidence.told(),
                case.input.name_list(evidence.blamed.iter().copied())
            )
        });
    }
    fits
}

/// Whether another duty of the agreement is done by the same act of the same party.
fn has_siblings(case: &Case<'_>) -> bool {
    case.input.agreement.provisions.iter().any(|p| {
        p.reference != case.provision.reference
            && done_once(p)
            && p.acts.iter().any(|a| case.provision.acts.contains(a))
            && p.bearers.iter().any(|b| case.provision.bearers.contains(b))
    })
}

/// Which of the provision's places an incident covers.
struct Cover {
    places: BTreeSet<PlaceId>,
    /// It covers only a place inside one of them.
    part: bool,
}

fn covered(case: &Case<'_>, evidence: &Evidence<'_>, words: &Words) -> Cover {
    let provision = case.provision;
    let mut cover = Cover { places: BTreeSet::new(), part: true };
    let told = evidence.telling().filter_map(|c| c.place.as_ref());
    let places: BTreeMap<&str, &Where> = told.chain(&evidence.incident.place).map(|p| (p.name.as_str(), p)).collect();
    if places.is_empty() {
        cover.add(case, None, words);
    }
    for place in places.values() {
        cover.add(case, Some(place), words);
    }
    if words.extent == Extent::Whole && words.completed && !cover.places.is_empty() {
        // "Complete": the report names one of the places and means the whole.
        cover.places = provision.places.iter().cloned().collect();
    }
    cover.part &= !cover.places.is_empty();
    cover
}

impl Cover {
    fn add(&mut self, case: &Case<'_>, place: Option<&Where>, words: &Words) {
        let provision = case.provision;
        let by_name = place.is_some_and(|p| called(provision, &p.name));
        for target in &provision.places {
            let inside = case.ground.among(place, std::slice::from_ref(target));
            let exact = place.is_some_and(|p| p.candidates.iter().any(|c| &c.place == target));
            let covers = match inside {
                Tri::Yes => true,
                // The report speaks of something larger, or names no place: of all places, if of the whole.
                Tri::Possible | Tri::Unsaid => by_name || (words.named && words.extent == Extent::Whole),
                Tri::No => false,
            };
            if covers {
                self.places.insert(target.clone());
                self.part &= inside == Tri::Yes && !exact && !by_name && provision.places.len() == 1;
            }
        }
    }
}

/// Whether a name in a report is one by which the provision is recalled.
fn called(provision: &Provision, name: &str) -> bool {
    let name = name.to_lowercase();
    let object = provision.object.as_ref().map(|o| o.to_lowercase());
    provision.recall.iter().any(|r| r.to_lowercase() == name) || object.is_some_and(|o| o == name)
}

/// Whether anybody but the one who did it, or who stands with it, says so. A voice whose side nobody knows confirms
/// nothing.
fn confirmed(case: &Case<'_>, doers: &[&ActorId], evidence: &Evidence<'_>) -> bool {
    let own = |v: &&Voiced<'_>| doers.iter().any(|d| case.with(v, d));
    let other = evidence.asserting.iter().any(|v| (v.independent() || v.side.party().is_some()) && !own(&v));
    let sides: BTreeSet<&ActorId> =
        evidence.asserting.iter().filter(own).filter_map(|v| case.camp_of(v.side)).collect();
    other || sides.len() >= 2
}

fn tell(case: &Case<'_>, completion: &Completion, evidence: &Evidence<'_>, proof: &mut Proof) {
    let (deadline, _) = case.provision.deadline_at(case.input.as_of);
    let relation = deadline.map(|d| d.against(&completion.when));
    let voices = || evidence.voices();
    let against_deadline = || match (deadline, relation) {
        (Some(d), Some(Order::Before)) => format!(", in time ({})", phrase::deadline(d)),
        (Some(d), Some(Order::Possibly)) => format!(", possibly in time ({})", phrase::deadline(d)),
        (Some(d), Some(Order::After)) => format!(", late ({})", phrase::deadline(d)),
        _ => String::new(),
    };
    let (rule, how) = if completion.possible {
        (Rule::FulfilmentPossible, "may mean this clause or another")
    } else if !completion.whole {
        (Rule::InPart, "is told as a part, or as under way")
    } else if completion.confirmed {
        (Rule::Fulfilled, "is confirmed by somebody other than the one who owes it")
    } else {
        let unknown = evidence.asserting.iter().filter(|v| v.side == &Side::Unknown).count();
        let whose = match unknown {
            0 => "rests on the word of the one who owes it",
            n if n == evidence.asserting.len() => "rests on a word whose side is unknown",
            _ => "rests on the word of the one who owes it, and on a word whose side is unknown",
        };
        (Rule::OwnWord, whose)
    };
    proof.on(rule, evidence, relation, || {
        format!("The {} is stated by {}{}; it {how}.", evidence.told(), voices(), against_deadline())
    });
    if completion.denied {
        proof.resting_on(
            Rule::CompletionDenied,
            evidence,
            None,
            || claims_of(evidence.denials()),
            || format!("{} denies the {}.", names_of(evidence.denials()), evidence.told()),
        );
    }
}
