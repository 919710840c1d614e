//! Imports: reports that come in, and how far their reading is, told as it goes on.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::unfold;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::App;
use super::endpoint::{Answer, Asked, Endpoint, Method, Nothing, get_all, get_media, json, send};
use super::operations::stamp;
use super::preview::TextBody;
use super::problem::Problem;
use super::store::typed;
use crate::export::json::NoticeJson;
use crate::pipeline::Input;

/// So many jobs are remembered.
const KEPT: usize = 200;

/// The imports since the server started.
#[derive(Default)]
pub struct Jobs {
    all: Mutex<BTreeMap<u64, watch::Receiver<Progress>>>,
}

impl Jobs {
    fn all(&self) -> MutexGuard<'_, BTreeMap<u64, watch::Receiver<Progress>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many imports go on.
    #[must_use]
    pub fn running(&self) -> usize {
        self.all().values().filter(|job| !job.borrow().ended && job.has_changed().is_ok()).count()
    }

    /// Waits until none goes on.
    pub async fn finished(&self) {
        let jobs: Vec<_> = self.all().values().cloned().collect();
        for mut job in jobs {
            // One that failed without an end is over as well.
            let _ = job.wait_for(|p| p.ended).await;
        }
    }
}

/// How far an import is.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Progress {
    /// Reports read.
    pub done: usize,
    /// Reports in all.
    pub total: usize,
    /// Whether it is over: what was imported is judged.
    pub ended: bool,
    /// Names of the reports that are new, once it is over.
    pub reports: Vec<String>,
    /// What the user should know.
    pub notices: Vec<NoticeJson>,
}

/// A report typed in, and who gives it.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ReportBody {
    /// The report.
    #[serde(flatten)]
    pub report: TextBody,
    /// Who gives it; the user of the server without it.
    pub user: Option<String>,
}

/// An import that goes on.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Started {
    /// Its number: follow it at `/jobs/{job}/events`.
    pub job: u64,
}

/// What can be asked here.
pub fn endpoints() -> Vec<Endpoint> {
    vec![
        send::<ReportBody, Started>(
            Method::Post,
            "/reports",
            "Import a report typed in, or files",
            StatusCode::ACCEPTED,
            |app, _, body| {
                if body.report.text.trim().is_empty() {
                    return Err(Problem::senseless("the report has no text", "give its words in `text`"));
                }
                let name = body.report.title.as_deref().map(slug).filter(|s| !s.is_empty());
                let name = format!("{}.txt", name.unwrap_or_else(|| "typed-report".to_owned()));
                let input = typed(&name, &body.report.text, &body.report.fields());
                start(app, vec![input], body.user.as_deref())
            },
        ),
        get_all::<Nothing, Progress>("/jobs/{id}", "How far an import is", |app, asked, _| {
            let job = find(app, asked.name("id"))?;
            let now = job.borrow().clone();
            Ok(now)
        }),
        get_media::<Nothing>(
            "/jobs/{id}/events",
            "How far an import is, as server-sent events `progress` and at last `end`",
            &["text/event-stream"],
            |_, _, _, _| Err(Problem::fault("events are told by the router")),
        ),
    ]
}

/// A name for a file out of a headline.
fn slug(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(8);
    words.collect::<Vec<_>>().join("-").to_lowercase().chars().take(80).collect()
}

fn find(app: &App, id: &str) -> Result<watch::Receiver<Progress>, Problem> {
    let all = app.jobs.all();
    let found = id.parse::<u64>().ok().and_then(|id| all.get(&id));
    found.cloned().ok_or_else(|| Problem::missing("job", id))
}

/// Begins an import; it goes on when this returns.
fn start(app: &App, inputs: Vec<Input>, user: Option<&str>) -> Result<Started, Problem> {
    if inputs.is_empty() {
        return Err(Problem::senseless(
            "there is no report in this request",
            "send files (.txt, .md, .html), or a text",
        ));
    }
    let stamp = stamp("import by web", user)?;
    let (tell, progress) = watch::channel(Progress { total: inputs.len(), ..Progress::default() });
    let job = {
        let mut all = app.jobs.all();
        let job = all.keys().next_back().map_or(1, |last| last + 1);
        all.insert(job, progress);
        while all.len() > KEPT {
            all.pop_first();
        }
        job
    };
    let store = Arc::clone(&app.store);
    std::thread::spawn(move || {
        let done = store.import(&inputs, &stamp, &|| tell.send_modify(|p| p.done += 1));
        tell.send_modify(|p| {
            p.ended = true;
            match done {
                Ok(done) => {
                    p.reports = done.reports;
                    p.notices = done.notices.iter().map(Into::into).collect();
                }
                Err(e) => {
                    p.notices.push(NoticeJson {
                        about: "import".into(),
                        says: e.detail,
                        remedy: e.remedy,
                        failed: true,
                    });
                }
            }
        });
    });
    Ok(Started { job })
}

/// The progress of a job as events, the last one `end`.
pub fn events(app: &App, asked: &Asked) -> Response<Body> {
    let job = match find(app, asked.name("id")) {
        Ok(job) => job,
        Err(problem) => return problem.response(),
    };
    let told = unfold((job, true, false), |(mut job, first, over)| async move {
        if over {
            return None;
        }
        // A sender that is gone without an end has failed; then the last state is told as the end.
        let gone = !first && job.changed().await.is_err();
        let now = job.borrow_and_update().clone();
        let over = now.ended || gone;
        let name = if over { "end" } else { "progress" };
        let event = Event::default().event(name).data(serde_json::to_string(&now).unwrap_or_default());
        Some((Ok::<_, Infallible>(event), (job, false, over)))
    });
    Sse::new(told).keep_alive(KeepAlive::default()).into_response()
}

/// Takes the files of a form. Fields of a report come as a `.yaml` of the same name, as on a disk.
pub async fn upload(app: Arc<App>, request: Request) -> Response<Body> {
    match uploaded(&app, request).await {
        Ok(reply) => {
            let mut response = Response::new(Body::from(reply.body));
            *response.status_mut() = reply.status;
            response
                .headers_mut()
                .insert(axum::http::header::CONTENT_TYPE, axum::http::HeaderValue::from_static("application/json"));
            response
        }
        Err(problem) => problem.response(),
    }
}

async fn uploaded(app: &App, request: Request) -> Answer {
    let broken = |says: String, status: StatusCode| {
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            return super::too_large();
        }
        Problem::new(status, format!("the form cannot be read: {says}"), "send files as multipart/form-data")
    };
    let mut form =
        Multipart::from_request(request, &()).await.map_err(|e| broken(e.body_text(), StatusCode::BAD_REQUEST))?;
    let (mut files, mut user): (Vec<(String, Vec<u8>)>, Option<String>) = (Vec::new(), None);
    while let Some(field) = form.next_field().await.map_err(|e| broken(e.body_text(), e.status()))? {
        // Folders of the sender's machine are nothing to us.
        let name = field.file_name().and_then(|n| Path::new(n).file_name()).and_then(|n| n.to_str()).map(str::to_owned);
        let field_name = field.name().map(str::to_owned);
        let bytes = field.bytes().await.map_err(|e| broken(e.body_text(), e.status()))?;
        match name {
            Some(name) => files.push((name, bytes.to_vec())),
            None if field_name.as_deref() == Some("user") => user = String::from_utf8(bytes.to_vec()).ok(),
            None => {
                let detail = format!("the form has a field `{}`", field_name.unwrap_or_default());
                return Err(Problem::bad(detail, "send files, and who gives them in `user`"));
            }
        }
    }
    let parts = |name: &str| name.rsplit_once('.').map(|(a, b)| (a.to_owned(), b.to_lowercase())).unwrap_or_default();
    let (fields, reports): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|(name, _)| ["yaml", "yml"].contains(&parts(name).1.as_str()));
    let sidecars: BTreeMap<String, String> = fields
        .into_iter()
        .map(|(name, bytes)| (parts(&name).0, String::from_utf8_lossy(&bytes).into_owned()))
        .collect();
    let inputs = reports.into_iter().map(|(name, bytes)| Input {
        sidecar: sidecars.get(&parts(&name).0).cloned(),
        path: name.into(),
        bytes,
    });
    let inputs: Vec<Input> = inputs.collect();
    json(StatusCode::ACCEPTED, &start(app, inputs, user.as_deref())?)
}
