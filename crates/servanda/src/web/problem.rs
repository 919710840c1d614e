//! Errors as clients get them: problem details (RFC 9457) with a remedy.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;
use servanda_ledger::LedgerError;

use crate::cli::Failure;
use crate::export::pdf::NoPdf;

/// Why a request could not be met.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Problem {
    /// Kind of problem; `about:blank` means that the status says it all.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What is wrong.
    pub detail: String,
    /// What to do about it.
    pub remedy: Option<String>,
    /// The name of what has taken its place, of the same kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub see: Option<String>,
}

impl Problem {
    /// A problem of that status.
    pub fn new(status: StatusCode, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            remedy: Some(remedy.into()).filter(|r: &String| !r.is_empty()),
            see: None,
        }
    }

    /// Something that is not there.
    pub fn missing(what: &str, name: &str) -> Self {
        let remedy = "take a name from the lists; names differ between instants of knowledge";
        Self::new(StatusCode::NOT_FOUND, format!("there is no {what} `{name}`"), remedy)
    }

    /// Something that isn't there at an instant of knowledge, and is when more is known.
    pub fn not_yet(what: &str, name: &str, as_of: &str) -> Self {
        let remedy = "ask without `as_of`, or as of a later instant";
        Self::new(StatusCode::NOT_FOUND, format!("{what} `{name}` was not known at {as_of}"), remedy)
    }

    /// A request that cannot be understood.
    pub fn bad(detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail, remedy)
    }

    /// A request that is understood and makes no sense.
    pub fn senseless(detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail, remedy)
    }

    /// A fault of the program.
    pub fn fault(detail: impl Into<String>) -> Self {
        let remedy = "try again; if it stays, report it with the request that led here";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, detail, remedy)
    }

    /// The answer.
    #[must_use]
    pub fn response(&self) -> Response<Body> {
        let body = serde_json::to_vec(self).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        let status = match &error {
            LedgerError::Unknown { .. } => StatusCode::NOT_FOUND,
            LedgerError::CannotUndo { .. } | LedgerError::AppendOnly { .. } => StatusCode::CONFLICT,
            LedgerError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            LedgerError::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            LedgerError::DiskFull { .. } => StatusCode::INSUFFICIENT_STORAGE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, error.to_string(), error.remedy())
    }
}

impl From<NoPdf> for Problem {
    fn from(error: NoPdf) -> Self {
        match error {
            NoPdf::NotBuilt => Self::new(StatusCode::NOT_FOUND, error.to_string(), error.remedy()),
            NoPdf::NotSet(_) => Self::fault(error.to_string()),
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        let remedy = miette::Diagnostic::help(&failure).map(|h| h.to_string()).unwrap_or_default();
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, failure.to_string(), remedy)
    }
}
