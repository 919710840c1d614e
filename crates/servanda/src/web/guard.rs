//! What keeps foreign pages away: the names the server answers to, the origin of writes, and the headers of answers.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, Uri, header};
use axum::middleware::Next;

use super::App;
use super::problem::Problem;

/// The names the server answers to. A page elsewhere can make its own name point to this machine ("DNS rebinding")
/// and then reads what it likes; under an address, or a name known here, it cannot.
#[derive(Debug, Clone, Default)]
pub struct Names(Vec<String>);

impl Names {
    /// `localhost`, every address, and the names given.
    #[must_use]
    pub fn new(given: impl IntoIterator<Item = String>) -> Self {
        Self(given.into_iter().map(|n| n.to_lowercase()).collect())
    }

    fn know(&self, host: &str) -> bool {
        let name = without_port(host).to_lowercase();
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        bare.parse::<IpAddr>().is_ok() || name == "localhost" || name.ends_with(".localhost") || self.0.contains(&name)
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Only what the program brings itself: no script, style or picture from elsewhere, none inside the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     font-src 'self'; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// The same, and pictures of the map from one place more: those that whoever started the server asked for.
#[must_use]
pub fn policy(tiles: Option<&Tiles>) -> String {
    match tiles {
        None => POLICY.to_owned(),
        // The map fetches its tiles; they never come as scripts or pages.
        Some(tiles) => POLICY.replace("connect-src 'self'", &format!("connect-src 'self' {}", tiles.origin)),
    }
}

/// Where the map takes its background from, besides what the program brings itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tiles {
    /// Address of a tile with `{z}`, `{x}` and `{y}` in it.
    pub url: String,
    /// Scheme, name and port: all that the content policy lets in.
    pub origin: String,
}

impl std::str::FromStr for Tiles {
    type Err = String;

    fn from_str(url: &str) -> Result<Self, String> {
        let wrong =
            |why: &str| Err(format!("{why}; give an address such as https://tiles.example/{{z}}/{{x}}/{{y}}.png"));
        if !["{z}", "{x}", "{y}"].iter().all(|part| url.contains(part)) {
            return wrong("the address of tiles lacks {z}, {x} or {y}");
        }
        let Some((scheme, rest)) = url.split_once("://").filter(|(s, _)| matches!(*s, "http" | "https")) else {
            return wrong("the address of tiles begins with neither http:// nor https://");
        };
        let host = rest.split('/').next().unwrap_or_default();
        // What stands in a header must be a name and a port and nothing that ends a directive.
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        if host.is_empty() || !host.chars().all(plain) || host.parse::<axum::http::uri::Authority>().is_err() {
            return wrong("the address of tiles names no server");
        }
        Ok(Self { url: url.to_owned(), origin: format!("{scheme}://{host}") })
    }
}

const HEADERS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Lets a request through, or refuses it, and puts the headers on the answer.
pub async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response<Body> {
    let mut response = match refused(&app.names, &request) {
        Some(problem) => problem.response(),
        None => next.run(request).await,
    };
    if let Ok(policy) = HeaderValue::from_str(&policy(app.tiles.as_ref())) {
        response.headers_mut().entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn refused(names: &Names, request: &Request) -> Option<Problem> {
    let text = |name: &HeaderName| request.headers().get(name).and_then(|v| v.to_str().ok());
    let forbidden = |detail: String, remedy: &str| Some(Problem::new(StatusCode::FORBIDDEN, detail, remedy));
    let host = text(&header::HOST).or(request.uri().authority().map(|a| a.as_str())).unwrap_or_default();
    if !names.know(host) {
        let name = without_port(host);
        return forbidden(
            format!("this server does not answer to the name `{name}`"),
            "use its address, or start it with `--name` and that name",
        );
    }
    if matches!(request.method().as_str(), "GET" | "HEAD" | "OPTIONS") {
        return None;
    }
    let origin = request.headers().get(header::ORIGIN)?;
    // A browser says where a write comes from: only from the server's own pages.
    let own = origin.to_str().ok().and_then(|o| o.parse::<Uri>().ok()).and_then(|o| Some(o.authority()?.to_string()));
    if own.as_deref() != Some(host) {
        return forbidden(
            "this page may not write here".to_owned(),
            "write from the pages of this server, or from a program that is no browser",
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_let_in_their_own_server_and_nothing_else() {
        let tiles: Tiles = "https://tiles.example:8443/osm/{z}/{x}/{y}.png".parse().unwrap();
        assert_eq!(tiles.origin, "https://tiles.example:8443");
        let with = policy(Some(&tiles));
        assert_eq!(with.replace(" https://tiles.example:8443", ""), policy(None));
        assert!(with.contains("connect-src 'self' https://tiles.example:8443;"));
        for wrong in [
            "https://tiles.example/tile.png",
            "ftp://tiles.example/{z}/{x}/{y}.png",
            "https:///{z}/{x}/{y}.png",
            "https://tiles.example;script-src/{z}/{x}/{y}.png",
            "https://a b/{z}/{x}/{y}.png",
            "https://*/{z}/{x}/{y}.png",
            "https://who:secret@tiles.example/{z}/{x}/{y}.png",
        ] {
            assert!(wrong.parse::<Tiles>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn addresses_and_known_names_are_answered_and_no_others() {
        let names = Names::new(["Truce.example".to_owned()]);
        for known in ["127.0.0.1:8080", "[::1]:80", "[::1]", "localhost", "LOCALHOST:1", "truce.example:8080"] {
            assert!(names.know(known), "{known}");
        }
        for foreign in ["evil.example", "evil.example:8080", "", "localhost.evil.example", "127.0.0.1.evil.example"] {
            assert!(!names.know(foreign), "{foreign}");
        }
    }
}
