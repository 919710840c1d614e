//! Invented claims and reports for the tests: two parties, Aria (`ARI`) and Boria (`BOR`), and their towns.

use std::collections::BTreeMap;

use jiff::Timestamp;
use servanda_model::*;

use crate::ReportFacts;

/// A claim that says: fire on the town of Kel, in report `report`, by `speaker` of `side`.
pub fn claim(id: &str, act: Act, place: Option<&str>, day: Option<&str>) -> Claim {
    let report = id.split('#').next().expect("an id").into();
    Claim {
        id: id.into(),
        report,
        span: Span::new(0, 4),
        quote: "text".into(),
        attribution: Attribution {
            speaker: None,
            relays: vec![],
            channel: Channel::Unspecified,
            cue: None,
            own_voice: true,
            direct: false,
        },
        act,
        cue: Span::new(0, 4),
        actor: None,
        target: None,
        place: place.map(at),
        when: day.map(on),
        casualties: Casualties::default(),
        quantities: vec![],
        polarity: Polarity::Asserts,
        modality: Modality::Fact,
        background: false,
        recital: false,
        retracted: false,
        justified: false,
        running_count: false,
        rule: "test".into(),
        confidence: 1.0,
    }
}

/// A place; `village/district` lies in its district.
pub fn at(name: &str) -> Where {
    let (own, within) = name.split_once('/').map_or((name, vec![]), |(a, b)| (a, vec![PlaceId::from(b)]));
    Where {
        name: own.into(),
        span: None,
        candidates: vec![PlaceCandidate {
            place: own.into(),
            canonical: own.into(),
            geonames: None,
            lat: None,
            lon: None,
            weight: 1.0,
            within,
        }],
        precision: PlacePrecision::Exact,
    }
}

/// A day, universal time.
pub fn on(day: &str) -> When {
    let from: Timestamp = format!("{day}T00:00:00Z").parse().expect("a day");
    When::new(Some(from), Some(from + jiff::Span::new().hours(24)), Zone::utc(), Precision::Day)
}

pub trait Told: Sized {
    fn by(self, speaker: &str, side: &str) -> Self;
    fn blaming(self, party: &str) -> Self;
    fn denied(self) -> Self;
    fn killed(self, n: u32) -> Self;
    fn to(self, party: &str) -> Self;
}

fn participant(party: &str) -> Participant {
    Participant { name: party.into(), actor: Some(party.into()), party: Some(party.into()), span: None }
}

impl Told for Claim {
    fn by(mut self, speaker: &str, side: &str) -> Self {
        self.attribution.own_voice = false;
        self.attribution.speaker = Some(Voice {
            name: speaker.into(),
            actor: Some(format!("{side}.{speaker}").as_str().into()),
            side: Side::from(side.to_owned()),
            ally: None,
            span: None,
        });
        self
    }

    fn blaming(mut self, party: &str) -> Self {
        self.actor = Some(participant(party));
        self
    }

    fn denied(mut self) -> Self {
        self.polarity = Polarity::Denies;
        self
    }

    fn killed(mut self, n: u32) -> Self {
        self.casualties.killed = Some(Count::exactly(n));
        self
    }

    fn to(mut self, party: &str) -> Self {
        self.target = Some(participant(party));
        self
    }
}

/// Facts of the reports that the claims stand in; each published at noon of the day given, by its own neutral outlet.
pub fn reports(published: &[(&str, &str)]) -> BTreeMap<ReportId, ReportFacts> {
    published
        .iter()
        .map(|&(id, day)| {
            let noon: Timestamp = format!("{day}T12:00:00Z").parse().expect("a day");
            let facts = ReportFacts {
                id: id.into(),
                source: format!("Outlet {id}"),
                side: Side::Neutral,
                published: Some((noon, noon)),
                relays: vec![],
            };
            (id.into(), facts)
        })
        .collect()
}
