//! Made-up reports and claims of a truce between the invented lands of Norland and Sudland.
#![allow(dead_code, clippy::unwrap_used)]

use servanda_ledger::{Stamp, StoredReport};
use servanda_model::*;

pub fn stamp(at: &str) -> Stamp {
    Stamp { user: "anna".into(), at: at.parse().unwrap(), reason: "morning round".into() }
}

pub fn report(id: &str, text: &str, published: Option<&str>) -> StoredReport {
    StoredReport {
        id: id.into(),
        bytes: text.as_bytes().to_vec(),
        fields: serde_json::json!({ "outlet": "Norland Post", "title": id }),
        published: published.map(|p| p.parse().unwrap()),
    }
}

pub fn claim(report: &str, n: usize, act: Act, quote: &str) -> std::sync::Arc<Claim> {
    std::sync::Arc::new(Claim {
        id: ClaimId::new(format!("{report}#{n}")),
        report: report.into(),
        span: Span::new(0, quote.len()),
        quote: quote.into(),
        attribution: Attribution {
            speaker: None,
            relays: vec![],
            channel: Channel::Statement,
            cue: None,
            own_voice: true,
            direct: false,
        },
        act,
        cue: Span::new(0, 1),
        actor: Some(Participant { name: "Sudland".into(), actor: Some("SUD".into()), party: None, span: None }),
        target: None,
        place: Some(Where {
            name: "Miravel".into(),
            span: None,
            candidates: vec![PlaceCandidate {
                place: "miravel".into(),
                canonical: "Miravel".into(),
                geonames: None,
                lat: None,
                lon: None,
                weight: 1.0,
                within: vec![],
            }],
            precision: PlacePrecision::Exact,
        }),
        when: Some(When::new(
            Some("2031-05-02T00:00:00Z".parse().unwrap()),
            Some("2031-05-03T00:00:00Z".parse().unwrap()),
            Zone::utc(),
            Precision::Day,
        )),
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
        confidence: 0.5,
    })
}
