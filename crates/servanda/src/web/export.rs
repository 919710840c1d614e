//! Files to take along: a view in a format, of the rows that the view shows. The command line gives the same
//! (`servanda export`).

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::{StatusCode, Uri};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use servanda_model::{Finding, ProvisionRef, nearest};

use super::App;
use super::board::RowJson;
use super::case::{Case, View};
use super::endpoint::{Asked, At, Endpoint, Nothing, Reply, asked_of, get_all, get_media};
use super::problem::Problem;
use super::store::Store;
use super::{claims, incidents, operations, reports, review, search, sources, timeline};
use crate::engine::aliases;
use crate::export::dossier::{dossier, of_findings};
use crate::export::json::{AssessJson, ExplainJson};
use crate::export::pdf::pdf;
use crate::export::table::{self, Columns, Known};
use crate::export::{csv, geojson, jsonld, parquet};

/// What can be had of a case: view and format.
pub const FILES: [&str; 40] = [
    "board.csv",
    "board.json",
    "board.jsonld",
    "board.parquet",
    "board.html",
    "board.pdf",
    "provision.json",
    "provision.jsonld",
    "provision.html",
    "provision.pdf",
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
    "reports.json",
    "reports.jsonld",
    "reports.parquet",
    "sources.csv",
    "sources.json",
    "sources.parquet",
    "timeline.csv",
    "timeline.json",
    "timeline.parquet",
    "areas.geojson",
    "control.geojson",
    "review.csv",
    "review.json",
    "review.parquet",
    "operations.csv",
    "operations.json",
    "aliases.toml",
    "agreement.toml",
];

/// What can be had of a server alone: searching takes the index of a ledger.
const SEARCH_FILES: [&str; 3] = ["search.csv", "search.json", "search.parquet"];

/// All that can be had of a server.
pub fn files() -> impl Iterator<Item = &'static str> {
    FILES.into_iter().chain(SEARCH_FILES)
}

const MEDIA: &[&str] = &[
    "text/csv; charset=utf-8",
    "application/json",
    "application/ld+json",
    "application/geo+json",
    "text/html; charset=utf-8",
    "application/vnd.apache.parquet",
    "application/toml",
    "application/pdf",
];

/// Which rows, in which order: each view takes the parameters that it has as a list, and no others.
#[expect(dead_code, reason = "tells what can be asked; each view reads its own part of the query")]
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Filter {
    /// Incidents: this one alone.
    pub id: Option<String>,
    /// Claims: of this incident.
    pub incident: Option<String>,
    /// Of this act.
    #[schemars(extend("enum" = super::endpoint::acts()))]
    pub act: Option<String>,
    /// Of this side.
    pub side: Option<String>,
    /// Incidents: whether anything but the toll is in dispute.
    pub contested: Option<bool>,
    /// The provision; incidents: that bear on it.
    pub provision: Option<String>,
    /// Board: these provisions, with commas between, in this order.
    pub provisions: Option<String>,
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
    /// That hold all these words; what is searched for.
    pub q: Option<String>,
    /// Incidents: in this order.
    pub sort: Option<incidents::Sort>,
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
    /// Review and search: only this kind.
    pub kind: Option<String>,
    /// Timeline: how long a bucket is.
    pub bucket: Option<timeline::Bucket>,
    /// Operations: whether they are judgements that hold now.
    pub in_force: Option<bool>,
    /// Operations: only what people judged and took back.
    pub judgements: Option<bool>,
}

/// Which provision is asked for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
struct OneProvision {
    provision: Option<String>,
}

/// Which provisions are asked for, in which order.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
struct SomeProvisions {
    provisions: Option<String>,
}

/// The findings on provisions named with commas between, in that order.
fn findings<'v>(view: &'v View, names: &str) -> Result<Vec<&'v Finding>, Problem> {
    let named = names.split(',').map(str::trim);
    named.map(|name| view.outcome.finding(name).ok_or_else(|| Problem::missing("provision", name))).collect()
}

/// A file that can be had.
#[derive(Debug, Serialize, JsonSchema)]
struct FileJson {
    /// Its name: view and format.
    file: &'static str,
    /// The view whose rows it holds.
    view: &'static str,
    /// The format: `csv`, `acled.csv`, `hxl.csv`, `json`, `jsonld`, `geojson`, `parquet`, `html`, `pdf`, `toml`.
    format: &'static str,
}

/// All files that this program gives.
#[derive(Debug, Serialize, JsonSchema)]
struct Files {
    /// In the order of the views.
    items: Vec<FileJson>,
}

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    let list = get_all::<Nothing, Files>("/export", "The files that this program gives", |_, _, _| {
        // A program without a typesetter says so to who asks for a PDF, and offers none.
        let given = files().filter(|file| cfg!(feature = "pdf") || !file.ends_with(".pdf"));
        let told = |file: &'static str| {
            let (view, format) = file.split_once('.').unwrap_or((file, ""));
            FileJson { file, view, format }
        };
        Ok(Files { items: given.map(told).collect() })
    });
    let file = get_media::<Filter>(
        "/export/{file}",
        "A view as a file, with the rows that the view shows: incidents.csv, incidents.acled.csv, board.html, board.pdf",
        MEDIA,
        |app: &App, asked: &Asked, at: At, _| {
            let file = asked.name("file");
            let view = app.store.view(&at)?;
            let case = app.store.case(at.agreement.as_deref())?;
            let body = file_of(&case, &view, Some(&app.store), file, &asked.uri)?;
            let as_of = view.outcome.board.as_ref().map(|b| b.as_of.to_zoned(view.outcome.zone().rules()).date());
            let (name, format) = file.split_once('.').unwrap_or((file, ""));
            // What was done in the ledger and the text in force are those of now.
            let now = ["operations", "aliases", "agreement", "areas"].contains(&name);
            let day = as_of.filter(|_| !now).map_or_else(String::new, |d| format!("-{d}"));
            let id = view.terms.agreement.id.as_str();
            let safe: String = id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
            Ok(Reply {
                status: StatusCode::OK,
                media: media(file),
                body,
                file: Some(format!("servanda-{safe}-{name}{day}.{format}")),
            })
        },
    );
    vec![list, file]
}

fn media(file: &str) -> &'static str {
    match file.rsplit('.').next().unwrap_or_default() {
        "csv" => MEDIA[0],
        "jsonld" => MEDIA[2],
        "geojson" => MEDIA[3],
        "html" => MEDIA[4],
        "parquet" => MEDIA[5],
        "toml" => MEDIA[6],
        "pdf" => MEDIA[7],
        _ => MEDIA[1],
    }
}

/// The bytes of a file: the view `view` of `case`, with the filter and order that the query of `uri` asks for.
///
/// # Errors
/// A file that there is none of; a filter that the view does not have, or that makes no sense.
pub fn file_of(case: &Case, view: &View, store: Option<&Store>, file: &str, uri: &Uri) -> Result<Vec<u8>, Problem> {
    let all = || files().filter(|file| store.is_some() || !SEARCH_FILES.contains(file));
    if !all().any(|known| known == file) {
        let listed = all().collect::<Vec<_>>().join(", ");
        let remedy = match nearest(file, all()) {
            Some(near) => format!("did you mean `{near}`? There are: {listed}"),
            None => format!("there are: {listed}"),
        };
        return Err(Problem::new(StatusCode::NOT_FOUND, format!("there is no file `{file}`"), remedy));
    }
    let (name, format) = file.split_once('.').unwrap_or((file, ""));
    let outcome = &view.outcome;
    let instant = view.as_of();
    let as_of = instant.as_deref();
    let linked = |nodes: Vec<Value>| told(&jsonld::document(nodes, &view.terms.agreement, as_of));
    match name {
        "board" => {
            let asked: SomeProvisions = asked_of(uri)?;
            let chosen = asked.provisions.map(|names| findings(view, &names)).transpose()?;
            let some = chosen.as_ref().map(|chosen| of_findings(outcome, chosen));
            let outcome = some.as_ref().unwrap_or(outcome);
            match format {
                "csv" | "parquet" => {
                    let all = view.provisions();
                    let row = |f: &&Finding| all.iter().find(|p| p.reference == f.provision.as_str());
                    let some = match &chosen {
                        Some(chosen) => chosen.iter().filter_map(row).collect(),
                        None => all.iter().collect::<Vec<_>>(),
                    };
                    known(format, table::BOARD, some.into_iter().map(|p| RowJson::of(p, view)), as_of)
                }
                "html" => Ok(dossier(outcome).into_bytes()),
                "pdf" => pdf(outcome).map_err(Problem::from),
                "jsonld" => {
                    let asked = |p: &ProvisionRef| chosen.iter().flatten().any(|f| f.provision == *p);
                    linked(nodes(view, |p| chosen.is_none() || asked(p)))
                }
                _ => told(&AssessJson::from(outcome)),
            }
        }
        "provision" => {
            let asked: OneProvision = asked_of(uri)?;
            let Some(asked) = asked.provision else {
                let known: Vec<&str> = view.provisions().iter().map(|p| p.reference.as_str()).collect();
                let remedy = format!("give `provision`; there are: {}", known.join(", "));
                return Err(Problem::senseless("no provision is named", remedy));
            };
            let finding = outcome.finding(&asked).ok_or_else(|| Problem::missing("provision", &asked))?;
            match format {
                "html" => Ok(dossier(&of_findings(outcome, &[finding])).into_bytes()),
                "pdf" => pdf(&of_findings(outcome, &[finding])).map_err(Problem::from),
                "jsonld" => linked(nodes(view, |p| *p == finding.provision)),
                _ => told(&ExplainJson::of(finding, &outcome.index())),
            }
        }
        "incidents" => {
            let chosen: Vec<_> = incidents::chosen(view, &asked_of(uri)?)?
                .into_iter()
                .map(|i| (i, incidents::IncidentRow::of(i, view)))
                .collect();
            let all: Vec<csv::Row<'_>> =
                chosen.iter().map(|(i, row)| (*i, &row.incident, row.title.as_str())).collect();
            match format {
                "acled.csv" => Ok(csv::acled(&all, outcome).into_bytes()),
                "hxl.csv" => Ok(csv::hxl(&all, as_of).into_bytes()),
                "geojson" => {
                    let rows = chosen.into_iter().map(|(i, row)| (i, row.incident, row.title));
                    told(&geojson::incidents(rows).known_by(instant))
                }
                "jsonld" => linked(all.iter().map(|(_, json, title)| jsonld::incident(json, title)).collect()),
                _ => known(format, table::INCIDENTS, chosen.iter().map(|(_, row)| row), as_of),
            }
        }
        "claims" => {
            let chosen = claims::chosen(view, &asked_of(uri)?)?.into_iter().map(|c| view.told(c));
            match format {
                "jsonld" => linked(chosen.filter(|c| !c.misread).map(|c| jsonld::claim(&c, outcome)).collect()),
                _ => known(format, table::CLAIMS, chosen, as_of),
            }
        }
        "reports" => {
            let chosen = reports::chosen(view, &asked_of(uri)?)?;
            let chosen: Vec<_> = chosen.into_iter().map(|r| reports::ReportRow::of(r, view)).collect();
            match format {
                "jsonld" => {
                    let infos = chosen.iter().filter_map(|row| view.report(&row.id)).map(|(info, _)| info);
                    linked(infos.map(jsonld::report).collect())
                }
                _ => known(format, table::REPORTS, chosen, as_of),
            }
        }
        "sources" => known(format, table::SOURCES, sources::chosen(view, &asked_of(uri)?), as_of),
        "timeline" => {
            let (history, filter) = (case.history(), asked_of(uri)?);
            match format {
                "json" => told(&timeline::file(view, &history, &filter)?),
                _ => known(format, table::TIMELINE, timeline::events(view, &history, &filter)?, as_of),
            }
        }
        "review" => known(format, table::REVIEW, review::open(view, &asked_of(uri)?), as_of),
        "operations" => {
            let filter = asked_of(uri)?;
            let all = match store {
                Some(store) => operations::asked(store, &filter)?,
                None => Arc::clone(&view.operations),
            };
            let standing = operations::Standing::of(&all);
            let chosen = standing.chosen(&all, &filter);
            rows(format, table::OPERATIONS, chosen.into_iter().map(|o| standing.told(o)))
        }
        "areas" => {
            let _: Nothing = asked_of(uri)?;
            told(&geojson::areas(&view.terms))
        }
        "control" => {
            let _: Nothing = asked_of(uri)?;
            told(&geojson::control(outcome, &view.terms).known_by(instant))
        }
        "agreement" => {
            let _: Nothing = asked_of(uri)?;
            Ok(view.terms.text.clone().into_bytes())
        }
        "aliases" => {
            let _: Nothing = asked_of(uri)?;
            Ok(aliases::toml(&view.operations, &view.terms, &view.reader).into_bytes())
        }
        _ => {
            let store = store.ok_or_else(|| Problem::missing("file", file))?;
            let found = search::Search::of(store, view, &asked_of(uri)?)?;
            known(format, table::SEARCH, found.rows(view), as_of)
        }
    }
}

/// Findings on the provisions asked for, with the incidents, claims and reports that they rest on; of all provisions all
/// there is.
fn nodes(view: &View, asked: impl Fn(&ProvisionRef) -> bool) -> Vec<Value> {
    let outcome = &view.outcome;
    let agreement = &view.terms.agreement;
    let as_of = view.as_of();
    let findings: Vec<_> = outcome.board.iter().flat_map(|b| &b.findings).filter(|f| asked(&f.provision)).collect();
    let whole = findings.len() == view.provisions().len();
    let index = outcome.index();
    let proofs: Vec<_> = findings.iter().map(|f| index.proof(f)).collect();
    let named: BTreeSet<&str> = proofs.iter().flat_map(|p| p.claims.iter().map(|c| c.id.as_str())).collect();
    let bearing: BTreeSet<&str> = proofs.iter().flat_map(|p| p.incidents.iter().map(|i| i.id.as_str())).collect();
    let told = view.provisions().iter().filter(|p| findings.iter().any(|f| f.provision.as_str() == p.reference));
    let told = told.map(|p| jsonld::finding(p, agreement, as_of.as_deref()));
    let incidents = outcome.incidents.iter().filter(|i| whole || bearing.contains(i.id.as_str()));
    let incidents = incidents.map(|i| jsonld::incident(&view.told_incident(i), &incidents::title(i, outcome)));
    let claims = outcome.claims.iter().filter(|c| whole || named.contains(c.id.as_str()));
    let claims = claims.filter(|c| !outcome.misread.contains(&c.id));
    let claims: Vec<_> = claims.map(|c| view.told(c)).collect();
    let told_in: BTreeSet<&str> = claims.iter().map(|c| c.report.as_str()).collect();
    let reports = outcome.reports.iter().filter(|r| whole || told_in.contains(r.id.as_str()));
    let reports: Vec<Value> = reports.map(|r| jsonld::report(r)).collect();
    let claims = claims.iter().map(|c| jsonld::claim(c, outcome));
    told.chain(incidents).chain(claims).chain(reports).collect()
}

/// Rows in a format, each with the instant of knowledge.
fn known<T: Serialize>(
    format: &str,
    columns: &Columns,
    all: impl IntoIterator<Item = T>,
    as_of: Option<&str>,
) -> Result<Vec<u8>, Problem> {
    rows(format, columns, all.into_iter().map(|row| Known { row, as_of }))
}

/// Rows in a format: CSV, Parquet or JSON.
fn rows<T: Serialize>(format: &str, columns: &Columns, rows: impl IntoIterator<Item = T>) -> Result<Vec<u8>, Problem> {
    match format {
        "csv" => Ok(csv::table(columns, rows).into_bytes()),
        "parquet" => {
            parquet::table(columns, rows).map_err(|e| Problem::fault(format!("the file cannot be written: {e}")))
        }
        _ => told(&rows.into_iter().collect::<Vec<_>>()),
    }
}

fn told(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec_pretty(value).map_err(|e| Problem::fault(format!("the file cannot be told: {e}")))
}
