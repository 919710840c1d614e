//! How long the server waits for a client: one that sends or takes nothing is cut off, and holds nobody up meanwhile.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, BodyDataStream};
use axum::extract::Request;
use axum::http::Response;
use axum::middleware::Next;
use futures_util::{StreamExt, stream::unfold};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Instant, Sleep, sleep, timeout_at};

/// How long clients are waited for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For the whole head of a request, the first one or the next.
    pub head: Duration,
    /// For a body to begin; from then on it comes by at least [`Self::bytes`] a second on average.
    pub body: Duration,
    /// Bytes of a body a second.
    pub bytes: u32,
    /// For any part of an answer to be taken.
    pub answer: Duration,
    /// For those who are being answered when the server is told to stop.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let [patience, grace] = [30, 5].map(Duration::from_secs);
        // Slower than any line that somebody still has.
        Self { head: patience, body: patience, bytes: 8 << 10, answer: patience, grace }
    }
}

/// So many clients are listened to at once; others wait for one of them to end.
const CLIENTS: usize = 1024;

/// Serves connections until `stop`, and a little longer those that are being answered then.
pub async fn serve(router: Router, listener: TcpListener, stop: impl Future<Output = ()>, limits: Limits) {
    let in_time = move |request: Request, next: Next| body_in_time(limits, request, next);
    let router = router.layer(axum::middleware::from_fn(in_time));
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CLIENTS));
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        // To stop comes first: who asks for it is listened to before the first client is.
        let (place, accepted) = tokio::select! {
            biased;
            () = &mut stop => break,
            next = next => next,
        };
        let Ok((stream, _)) = accepted else {
            // A client that is gone again, or too many open files: the next may do better.
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        // Answers are written whole; waiting for more only delays them.
        let _ = stream.set_nodelay(true);
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(limits.head);
        let service = TowerToHyperService::new(router.clone());
        let connection =
            graceful.watch(builder.serve_connection(TokioIo::new(Patient::new(stream, limits.answer)), service));
        tokio::spawn(async move {
            // A connection that breaks is its client's affair.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = sleep(limits.grace) => {}
    }
}

/// Breaks off a body that comes too slowly.
async fn body_in_time(limits: Limits, request: Request, next: Next) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let from = Instant::now() + limits.body;
    let pieces = unfold(Some((body.into_data_stream(), 0_usize)), move |state| async move {
        let (mut body, got): (BodyDataStream, usize) = state?;
        let until = from + Duration::from_secs_f64(got as f64 / f64::from(limits.bytes));
        match timeout_at(until, body.next()).await {
            Ok(None) => None,
            Ok(Some(Ok(piece))) => {
                let got = got + piece.len();
                Some((Ok(piece), Some((body, got))))
            }
            Ok(Some(Err(broken))) => Some((Err(broken), None)),
            Err(_) => Some((Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut))), None)),
        }
    });
    next.run(Request::from_parts(parts, Body::from_stream(pieces))).await
}

/// Whether a body broke off because it came too slowly.
#[must_use]
pub fn too_slow(broken: &axum::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(broken);
    while let Some(error) = cause {
        if error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::TimedOut) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// A connection on which a write that gets nowhere fails in time.
struct Patient {
    stream: TcpStream,
    patience: Duration,
    /// Runs while a write waits for the client.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    fn new(stream: TcpStream, patience: Duration) -> Self {
        Self { stream, patience, waiting: None }
    }

    fn in_time<T>(&mut self, written: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let patience = self.patience;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(waiting.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client takes nothing of its answer")))
    }
}

impl AsyncRead for Patient {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.in_time(written, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.in_time(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.in_time(flushed, cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let closed = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.in_time(closed, cx)
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "tests measure how long they wait")]
mod tests {
    use std::io::{Read, Write};
    use std::net::{SocketAddr, TcpStream};
    use std::thread;
    use std::time::Instant;

    use axum::routing::{get, post};

    use super::*;

    /// A server with a large answer and one that takes what it is sent; cut off are clients that keep it waiting for half
    /// a second.
    fn server() -> SocketAddr {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        listener.set_nonblocking(true).unwrap();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let taken = |body: Body| async move {
                    match axum::body::to_bytes(body, 1 << 20).await {
                        Ok(body) => format!("{} bytes", body.len()),
                        Err(e) => format!("too slow: {}", too_slow(&e)),
                    }
                };
                let router = Router::new()
                    .route("/large", get(|| async { vec![b'x'; 64 << 20] }))
                    .route("/small", get(|| async { "here" }))
                    .route("/take", post(taken));
                let patience = Duration::from_millis(500);
                let limits = Limits { head: patience, body: patience, answer: patience, ..Limits::default() };
                serve(router, TcpListener::from_std(listener).unwrap(), std::future::pending(), limits).await;
            });
        });
        address
    }

    fn asked(address: SocketAddr, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    fn answer(mut stream: TcpStream) -> String {
        let mut got = Vec::new();
        // What is cut off may end in an error.
        let _ = stream.read_to_end(&mut got);
        String::from_utf8_lossy(&got).into_owned()
    }

    /// Sends a byte at a time; gives after how long the server had enough of it, and what it said.
    fn dripping(address: SocketAddr, request: &str) -> (Duration, String) {
        let began = Instant::now();
        let mut stream = asked(address, request);
        let mut ears = stream.try_clone().unwrap();
        let said = thread::spawn(move || {
            let mut got = Vec::new();
            let _ = ears.read_to_end(&mut got);
            String::from_utf8_lossy(&got).into_owned()
        });
        while !said.is_finished() && began.elapsed() < Duration::from_secs(20) {
            let _ = stream.write_all(b"x");
            thread::sleep(Duration::from_millis(50));
        }
        (began.elapsed(), said.join().unwrap())
    }

    fn is_served(address: SocketAddr) {
        let began = Instant::now();
        let got = answer(asked(address, "GET /small HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        assert!(got.ends_with("here") && began.elapsed() < Duration::from_secs(10), "{got}");
    }

    #[test]
    fn who_sends_the_head_of_a_request_a_byte_at_a_time_is_cut_off() {
        let address = server();
        let (after, _) = dripping(address, "GET /small HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        assert!(after >= Duration::from_millis(450) && after < Duration::from_secs(15), "{after:?}");
        is_served(address);
    }

    #[test]
    fn who_sends_a_body_a_byte_at_a_time_is_told_so_and_a_body_in_time_is_taken() {
        let address = server();
        let (after, said) = dripping(address, "POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
        assert!(said.contains("too slow: true") && after < Duration::from_secs(15), "{after:?} {said}");
        let whole = "POST /take HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody";
        assert!(answer(asked(address, whole)).ends_with("4 bytes"));
    }

    #[test]
    fn who_never_reads_his_answer_is_cut_off_and_holds_nobody_up() {
        let address = server();
        let stuck = asked(address, "GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        is_served(address);
        thread::sleep(Duration::from_millis(1500));
        let got = answer(stuck);
        assert!(got.len() < 64 << 20, "the rest was never sent: {}", got.len());
        is_served(address);
        // Who reads gets all of it.
        let whole = answer(asked(address, "GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        assert!(whole.len() > 64 << 20);
    }
}
