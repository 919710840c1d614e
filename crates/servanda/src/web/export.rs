//! Files to take along: a view in a format. The command line gives the same (`servanda export`).

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use servanda_model::nearest;

use super::App;
use super::case::View;
use super::endpoint::{Asked, At, Endpoint, Reply, get_media};
use super::problem::Problem;
use super::{claims, incidents, reports};
use crate::export::dossier::dossier;
use crate::export::json::AssessJson;
use crate::export::{csv, geojson, jsonld, parquet, table};

/// What can be had: view and format.
pub const FILES: [&str; 17] = [
    "board.csv",
    "board.json",
    "board.jsonld",
    "board.html",
    "incidents.csv",
    "incidents.acled.csv",
    "incidents.hxl.csv",
    "incidents.geojson",
    "incidents.json",
    "incidents.jsonld",
    "incidents.parquet",
    "claims.csv",
    "claims.json",
    "claims.jsonld",
    "claims.parquet",
    "reports.csv",
    "reports.parquet",
];

const MEDIA: &[&str] = &[
    "text/csv; charset=utf-8",
    "application/json",
    "application/ld+json",
    "application/geo+json",
    "text/html; charset=utf-8",
    "application/vnd.apache.parquet",
];

/// Which rows; each view takes those that it knows as a list.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Filter {
    /// Of this act.
    #[schemars(extend("enum" = super::endpoint::acts()))]
    pub act: Option<String>,
    /// Of this side.
    pub side: Option<String>,
    /// Incidents: whether anything but the toll is in dispute.
    pub contested: Option<bool>,
    /// Incidents: that bear on this provision.
    pub provision: Option<String>,
    /// Incidents: at or inside this place.
    pub place: Option<String>,
    /// From this instant or day on.
    #[schemars(extend("anyOf" = super::endpoint::instants()))]
    pub from: Option<String>,
    /// Up to this instant, or to the end of this day.
    #[schemars(extend("anyOf" = super::endpoint::instants()))]
    pub to: Option<String>,
    /// Incidents: inside this box, west,south,east,north in degrees.
    #[schemars(regex(pattern = super::endpoint::BOX))]
    pub bbox: Option<String>,
    /// That hold all these words.
    pub q: Option<String>,
    /// Claims: of this report.
    pub report: Option<String>,
    /// Claims: laid to this actor.
    pub actor: Option<String>,
    /// Claims: `asserts` or `denies`.
    pub polarity: Option<String>,
    /// Claims: told as this.
    pub modality: Option<String>,
    /// Reports: of this publisher.
    pub outlet: Option<String>,
}

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    vec![get_media::<Filter>(
        "/export/{file}",
        "A view as a file, such as incidents.csv, incidents.acled.csv, board.html or claims.jsonld",
        MEDIA,
        |app: &App, asked: &Asked, at: At, filter: Filter| {
            let file = asked.name("file");
            let view = app.store.view(&at)?;
            let body = file_of(&view, file, filter)?;
            let as_of = view.outcome.board.as_ref().map(|b| b.as_of.to_zoned(view.outcome.zone().rules()).date());
            let day = as_of.map_or_else(String::new, |d| format!("-{d}"));
            let (name, format) = file.split_once('.').unwrap_or((file, ""));
            let id = view.terms.agreement.id.as_str();
            let safe: String = id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
            Ok(Reply {
                status: StatusCode::OK,
                media: media(file),
                body,
                file: Some(format!("servanda-{safe}-{name}{day}.{format}")),
            })
        },
    )]
}

fn media(file: &str) -> &'static str {
    match file.rsplit('.').next().unwrap_or_default() {
        "csv" => MEDIA[0],
        "jsonld" => MEDIA[2],
        "geojson" => MEDIA[3],
        "html" => MEDIA[4],
        "parquet" => MEDIA[5],
        _ => MEDIA[1],
    }
}

/// The bytes of a file.
///
/// # Errors
/// A file that there is none of; a filter that makes no sense.
pub fn file_of(view: &View, file: &str, f: Filter) -> Result<Vec<u8>, Problem> {
    if !FILES.contains(&file) {
        let remedy = match nearest(file, FILES.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? There are: {}", FILES.join(", ")),
            None => format!("there are: {}", FILES.join(", ")),
        };
        return Err(Problem::new(StatusCode::NOT_FOUND, format!("there is no file `{file}`"), remedy));
    }
    let (name, format) = file.split_once('.').unwrap_or((file, ""));
    let outcome = &view.outcome;
    match name {
        "board" => {
            let as_of = outcome.board.as_ref().map(|b| crate::export::instant::rfc9557(b.as_of, &outcome.zone()));
            let nodes = || {
                let agreement = &view.terms.agreement;
                let findings = view.provisions.iter().map(|p| jsonld::finding(p, agreement, as_of.as_deref()));
                let incidents = outcome.incidents.iter().zip(&view.incidents);
                let incidents = incidents.map(|(i, json)| jsonld::incident(json, &incidents::title(i, outcome)));
                let claims = view.claims.iter().map(|c| jsonld::claim(c, outcome));
                let reports = outcome.reports.iter().map(jsonld::report);
                findings.chain(incidents).chain(claims).chain(reports).collect()
            };
            match format {
                "csv" => Ok(csv::board(view.provisions.iter().map(AsRef::as_ref)).into_bytes()),
                "html" => Ok(dossier(outcome).into_bytes()),
                "jsonld" => told(&jsonld::document(nodes())),
                _ => told(&AssessJson::from(outcome)),
            }
        }
        "incidents" => {
            let filter = incidents::Filter {
                act: f.act,
                side: f.side,
                contested: f.contested,
                provision: f.provision,
                place: f.place,
                from: f.from,
                to: f.to,
                bbox: f.bbox,
                q: f.q,
                ..incidents::Filter::default()
            };
            let chosen = incidents::chosen(view, &filter)?;
            let rows: Vec<csv::Row<'_>> =
                chosen.iter().map(|(i, row)| (*i, row.incident.as_ref(), row.title.as_str())).collect();
            match format {
                "csv" => Ok(csv::incidents(&rows).into_bytes()),
                "acled.csv" => Ok(csv::acled(&rows, outcome).into_bytes()),
                "hxl.csv" => Ok(csv::hxl(&rows).into_bytes()),
                "parquet" => {
                    columns(table::INCIDENTS, rows.iter().map(|(_, incident, title)| table::Titled { incident, title }))
                }
                "geojson" => {
                    let rows = chosen.iter().map(|(i, row)| (*i, row.incident.clone(), row.title.clone()));
                    told(&geojson::incidents(rows.collect()))
                }
                "jsonld" => {
                    let nodes = rows.iter().map(|(_, json, title)| jsonld::incident(json, title));
                    told(&jsonld::document(nodes.collect()))
                }
                _ => told(&chosen.iter().map(|(_, row)| row).collect::<Vec<_>>()),
            }
        }
        "claims" => {
            let filter = claims::Filter {
                report: f.report,
                act: f.act,
                side: f.side,
                actor: f.actor,
                polarity: f.polarity,
                modality: f.modality,
                from: f.from,
                to: f.to,
                q: f.q,
                ..claims::Filter::default()
            };
            let chosen: Vec<_> = claims::chosen(view, &filter)?.into_iter().map(|(_, json)| json).collect();
            match format {
                "csv" => Ok(csv::claims(chosen.iter().map(AsRef::as_ref)).into_bytes()),
                "parquet" => columns(table::CLAIMS, &chosen),
                "jsonld" => told(&jsonld::document(chosen.iter().map(|c| jsonld::claim(c, outcome)).collect())),
                _ => told(&chosen),
            }
        }
        _ => {
            let filter = reports::Filter {
                q: f.q,
                outlet: f.outlet,
                side: f.side,
                from: f.from,
                to: f.to,
                ..reports::Filter::default()
            };
            let chosen = reports::chosen(view, &filter)?;
            match format {
                "csv" => Ok(csv::reports(chosen).into_bytes()),
                _ => columns(table::REPORTS, chosen),
            }
        }
    }
}

fn columns<T: Serialize>(columns: &table::Columns, rows: impl IntoIterator<Item = T>) -> Result<Vec<u8>, Problem> {
    parquet::table(columns, rows).map_err(|e| Problem::fault(format!("the file cannot be written: {e}")))
}

fn told(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec_pretty(value).map_err(|e| Problem::fault(format!("the file cannot be told: {e}")))
}
