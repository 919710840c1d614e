//! Builders of agreements, incidents and claims for the scenarios.
#![allow(dead_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use servanda_findings::terms::{self, Known, SourceText};
use servanda_findings::{Assessment, PlaceTree, ReportMeta, assess};
use servanda_model::*;

/// Effective 2 March 2021, 06:00 in Baku; days are counted in Baku.
pub const AGREEMENT: &str = r#"
id = "valley-2021"
title = "Valley truce"
short = "Truce"
signed = "2021-03-01"
effective = "2021-03-02T06:00+04:00[Asia/Baku]"
zone = "Asia/Baku"
area = ["valley"]

[[text]]
language = "en"
url = "https://example.org/truce"
title = "The text"

[[party]]
actor = "NOR"
role = "party"

[[party]]
actor = "SUD"
role = "party"

[[party]]
actor = "GUA"
role = "guarantor"

[[monitor]]
actor = "WATCH"
mandated = true

[[provision]]
ref = "fire"
title = "No firing"
says = "Nobody fires."
kind = "prohibition"
standing = true
bearer = ["NOR", "SUD"]
act = ["shelling", "gunfire", "ground_attack", "violation"]
place = "valley"
recall = ["ceasefire", "truce"]
exceptions = [{ act = "gunfire", when = "in self-defence", says = "Fire in self-defence." }]

[[provision]]
ref = "stay"
title = "Forces stay where they are"
says = "Nobody advances."
kind = "prohibition"
standing = true
bearer = ["NOR", "SUD"]
act = ["capture_or_entry", "movement_of_forces"]
place = "valley"
exceptions = [{ act = "movement_of_forces", by = "NOR", place = "mill-district", until = "2021-03-16", says = "The north may leave the mill district." }]

[[provision]]
ref = "mill"
title = "Mill district handed over"
says = "North hands the mill district to South by 10 March."
kind = "obligation"
bearer = "NOR"
act = ["handover", "withdrawal"]
object = "mill district"
to = "SUD"
place = "mill-district"
by = { date = "2021-03-10" }
recall = ["Mill"]

[[provision.amendment]]
announced = "2021-03-09"
by = { date = "2021-03-15" }
says = "Five more days because of snow."

[[provision]]
ref = "ferry"
title = "Ferry district handed over"
says = "North hands the ferry district to South before 20 March."
kind = "obligation"
bearer = "NOR"
act = ["handover", "withdrawal"]
to = "SUD"
place = "ferry-district"
by = { date = "2021-03-20", reading = "ambiguous" }
recall = ["Ferry"]

[[provision]]
ref = "force"
title = "Guard force"
says = "The guarantor deploys 500 soldiers along the ridge and the road."
kind = "obligation"
bearer = "GUA"
act = "deployment"
object = "guard force"
place = ["ridge", "road"]
quantity = [{ what = "soldiers", n = 500, at = "exactly" }]
recall = ["guard force", "guards"]

[[provision]]
ref = "limit"
title = "Limit of the guard force"
says = "No more than 500 soldiers."
kind = "prohibition"
standing = true
bearer = "GUA"
act = "deployment"
place = ["ridge", "road"]
quantity = [{ what = "soldiers", n = 500, at = "most" }]

[[provision]]
ref = "road"
title = "Free passage"
says = "South lets everybody pass on the road."
kind = "obligation"
standing = true
bearer = "SUD"
act = "passage"
place = "road"

[[provision]]
ref = "exchange"
title = "Exchange of prisoners"
says = "Prisoners are exchanged."
kind = "obligation"
bearer = ["NOR", "SUD"]
act = "release_or_exchange"

[[provision]]
ref = "toll"
title = "Toll house"
says = "The toll house on the road is shared."
kind = "obligation"
standing = true
bearer = "SUD"
act = "obstruction"
place = "road"
conditions = [{ provision = "exchange", says = "Only once all prisoners are home.", required = true }]

[[provision]]
ref = "later"
title = "Bridge opened"
says = "The bridge is opened from April on."
kind = "obligation"
standing = true
bearer = "NOR"
act = "passage"
from = "2021-04-01"

[[provision]]
ref = "may"
title = "Stay of the guard force"
says = "The guard force may stay five years."
kind = "permission"
bearer = "GUA"
act = "deployment"
"#;

pub fn agreement() -> Agreement {
    let known = Known {
        actors: ["NOR", "SUD", "GUA", "WATCH"].map(ActorId::from).into(),
        places: ["valley", "mill-district", "ferry-district", "ridge", "road"].map(PlaceId::from).into(),
    };
    terms::agreement(SourceText { name: "agreement.toml", text: AGREEMENT }, &known).expect("sound")
}

pub fn places() -> PlaceTree {
    let under = |place: &str, parent: &str| (PlaceId::from(place), vec![PlaceId::from(parent)]);
    PlaceTree::new([
        under("mill-district", "valley"),
        under("ferry-district", "valley"),
        under("ridge", "valley"),
        under("road", "valley"),
        under("quarry", "mill-district"),
        under("valley", "country"),
        (PlaceId::from("coast"), vec![]),
    ])
}

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// A day in Baku.
pub fn day(text: &str) -> When {
    let from = at(&format!("{text}T00:00:00+04:00"));
    When::new(
        Some(from),
        Some(from + jiff::Span::new().hours(24)),
        Zone::new("Asia/Baku").expect("a zone"),
        Precision::Day,
    )
}

pub fn place(id: &str) -> Where {
    let candidate = PlaceCandidate {
        place: id.into(),
        canonical: id.to_owned(),
        geonames: None,
        lat: None,
        lon: None,
        weight: 1.0,
        within: Vec::new(),
    };
    Where { name: id.to_owned(), span: None, candidates: vec![candidate], precision: PlacePrecision::Exact }
}

/// The same under the name that a report gives it.
pub fn called(id: &str, name: &str) -> Where {
    Where { name: name.to_owned(), ..place(id) }
}

/// One voice's statement on an incident.
#[derive(Debug, Clone)]
pub struct Says {
    pub voice: &'static str,
    pub side: Side,
    pub denies: bool,
    pub narrow: bool,
    pub blames: Option<&'static str>,
    pub justified: bool,
    pub retracted: bool,
    pub quote: &'static str,
    pub n: Option<(Count, &'static str)>,
    pub published: Option<&'static str>,
}

pub fn side(code: &str) -> Side {
    Side::from(code.to_owned())
}

/// `voice` of `side` says that it happened.
pub fn says(voice: &'static str, of: &str) -> Says {
    Says {
        voice,
        side: side(of),
        denies: false,
        narrow: false,
        blames: None,
        justified: false,
        retracted: false,
        quote: "It happened.",
        n: None,
        published: None,
    }
}

impl Says {
    pub fn denies(mut self) -> Self {
        self.denies = true;
        self
    }
    pub fn narrowly(mut self) -> Self {
        self.narrow = true;
        self
    }
    pub fn blames(mut self, actor: &'static str) -> Self {
        self.blames = Some(actor);
        self
    }
    pub fn justified(mut self) -> Self {
        self.justified = true;
        self
    }
    pub fn retracted(mut self) -> Self {
        self.retracted = true;
        self
    }
    pub fn quoted(mut self, quote: &'static str) -> Self {
        self.quote = quote;
        self
    }
    pub fn counting(mut self, n: Count, what: &'static str) -> Self {
        self.n = Some((n, what));
        self
    }
    pub fn on(mut self, instant: &'static str) -> Self {
        self.published = Some(instant);
        self
    }
}

/// A world of reports, put together statement by statement.
#[derive(Debug, Clone, Default)]
pub struct World {
    pub incidents: Vec<Arc<Incident>>,
    pub claims: BTreeMap<ClaimId, Arc<Claim>>,
    pub reports: Vec<ReportMeta>,
}

pub fn claim(id: &str, report: &ReportId, act: Act, s: &Says) -> Claim {
    let participant =
        |a: &str| Participant { name: a.to_owned(), actor: Some(a.into()), party: Some(a.into()), span: None };
    Claim {
        id: id.into(),
        report: report.clone(),
        span: Span::new(0, s.quote.len()),
        quote: s.quote.to_owned(),
        attribution: Attribution {
            speaker: Some(Voice {
                name: s.voice.to_owned(),
                actor: None,
                side: s.side.clone(),
                ally: None,
                span: None,
            }),
            relays: Vec::new(),
            channel: Channel::Statement,
            cue: None,
            own_voice: false,
            direct: false,
        },
        act,
        cue: Span::new(0, 2),
        actor: s.blames.map(participant),
        target: None,
        place: None,
        when: None,
        casualties: Casualties::default(),
        quantities: s.n.iter().map(|(n, what)| Quantity { n: *n, what: (*what).to_owned(), span: None }).collect(),
        polarity: if s.denies { Polarity::Denies } else { Polarity::Asserts },
        modality: Modality::Fact,
        background: false,
        recital: false,
        retracted: s.retracted,
        justified: s.justified,
        running_count: false,
        rule: "hand-made".into(),
        confidence: 1.0,
    }
}

impl World {
    /// Adds an incident with one origin a statement.
    pub fn with(mut self, act: Act, place: Option<Where>, when: Option<When>, statements: &[Says]) -> Self {
        let n = self.incidents.len();
        let id = format!("i{n:02}");
        let mut incident = Incident {
            id: id.as_str().into(),
            act,
            place,
            when,
            dated: true,
            claims: Vec::new(),
            origins: Vec::new(),
            blamed: BTreeMap::new(),
            targets: BTreeSet::new(),
            sides_claiming: BTreeSet::new(),
            sides_denying: BTreeSet::new(),
            admitted_by: BTreeSet::new(),
            justified_by: BTreeSet::new(),
            contradictions: Vec::new(),
            tolls: Vec::new(),
            episode: None,
            joined: Vec::new(),
            joins: Vec::new(),
        };
        for (k, s) in statements.iter().enumerate() {
            let report = ReportId::new(format!("{id}-r{k}"));
            let published = s.published.map(at).or_else(|| incident.when.as_ref().and_then(When::to));
            self.reports.push(ReportMeta {
                id: report.clone(),
                source: s.voice.to_owned(),
                side: s.side.clone(),
                mandated: s.side == Side::Mandated,
                published: published.map(|p| (p, p)),
            });
            let mut claim = claim(&format!("{report}#0"), &report, act, s);
            claim.place = incident.place.clone();
            claim.when = incident.when.clone();
            incident.claims.push(claim.id.clone());
            incident.origins.push(Origin {
                voice: s.voice.to_owned(),
                actor: None,
                side: s.side.clone(),
                claims: vec![claim.id.clone()],
                carried_by: vec![(report, Vec::new())],
                basis: vec![OriginBasis::Single],
                denies: s.denies,
            });
            if s.denies {
                incident.sides_denying.insert(s.side.clone());
                let kind = if s.narrow { ContradictionKind::NarrowDenial } else { ContradictionKind::Denied };
                let one = incident.claims.first().cloned().into_iter().collect();
                incident.contradictions.push(Contradiction {
                    kind,
                    one,
                    other: vec![claim.id.clone()],
                    says: format!("{} denies it.", s.voice),
                });
            } else {
                incident.sides_claiming.insert(s.side.clone());
                if let Some(actor) = s.blames {
                    incident.blamed.entry(actor.into()).or_default().push(claim.id.clone());
                    if s.side.party().map(ActorId::as_str) == Some(actor) {
                        incident.admitted_by.insert(actor.into());
                        if s.justified {
                            incident.justified_by.insert(actor.into());
                        }
                    }
                }
            }
            self.claims.insert(claim.id.clone(), claim.into());
        }
        self.incidents.push(incident.into());
        self
    }

    pub fn board_in(&self, agreement: &Agreement, places: &PlaceTree, as_of: &str) -> Board {
        assess(&Assessment {
            agreement,
            places,
            names: &BTreeMap::new(),
            incidents: &self.incidents,
            claims: &self.claims,
            reports: &self.reports,
            as_of: at(as_of),
        })
    }

    pub fn board(&self, as_of: &str) -> Board {
        self.board_in(&agreement(), &places(), as_of)
    }

    pub fn finding(&self, provision: &str, as_of: &str) -> Finding {
        self.board(as_of).findings.into_iter().find(|f| f.provision.as_str() == provision).expect("a provision")
    }
}

pub fn rules(finding: &Finding) -> Vec<&str> {
    finding.derivation.iter().map(|s| s.rule.as_str()).collect()
}
