//! The board: the state of every provision; and what changed between two states.

use std::sync::Arc;

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use servanda_ledger::AsOf;
use servanda_model::{LATELY, ProvisionRef};

use super::App;
use super::agreements::{AgreementJson, TermsOfProvision};
use super::case::View;
use super::endpoint::{Asked, At, Endpoint, Nothing, Reply, asked_of, get, get_all, query};
use super::problem::Problem;
use super::store::Opening;
use crate::cli::diff::compare;
use crate::export::instant::rfc9557;
use crate::export::json::{MisstatedJson, NoticeJson, PositionJson, ProvisionJson};

/// The board.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BoardJson {
    /// The agreement.
    pub agreement: AgreementJson,
    /// Only what was published until then is known (RFC 9557).
    pub as_of: Option<String>,
    /// What is known.
    pub known: KnownJson,
    /// The provisions, in the order of the text.
    pub provisions: Vec<RowJson>,
    /// Where reports misstate the terms.
    pub misstated: Vec<MisstatedJson>,
    /// Who accepts, rejects, doubts.
    pub positions: Vec<PositionJson>,
    /// What could not be read, and other remarks.
    pub notices: Vec<NoticeJson>,
}

/// How much is known.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KnownJson {
    /// When the first report was published.
    pub first: Option<String>,
    /// When the last report was published.
    pub last: Option<String>,
    /// Reports.
    pub reports: usize,
    /// Claims.
    pub claims: usize,
    /// Incidents.
    pub incidents: usize,
}

/// A provision on the board. Its `derivation` and the claims of its `verdicts` are left out here (empty): ask for the
/// provision itself.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RowJson {
    /// Its state.
    #[serde(flatten)]
    pub state: Arc<ProvisionJson>,
    /// Its title.
    pub title: String,
    /// Its kind of matter.
    pub category: String,
    /// Who owes it.
    pub bearer: Vec<String>,
    /// How many incidents its proof names.
    pub incidents: usize,
    /// How many incidents of its acts, in its area or possibly in it, began on each of the last seven days, the last day
    /// first; days of the agreement's zone.
    pub trend: [usize; LATELY],
    /// Of those, the ones that need not lie in its area: what is told of their place leaves it open.
    pub trend_possible: [usize; LATELY],
}

impl RowJson {
    /// A provision of a state.
    #[must_use]
    pub fn of(state: &Arc<ProvisionJson>, view: &View) -> Self {
        let reference = ProvisionRef::from(state.reference.as_str());
        let lately = view.outcome.finding(&state.reference).map(|f| f.lately).unwrap_or_default();
        let terms = TermsOfProvision::of(&view.terms.agreement, &state.reference);
        Self {
            state: Arc::clone(state),
            title: terms.title,
            category: terms.category,
            bearer: terms.bearer,
            incidents: view.named_by(&reference).count(),
            trend: lately.all,
            trend_possible: lately.possibly,
        }
    }
}

/// From when to when.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Between {
    /// The earlier instant, or a day to its end.
    #[schemars(extend("anyOf" = super::endpoint::instants()))]
    pub from: String,
    /// The later one; all that is known without it.
    #[schemars(extend("anyOf" = super::endpoint::instants()))]
    pub to: Option<String>,
}

/// What changed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangesJson {
    /// The earlier instant (RFC 9557).
    pub from: Option<String>,
    /// The later instant (RFC 9557).
    pub to: Option<String>,
    /// Provisions whose state changed, in the order of the text.
    pub changes: Vec<ChangeJson>,
    /// Reports published between.
    pub new_reports: Vec<String>,
    /// Incidents not known before.
    pub new_incidents: Vec<String>,
}

/// A provision whose state changed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangeJson {
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Status before; null if there was none.
    pub was: Option<String>,
    /// Status after.
    pub is: String,
    /// What else changed, in words.
    pub also: Vec<String>,
    /// The later conclusion.
    pub says: String,
}

/// For which agreement.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Of {
    /// The agreement, by its identifier; the first one without it.
    pub agreement: Option<String>,
}

/// How far the reports of the ledger are opened.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OpeningJson {
    /// Reports taken up so far.
    pub reports: u64,
    /// Reports that the ledger holds.
    pub of: u64,
    /// Whether all are brought together and judged: until then only the board may be there, as it was kept.
    pub ready: bool,
}

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        kept(get::<Nothing, BoardJson>("/board", "The state of every provision", |app, _, at, _| {
            board(&*app.store.view(&at)?)
        })),
        get_all::<Of, OpeningJson>(
            "/opening",
            "How far the reports of the ledger are opened; asking opens nothing",
            |app, _, of| {
                let Opening { reports, ready } = app.store.opening(of.agreement.as_deref())?;
                let of = app.store.ledger().count_as_of(AsOf::NOW)?.reports;
                Ok(OpeningJson { reports: if ready { of } else { reports as u64 }, of, ready })
            },
        ),
        get::<Between, ChangesJson>("/changes", "What changed between two instants of knowledge", changes),
    ]
}

/// A board that is answered from the ledger, where it keeps the one that would be made ([`Store::kept_board`]).
fn kept(made: Endpoint) -> Endpoint {
    let run = made.run;
    let run = move |app: &App, asked: &Asked, body: &[u8]| {
        let at =
            asked_of::<Nothing>(&asked.uri).and_then(|_| query::<At>(&asked.uri)).ok().filter(|at| at.as_of.is_none());
        match at.and_then(|at| app.store.kept_board(at.agreement.as_deref())) {
            Some(body) => Ok(Reply { status: StatusCode::OK, media: "application/json", body, file: None }),
            None => run(app, asked, body),
        }
    };
    Endpoint { run: Box::new(run), ..made }
}

/// The board of a state.
pub fn board(view: &View) -> Result<BoardJson, Problem> {
    let outcome = &view.outcome;
    let zone = outcome.zone();
    let as_of = outcome.board.as_ref().map(|b| b.as_of);
    let name = |id: &str| outcome.actor_name(&id.into()).to_owned();
    Ok(BoardJson {
        agreement: AgreementJson::of(&view.terms, &name),
        as_of: as_of.map(|t| rfc9557(t, &zone)),
        known: KnownJson {
            first: outcome.known.map(|(first, _)| rfc9557(first, &zone)),
            last: outcome.known.map(|(_, last)| rfc9557(last, &zone)),
            reports: outcome.reports.len(),
            claims: outcome.claims.len(),
            incidents: outcome.incidents.len(),
        },
        provisions: view.rows.iter().map(|state| RowJson::of(state, view)).collect(),
        misstated: outcome.misstated.iter().map(Into::into).collect(),
        positions: outcome.positions.iter().map(Into::into).collect(),
        notices: outcome.notices.iter().map(Into::into).collect(),
    })
}

fn changes(app: &App, _: &Asked, at: At, between: Between) -> Result<ChangesJson, Problem> {
    let later = between.to.or(at.as_of);
    let before = app.store.view(&At { agreement: at.agreement.clone(), as_of: Some(between.from) })?;
    let after = app.store.view(&At { agreement: at.agreement, as_of: later })?;
    let instant = |v: &View| v.outcome.board.as_ref().map(|b| b.as_of);
    if instant(&before) > instant(&after) {
        return Err(Problem::senseless("`from` is later than `to`", "give the earlier one as `from`"));
    }
    let diff = compare(&before.outcome, &after.outcome);
    let changes = diff.changes.into_iter().map(|c| ChangeJson {
        reference: c.reference,
        was: c.was,
        is: c.is,
        also: c.also,
        says: c.why,
    });
    Ok(ChangesJson {
        from: diff.from,
        to: diff.to,
        changes: changes.collect(),
        new_reports: diff.new_reports,
        new_incidents: diff.new_incidents,
    })
}
