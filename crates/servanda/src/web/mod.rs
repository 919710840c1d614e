//! The web server: one file per resource. Reads take the state that is there and wait for nobody; what is written
//! makes a new state whole before it takes the place of the old ([`store`]).
//!
//! It listens to this machine alone unless told otherwise, and keeps what foreign pages could ask a browser to do
//! away from it: names that are not its own ([`guard`]), writes from other origins, scripts that are not its own.

mod agreements;
mod board;
pub mod case;
mod claims;
mod compression;
mod endpoint;
pub mod export;
mod guard;
pub mod incidents;
mod jobs;
mod map;
mod openapi;
mod operations;
mod pages;
mod patience;
mod preview;
pub mod problem;
mod provisions;
mod reports;
mod review;
mod search;
mod sources;
mod statuses;
pub mod store;
mod timeline;
mod window;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, FromRequestParts, RawPathParams, Request};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::routing::{MethodFilter, on};
use tokio::net::TcpListener;

use self::endpoint::{Asked, Endpoint, Method, Reply};
pub use self::guard::{Names, Tiles};
pub use self::jobs::Jobs;
pub use self::problem::Problem;
use self::store::Store;

/// Where the endpoints stand.
pub const BASE: &str = "/api/v1";

/// A request with a larger body is refused.
pub const MOST_BYTES: usize = 64 << 20;

/// What handlers can reach.
pub struct App {
    /// What the server knows.
    pub store: Arc<Store>,
    /// The imports since it started.
    pub jobs: Jobs,
    /// The names it answers to.
    pub names: Names,
    /// The server of map tiles that whoever started it asked for.
    pub tiles: Option<Tiles>,
}

/// All that can be asked.
#[must_use]
pub fn endpoints() -> Vec<Endpoint> {
    let mut all = Vec::new();
    all.extend(agreements::endpoints());
    all.extend(board::endpoints());
    all.extend(provisions::endpoints());
    all.extend(statuses::endpoints());
    all.extend(incidents::endpoints());
    all.extend(claims::endpoints());
    all.extend(reports::endpoints());
    all.extend(sources::endpoints());
    all.extend(map::endpoints());
    all.extend(timeline::endpoints());
    all.extend(search::endpoints());
    all.extend(review::endpoints());
    all.extend(operations::endpoints());
    all.extend(preview::endpoints());
    all.extend(jobs::endpoints());
    all.extend(export::endpoints());
    all
}

/// Serves until told to stop: by Ctrl-C, or by the system. Who still reads then has some seconds to finish.
pub async fn serve(app: Arc<App>, listener: TcpListener) {
    patience::serve(router(app), listener, asked_to_stop(), patience::Limits::default()).await;
}

/// Waits until somebody asks the program to stop: by Ctrl-C, or by the system.
pub async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = term.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// The routes.
pub fn router(app: Arc<App>) -> Router {
    let all = endpoints();
    let document: Arc<[u8]> = serde_json::to_vec(&openapi::document(&all)).unwrap_or_default().into();
    let mut router = Router::new();
    for endpoint in all {
        let method = match endpoint.method {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
            Method::Put => MethodFilter::PUT,
        };
        let (path, endpoint, app) = (format!("{BASE}{}", endpoint.path), Arc::new(endpoint), Arc::clone(&app));
        let handler = move |request: Request| answer(Arc::clone(&app), Arc::clone(&endpoint), request);
        router = router.route(&path, on(method, handler));
    }
    let described = move |request: Request| async move {
        let reply = Reply { status: StatusCode::OK, media: "application/json", body: document.to_vec(), file: None };
        respond(reply, &request.into_parts().0)
    };
    router
        .route("/api/openapi.json", on(MethodFilter::GET, described))
        .method_not_allowed_fallback(|request: Request| async move {
            let detail = format!("`{}` does not answer to {}", request.uri().path(), request.method());
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail, "see /api/openapi.json").response()
        })
        .fallback(|request: Request| async move {
            let path = request.uri().path().to_owned();
            let reads = matches!(request.method().as_str(), "GET" | "HEAD");
            match pages::page(&path).filter(|_| reads && !path.starts_with("/api")) {
                Some(page) => respond(page, &request.into_parts().0),
                None => Problem::new(StatusCode::NOT_FOUND, format!("there is no `{path}`"), "see /api/openapi.json")
                    .response(),
            }
        })
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(axum::middleware::from_fn_with_state(app, guard::guard))
}

async fn answer(app: Arc<App>, endpoint: Arc<Endpoint>, request: Request) -> Response<Body> {
    if endpoint.path == "/reports"
        && endpoint.method == Method::Post
        && declared(request.headers(), "multipart/form-data")
    {
        return jobs::upload(app, request).await;
    }
    let (mut parts, body) = request.into_parts();
    let names = match RawPathParams::from_request_parts(&mut parts, &()).await {
        Ok(names) => names.iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect::<BTreeMap<_, _>>(),
        Err(_) => return Problem::bad("the path is not UTF-8", "percent-encode names as UTF-8").response(),
    };
    if endpoint.media == ["text/event-stream"] {
        return jobs::events(&app, &Asked { uri: parts.uri, names });
    }
    if endpoint.body.is_some() && !declared(&parts.headers, "application/json") {
        let detail = "the body is not declared as JSON";
        let remedy = "send it with `Content-Type: application/json`";
        return Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail, remedy).response();
    }
    let body = match to_bytes(body, MOST_BYTES).await {
        Ok(body) => body,
        Err(broken) if patience::too_slow(&broken) => {
            let detail = "the body came too slowly";
            return Problem::new(StatusCode::REQUEST_TIMEOUT, detail, "send it faster, or in parts").response();
        }
        Err(_) => return too_large().response(),
    };
    let asked = Asked { uri: parts.uri.clone(), names };
    // Judging is work for a processor, not for the threads that wait for the network. A panic ends there.
    let done = tokio::task::spawn_blocking(move || {
        // Who judges what is told here can say with it what was known then (`seen`).
        let seen = app.store.state().operations.last().map_or(0, |o| o.sequence.0);
        let mut response = match (endpoint.run)(&app, &asked, &body) {
            Ok(reply) => respond(reply, &parts),
            Err(problem) => problem.response(),
        };
        response.headers_mut().insert(SEEN, HeaderValue::from(seen));
        response
    });
    done.await.unwrap_or_else(|_| Problem::fault("the program failed on this request").response())
}

/// The header that tells the number of the last judgement that an answer takes into account.
const SEEN: &str = "servanda-seen";

/// A body beyond what is taken.
#[must_use]
pub fn too_large() -> Problem {
    let detail = format!("what was sent is larger than {} MB, or broke off", MOST_BYTES >> 20);
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        detail,
        "send the reports in several parts, or read the folder with `servanda assess --db`",
    )
}

fn declared(headers: &HeaderMap, media: &str) -> bool {
    let declared = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    declared.split(';').next().is_some_and(|given| given.trim().eq_ignore_ascii_case(media))
}

/// The answer with its entity tag, compressed for who takes that; nothing but the tag to who has it already.
pub fn respond(reply: Reply, parts: &axum::http::request::Parts) -> Response<Body> {
    let reads = matches!(parts.method.as_str(), "GET" | "HEAD");
    let shrinks = compression::worthwhile(reply.media, reply.body.len());
    let shrunk = shrinks && compression::accepted(&parts.headers);
    // Other bytes have another tag.
    let tag = format!("\"{}{}\"", &servanda_ledger::sha256(&reply.body)[..24], if shrunk { "-gzip" } else { "" });
    let known = parts
        .headers
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|known| known.split(',').any(|t| t.trim() == "*" || t.trim().trim_start_matches("W/") == tag));
    let mut response = Response::new(Body::empty());
    if shrinks {
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if reads {
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        // Kept, but asked for each time whether it still holds; a part of the pages has its digest in its name.
        let kept = if parts.uri.path().starts_with("/assets/") { "max-age=31536000, immutable" } else { "no-cache" };
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
        if known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
    }
    *response.status_mut() = reply.status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(reply.media));
    if let Some(name) = &reply.file
        && let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
    {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    if reply.file.is_some() && reply.media.starts_with("text/html") {
        // The dossier brings its style along, runs nothing and loads nothing.
        let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox";
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    let body = if shrunk {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        compression::gzip(&reply.body)
    } else {
        reply.body
    };
    *response.body_mut() = Body::from(body);
    response
}
