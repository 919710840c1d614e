//! A made-up truce between invented lands, with one of everything that is shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::date;
use servanda_model::*;

use crate::engine::series::Series;
use crate::pipeline::{Anchor, Notice, Outcome, ReportInfo};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn baku() -> Zone {
    Zone::new("Asia/Baku").unwrap()
}

fn deadline(month: i8, day: i8, reading: Reading) -> Deadline {
    let date = date(2031, month, day);
    let start = date.to_zoned(baku().rules()).unwrap();
    let end = start.tomorrow().unwrap().timestamp();
    let (earliest, latest) = match reading {
        Reading::Inclusive => (end, end),
        Reading::Exclusive => (start.timestamp(), start.timestamp()),
        Reading::Ambiguous => (start.timestamp(), end),
    };
    Deadline { date, zone: baku(), reading, earliest, latest }
}

fn source(title: &str) -> Citation {
    Citation { url: "https://example.org/accord".into(), title: title.into() }
}

fn provision(reference: &str, title: &str, says: &str, kind: ProvisionKind, acts: &[Act]) -> Provision {
    Provision {
        reference: reference.into(),
        title: title.into(),
        says: says.into(),
        point: Some(reference.trim_end_matches(char::is_alphabetic).into()),
        kind,
        standing: kind == ProvisionKind::Prohibition,
        begins: false,
        bearers: vec!["SUD".into()],
        acts: acts.to_vec(),
        broken_by: vec![],
        object: None,
        only_if_named: vec![],
        to: Some("NOR".into()),
        places: vec!["oster".into()],
        effective: at("2031-05-02T00:00:00+04:00"),
        deadline: None,
        counted: None,
        added: None,
        parallel_with: None,
        quantities: vec![],
        exceptions: vec![],
        conditions: vec![],
        amendments: vec![],
        category: "territory".into(),
        sources: vec![source("Published text, point by point")],
        recall: vec![],
        note: None,
    }
}

fn agreement() -> Agreement {
    use ProvisionKind::*;
    let mut handover = provision(
        "2a",
        "Return of Oster",
        "Sudland returns the Oster district to Norland by 20 May 2031.",
        Obligation,
        &[Act::Handover],
    );
    handover.deadline = Some(deadline(5, 15, Reading::Inclusive));
    handover.amendments = vec![Amendment {
        announced: at("2031-05-14T18:00:00+04:00"),
        by: Some(deadline(5, 20, Reading::Inclusive)),
        says: "Norland grants five more days because of the state of the mountain road.".into(),
        ends: false,
        announced_by: Some("NOR".into()),
        sources: vec![source("Communiqué of 14 May 2031")],
    }];
    let mut welk = provision(
        "2b",
        "Return of Welk",
        "Sudland returns the Welk valley before 30 June 2031.",
        Obligation,
        &[Act::Handover],
    );
    welk.deadline = Some(deadline(6, 30, Reading::Ambiguous));
    let mut guards = provision(
        "3",
        "Peacekeepers",
        "Estmark deploys 900 servicemen along the line of contact.",
        Obligation,
        &[Act::Deployment],
    );
    guards.quantities = vec![TermQuantity { what: "servicemen".into(), n: 900, at: "exactly".into(), every: None }];
    Agreement {
        id: "miravel-2031".into(),
        title: "Joint Statement of the Heads of State of Norland, Sudland and Estmark on the Cessation of Hostilities around Miravel".into(),
        short: "Miravel Statement".into(),
        signed: date(2031, 5, 1),
        effective: at("2031-05-02T00:00:00+04:00"),
        effective_zone: baku(),
        zone: baku(),
        area: vec!["miravel".into()],
        summary: "Ends the spring fighting around Miravel, returns two districts, and brings peacekeepers of Estmark to the line of contact.".into(),
        wordings: vec![Wording {
            language: "en".into(),
            url: "https://example.org/accord".into(),
            title: "English text of the President's office".into(),
            note: Some("The Sudland text leaves out the number of servicemen.".into()),
        }],
        differences: vec![Difference {
            provision: "3".into(),
            what: "The number of servicemen".into(),
            versions: vec![("Norland text".into(), "900".into()), ("Sudland text".into(), "not stated".into())],
        }],
        parties: [("NOR", "party"), ("SUD", "party"), ("EST", "guarantor")]
            .map(|(actor, role)| Party { actor: actor.into(), role: role.into() })
            .to_vec(),
        monitors: vec![],
        allies: vec![],
        names: vec![],
        provisions: vec![
            provision(
                "1",
                "Ceasefire",
                "All fire and all hostilities stop from 2 May 2031, 00:00 Baku time.",
                Prohibition,
                &[Act::Shelling, Act::Gunfire],
            ),
            handover,
            welk,
            guards,
            provision("4", "Ford road", "Traffic on the Ford road passes freely.", Prohibition, &[Act::Obstruction]),
            provision("5", "Prisoners", "All prisoners are exchanged.", Obligation, &[Act::ReleaseOrExchange]),
        ],
    }
}

fn voice(name: &str, side: Side) -> Voice {
    Voice { name: name.into(), actor: None, side, ally: None, span: None }
}

fn place(name: &str, canonical: &str) -> Where {
    Where {
        name: name.into(),
        span: None,
        candidates: vec![PlaceCandidate {
            place: canonical.to_lowercase().as_str().into(),
            canonical: canonical.into(),
            geonames: Some(1),
            lat: Some(40.1),
            lon: Some(46.2),
            weight: 1.0,
            within: vec![],
        }],
        precision: PlacePrecision::Exact,
    }
}

fn day(month: i8, n: i8) -> When {
    let start = date(2031, month, n).to_zoned(baku().rules()).unwrap();
    When::new(Some(start.timestamp()), Some(start.tomorrow().unwrap().timestamp()), baku(), Precision::Day)
        .worded("on Saturday", None)
}

struct Told<'a> {
    id: &'a str,
    act: Act,
    quote: &'a str,
    speaker: Voice,
    relays: Vec<Voice>,
    place: Where,
    when: When,
    polarity: Polarity,
}

fn claim(told: Told<'_>) -> Claim {
    let report = told.id.split('#').next().unwrap();
    Claim {
        id: told.id.into(),
        report: report.into(),
        span: Span::new(10, 10 + told.quote.len()),
        quote: told.quote.into(),
        attribution: Attribution {
            speaker: Some(told.speaker),
            relays: told.relays,
            channel: Channel::Statement,
            cue: None,
            own_voice: false,
            direct: false,
        },
        act: told.act,
        cue: Span::new(10, 15),
        actor: Some(Participant { name: "Sudland's army".into(), actor: Some("SUD".into()), party: None, span: None }),
        target: None,
        place: Some(told.place),
        when: Some(told.when),
        casualties: Casualties {
            wounded: (told.polarity == Polarity::Asserts && told.act == Act::Shelling).then(|| Count::exactly(2)),
            ..Casualties::default()
        },
        quantities: vec![],
        polarity: told.polarity,
        modality: Modality::Fact,
        background: false,
        recital: false,
        retracted: false,
        justified: false,
        running_count: false,
        rule: "en.shelling.fire-on".into(),
        confidence: 0.8,
    }
}

fn incident(id: &str, act: Act, place: Where, when: When, claims: &[&Claim]) -> Incident {
    let origins = claims.iter().map(|c| {
        let speaker = c.attribution.speaker.as_ref().unwrap();
        Origin {
            voice: speaker.name.clone(),
            actor: None,
            side: speaker.side.clone(),
            claims: vec![c.id.clone()],
            carried_by: vec![(c.report.clone(), vec!["Norland Post".into()])],
            basis: vec![OriginBasis::Single],
            denies: c.polarity == Polarity::Denies,
        }
    });
    let sides = |polarity| -> BTreeSet<Side> {
        claims
            .iter()
            .filter(|c| c.polarity == polarity)
            .filter_map(|c| c.attribution.speaker.as_ref().map(|s| s.side.clone()))
            .collect()
    };
    Incident {
        id: id.into(),
        act,
        place: Some(place),
        when: Some(when),
        dated: true,
        claims: claims.iter().map(|c| c.id.clone()).collect(),
        origins: origins.collect(),
        blamed: BTreeMap::from([("SUD".into(), vec![claims[0].id.clone()])]),
        targets: BTreeSet::new(),
        sides_claiming: sides(Polarity::Asserts),
        sides_denying: sides(Polarity::Denies),
        admitted_by: BTreeSet::new(),
        justified_by: BTreeSet::new(),
        contradictions: claims
            .iter()
            .filter(|c| c.polarity == Polarity::Denies)
            .map(|c| Contradiction {
                kind: ContradictionKind::Denied,
                one: vec![claims[0].id.clone()],
                other: vec![c.id.clone()],
                says: "Norland says that Miravel was shelled on 3 May; Sudland says that it was not.".into(),
            })
            .collect(),
        tolls: vec![TollReport {
            claim: claims[0].id.clone(),
            published: None,
            casualties: claims[0].casualties.clone(),
        }],
        episode: None,
        joined: vec![],
        joins: vec![],
    }
}

fn finding(reference: &str, status: Status, why: &str) -> Finding {
    Finding {
        provision: reference.into(),
        status,
        responsible: vec![],
        since: None,
        deadline: None,
        amended: None,
        on_word_of: vec![],
        origins_by_side: BTreeMap::new(),
        contested: false,
        coverage: Coverage {
            sources: 4,
            reports: 11,
            days: 0.62,
            places: 0.5,
            grade: "thin".into(),
            says: "Coverage for knowing of a breach is thin.".into(),
            ..Coverage::default()
        },
        why: why.into(),
        derivation: vec![],
        lately: servanda_model::Lately::default(),
        verdicts: vec![],
        against: vec![],
        would_change: vec![],
    }
}

/// The whole outcome, as of 1 June 2031.
pub fn outcome() -> Outcome {
    let (nor, sud) = (|| Side::Of("NOR".into()), || Side::Of("SUD".into()));
    let told = |id, act, quote, speaker, place, when, polarity| {
        claim(Told {
            id,
            act,
            quote,
            speaker,
            relays: vec![voice("Meridian Agency", Side::Neutral), voice("Norland Post", nor())],
            place,
            when,
            polarity,
        })
    };
    let claims = vec![
        told(
            "r1#1",
            Act::Shelling,
            "Sudland's army shelled the eastern quarter of Miravel on Saturday and wounded two people, Defence Minister Ada Noor said.",
            voice("Ada Noor", nor()),
            place("Miravel", "Miravel"),
            day(5, 3),
            Polarity::Asserts,
        ),
        told(
            "r2#1",
            Act::Shelling,
            "Армия Судланда <b>не обстреливала</b> Миравел, заявил представитель министерства.",
            voice("Ministry of Defence of Sudland", sud()),
            place("Миравел", "Miravel"),
            day(5, 3),
            Polarity::Denies,
        ),
        told(
            "r3#1",
            Act::Shelling,
            "سمع مراقبون دوي انفجارات في ميرافيل يوم السبت",
            voice("Contact Line Observers", Side::Neutral),
            place("ميرافيل", "Miravel"),
            day(5, 3),
            Polarity::Asserts,
        ),
        told(
            "r4#1",
            Act::Handover,
            "Our units left Oster this morning and the flag of Norland was raised at noon, the general staff of Sudland said.",
            voice("General Staff of Sudland", sud()),
            place("Oster", "Oster"),
            day(5, 19),
            Polarity::Asserts,
        ),
    ];
    let incidents = vec![
        incident(
            "i-r1-1",
            Act::Shelling,
            place("Miravel", "Miravel"),
            day(5, 3),
            &[&claims[0], &claims[1], &claims[2]],
        ),
        incident("i-r4-1", Act::Handover, place("Oster", "Oster"), day(5, 19), &[&claims[3]]),
    ];
    let agreement = agreement();
    let step = |rule: &str, says: &str, incident: Option<&str>, claims: &[&str], relation| Step {
        rule: rule.into(),
        says: says.into(),
        incident: incident.map(Into::into),
        claims: claims.iter().map(|c| (*c).into()).collect(),
        relation,
    };
    let mut fire = finding(
        "1",
        Status::BreachCorroborated,
        "Two independent origins, one of them neutral, tell of the shelling of Miravel on 3 May, after the truce began. Sudland denies it, so the author stays open.",
    );
    fire.since = Some(at("2031-05-03T20:10:00Z"));
    fire.on_word_of = vec!["Ada Noor".into(), "Contact Line Observers".into()];
    fire.origins_by_side = BTreeMap::from([(nor(), 1), (Side::Neutral, 1)]);
    fire.contested = true;
    fire.derivation = vec![
        step(
            "window.after-effective",
            "3 May 2031 lies after 2 May 2031, 00:00, when the truce began.",
            Some("i-r1-1"),
            &[],
            Some(Order::After),
        ),
        step(
            "breach.neutral-origin",
            "A neutral origin and one of Norland tell of one shelling: corroborated.",
            Some("i-r1-1"),
            &["r1#1", "r3#1"],
            None,
        ),
        step("breach.denied", "Sudland denies it: who fired stays open.", None, &["r2#1"], None),
    ];
    fire.against = vec!["The Ministry of Defence of Sudland denies any fire on that day.".into()];
    fire.would_change = vec!["An admission by Sudland, or a statement of a mandated monitor, would verify it.".into()];
    let mut oster = finding(
        "2a",
        Status::Complied,
        "Sudland itself says that it left Oster on 19 May, a day before the extended deadline.",
    );
    oster.since = Some(at("2031-05-19T09:00:00Z"));
    oster.deadline = Some(deadline(5, 20, Reading::Inclusive));
    oster.amended = agreement.provisions[1].amendments.first().cloned();
    oster.on_word_of = vec!["General Staff of Sudland".into()];
    oster.origins_by_side = BTreeMap::from([(sud(), 1)]);
    oster.derivation = vec![
        step("deadline.amended", "The communiqué of 14 May moved the deadline from 15 to 20 May.", None, &[], None),
        step(
            "obligation.done-in-time",
            "The handover of 19 May lies before the deadline.",
            Some("i-r4-1"),
            &["r4#1"],
            Some(Order::Before),
        ),
    ];
    oster.would_change = vec!["A report of Sudland's forces in Oster after 20 May.".into()];
    let mut welk = finding("2b", Status::Pending, "The deadline has not come.");
    welk.deadline = Some(deadline(6, 30, Reading::Ambiguous));
    let mut road = finding(
        "4",
        Status::NoBreachReported,
        "No report tells of an obstruction; coverage is thin, so this says little.",
    );
    road.coverage.monitors_obstructed = true;
    let report = |id: &str, title: &str, outlet: &str, side: Side, published: &str, lang: &str| ReportInfo {
        id: id.into(),
        sha256: servanda_ledger::sha256(id.as_bytes()),
        title: Some(title.into()),
        outlet: Some(outlet.into()),
        side,
        published: Some(published.into()),
        bounds: published.parse().ok().map(|at| (at, at)),
        lang: Some(lang.into()),
        url: Some(format!("https://example.org/{id}")),
        relays: vec!["Meridian Agency".into()],
    };
    Outcome {
        retractions: Arc::default(),
        routes: Arc::default(),
        board: Some(Board {
            as_of: at("2031-06-01T12:00:00+04:00"),
            findings: vec![
                fire,
                oster,
                welk,
                finding(
                    "3",
                    Status::InsufficientEvidence,
                    "One report tells of an airlift; how many have come is not said.",
                ),
                road,
                finding("5", Status::NotYetDue, "No date is set."),
            ],
        }),
        misread: BTreeSet::new(),
        anchors: claims
            .iter()
            .map(|c| {
                let points = Span::new(12, 12 + c.quote.chars().count());
                (c.id.clone(), Anchor { points, bytes: Span::new(12, 12 + c.quote.len()) })
            })
            .collect(),
        reports: [
            report("r1", "Two wounded as shells hit Miravel", "Norland Post", nor(), "2031-05-04T00:10:00+04:00", "en"),
            report(
                "r2",
                "Минобороны: <обстрела> не было",
                "Вестник Судланда",
                sud(),
                "2031-05-04T09:00:00+04:00",
                "ru",
            ),
            report("r3", "دوي انفجارات", "Meridian Agency", Side::Neutral, "2031-05-05", "ar"),
            report("r4", "Flag raised in Oster", "Sud Herald", sud(), "2031-05-19T13:00:00+04:00", "en"),
        ]
        .map(Into::into)
        .into_iter()
        .collect(),
        claims: claims.into_iter().map(Into::into).collect(),
        incidents: incidents.into_iter().map(Into::into).collect(),
        misstated: Arc::new(vec![Misstated {
            report: "r4".into(),
            span: Span::new(200, 260),
            quote: "under the accord both districts change hands by 20 May".into(),
            provisions: vec!["2a".into(), "2b".into()],
            difference: "extent".into(),
            says: "Both districts by 20 May.".into(),
            text_says: "Oster by 20 May; the Welk valley before 30 June.".into(),
        }]),
        positions: Arc::new(vec![Position {
            holder: Participant {
                name: "Opposition of Sudland".into(),
                actor: None,
                party: Some("SUD".into()),
                span: None,
            },
            about: StanceObject::Agreement,
            stance: Stance::Protests,
            report: "r2".into(),
            span: Span::new(0, 10),
            quote: "Thousands marched against the statement in the capital.".into(),
            said_by: Some(voice("Sud Herald", sud())),
            when: Some(day(5, 4)),
        }]),
        control: vec![Arc::new(Control {
            place: "miravel".into(),
            name: "Miravel".into(),
            written: vec!["Miravel".into(), "Миравел".into(), "ميرافيل".into()],
            claims: vec![
                ControlClaim {
                    holder: Some("NOR".into()),
                    claimant: nor(),
                    voice: "Ada Noor".into(),
                    from: Some(at("2031-04-28T06:00:00Z")),
                    claim: "r1#1".into(),
                },
                ControlClaim {
                    holder: None,
                    claimant: sud(),
                    voice: "Prime Minister of Sudland".into(),
                    from: Some(at("2031-04-29T06:00:00Z")),
                    claim: "r2#1".into(),
                },
            ],
            contested: true,
            spells: vec![],
            disputes: vec![],
        })],
        actors: BTreeMap::from([
            ("NOR".into(), "Norland".into()),
            ("SUD".into(), "Sudland".into()),
            ("EST".into(), "Estmark".into()),
        ]),
        places: BTreeMap::from([("oster".into(), "Oster district".into()), ("miravel".into(), "Miravel".into())]),
        notices: vec![Notice {
            about: "reports/r9.html".into(),
            says: "the file is empty".into(),
            remedy: Some("remove it, or fetch it again".into()),
            failed: true,
        }],
        items: Series::default(),
        known: None,
        agreement: Some(agreement),
        names: Default::default(),
    }
}
