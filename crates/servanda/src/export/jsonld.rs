//! Linked data: reports and incidents as PROV entities, claims as Web Annotations on the words they rest on, findings
//! as reviews of the claim that the provision is kept (schema.org ClaimReview).

use serde_json::{Value, json};
use servanda_model::Agreement;

use super::instant::iso;
use super::json::{ClaimJson, IncidentJson, ProvisionJson};
use crate::pipeline::{Outcome, ReportInfo};

/// A name as part of a URN (RFC 8141): what it may not hold is percent-encoded.
fn urn(kind: &str, name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    let encoded: String =
        name.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect();
    format!("urn:servanda:{kind}:{encoded}")
}

/// An address, if it is one of the web: others may do harm where they are followed.
fn web(url: Option<&str>) -> Option<&str> {
    url.filter(|u| u.starts_with("https://") || u.starts_with("http://"))
}

/// What the terms mean.
#[must_use]
fn context() -> Value {
    json!({
        "prov": "http://www.w3.org/ns/prov#",
        "oa": "http://www.w3.org/ns/oa#",
        "schema": "https://schema.org/",
        "servanda": "urn:servanda:term:",
        "id": "@id",
        "type": "@type",
        "wasDerivedFrom": { "@id": "prov:wasDerivedFrom", "@type": "@id" },
        "wasAttributedTo": { "@id": "prov:wasAttributedTo" },
        "hasTarget": "oa:hasTarget",
        "hasSource": { "@id": "oa:hasSource", "@type": "@id" },
        "hasSelector": "oa:hasSelector",
        "hasBody": "oa:hasBody",
        "exact": "oa:exact",
        "start": "oa:start",
        "end": "oa:end",
    })
}

/// A document of these nodes: what is known of an agreement by an instant (RFC 9557), as a bundle.
#[must_use]
pub fn document(nodes: Vec<Value>, agreement: &Agreement, as_of: Option<&str>) -> Value {
    let as_of = as_of.map(iso);
    json!({
        "@context": context(),
        "id": urn("known", &format!("{}/{}", agreement.id, as_of.unwrap_or_default())),
        "type": "prov:Bundle",
        "schema:about": agreement.title,
        "servanda:asOf": as_of,
        "@graph": nodes,
    })
}

/// A report.
#[must_use]
pub fn report(info: &ReportInfo) -> Value {
    json!({
        "id": urn("report", &info.sha256),
        "type": ["prov:Entity", "schema:CreativeWork"],
        "schema:identifier": info.id.to_string(),
        "schema:headline": info.title,
        "schema:publisher": info.outlet,
        "schema:datePublished": info.published.as_deref().map(iso),
        "schema:inLanguage": info.lang,
        "schema:url": web(info.url.as_deref()),
    })
}

/// A claim: an annotation of the words in its report.
#[must_use]
pub fn claim(claim: &ClaimJson, outcome: &Outcome) -> Value {
    let source = outcome.reports.iter().find(|r| r.id.as_str() == claim.report);
    let report = source.map_or_else(|| urn("report", &claim.report), |r| urn("report", &r.sha256));
    json!({
        "id": urn("claim", &claim.id),
        "type": ["oa:Annotation", "prov:Entity"],
        "wasAttributedTo": claim.speaker.as_ref().map(|name| json!({ "type": "prov:Agent", "schema:name": name })),
        "wasDerivedFrom": report,
        "hasTarget": {
            "type": "oa:SpecificResource",
            "hasSource": report,
            "hasSelector": [
                { "type": "oa:TextQuoteSelector", "exact": claim.quote },
                { "type": "oa:TextPositionSelector", "start": claim.start, "end": claim.end },
            ],
        },
        "hasBody": {
            "type": "oa:TextualBody",
            "servanda:act": claim.act,
            "servanda:polarity": claim.polarity,
            "servanda:modality": claim.modality,
            "servanda:actor": claim.actor,
            "servanda:target": claim.target,
        },
    })
}

/// An incident, derived from its claims.
#[must_use]
pub fn incident(incident: &IncidentJson, title: &str) -> Value {
    let place = incident.place.as_ref().map(|p| {
        json!({
            "type": "schema:Place",
            "schema:name": p.canonical.as_ref().unwrap_or(&p.name),
            "schema:latitude": p.lat,
            "schema:longitude": p.lon,
        })
    });
    json!({
        "id": urn("incident", &incident.id),
        "type": ["schema:Event", "prov:Entity"],
        "schema:name": title,
        "schema:startDate": incident.when.as_ref().and_then(|w| w.from.as_deref()).map(iso),
        "schema:endDate": incident.when.as_ref().and_then(|w| w.to.as_deref()).map(iso),
        "schema:location": place,
        "servanda:act": incident.act,
        "servanda:contested": incident.contested,
        "wasDerivedFrom": incident.claims.iter().map(|c| urn("claim", c)).collect::<Vec<_>>(),
    })
}

/// A finding: a review of the claim that the provision is kept.
#[must_use]
pub fn finding(row: &ProvisionJson, agreement: &Agreement, as_of: Option<&str>) -> Value {
    let incidents = row.derivation.iter().filter_map(|s| s.incident.as_ref()).map(|i| urn("incident", i));
    let claims = row.derivation.iter().flat_map(|s| &s.claims).map(|c| urn("claim", c));
    let mut rests: Vec<String> = incidents.chain(claims).collect();
    rests.sort();
    rests.dedup();
    json!({
        "id": urn("finding", &format!("{}/{}", agreement.id, row.reference)),
        "type": ["schema:ClaimReview", "prov:Entity"],
        "schema:claimReviewed": row.says,
        "schema:datePublished": as_of.map(iso),
        "schema:author": {
            "type": "schema:SoftwareApplication",
            "schema:name": "Servanda",
            "schema:softwareVersion": env!("CARGO_PKG_VERSION"),
        },
        "schema:itemReviewed": {
            "type": "schema:Claim",
            "schema:name": format!("Provision {} is kept", row.reference),
            "schema:isPartOf": agreement.title,
        },
        "schema:reviewRating": { "type": "schema:Rating", "schema:alternateName": row.status },
        "schema:reviewBody": row.why,
        "wasDerivedFrom": rests,
    })
}
