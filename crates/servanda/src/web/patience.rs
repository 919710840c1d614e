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
use tokio::time::{Instant, Sleep, sleep, sleep_until, timeout_at};

/// Within this a client sends the whole head of a request, the first one or the next.
const HEAD: Duration = Duration::from_secs(30);

/// A client that takes nothing of its answer for so long is gone.
const ANSWER: Duration = Duration::from_secs(30);

/// Within this a body begins to come, and from then on at least [`LEAST_BYTES`] a second.
const BODY: Duration = Duration::from_secs(30);

/// Bytes of a body a second, on average: less than the slowest line that anybody still has.
const LEAST_BYTES: usize = 8 << 10;

/// So many clients are listened to at once; others wait for one of them to end.
const CLIENTS: usize = 1024;

/// Serves connections until `stop`; then waits for `grace` until those that are being answered are done.
pub async fn serve(router: Router, listener: TcpListener, stop: impl Future<Output = ()>, grace: Duration) {
    let router = router.layer(axum::middleware::from_fn(body_in_time));
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CLIENTS));
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let Ok((stream, _)) = accepted else {
            // A client that is gone again, or too many open files: the next may do better.
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        // Answers are written whole; waiting for more only delays them.
        let _ = stream.set_nodelay(true);
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(HEAD);
        let service = TowerToHyperService::new(router.clone());
        let connection = graceful.watch(builder.serve_connection(TokioIo::new(Patient::new(stream)), service));
        tokio::spawn(async move {
            // A connection that breaks is its client's affair.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = sleep(grace) => {}
    }
}

/// Breaks off a body that comes too slowly.
async fn body_in_time(request: Request, next: Next) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let from = Instant::now() + BODY;
    let pieces = unfold(Some((body.into_data_stream(), 0_usize)), move |state| async move {
        let (mut body, got): (BodyDataStream, usize) = state?;
        let until = from + Duration::from_millis((got / (LEAST_BYTES / 1000)) as u64);
        match timeout_at(until, body.next()).await {
            Ok(None) => None,
            Ok(Some(Ok(piece))) => {
                let got = got + piece.len();
                Some((Ok(piece), Some((body, got))))
            }
            Ok(Some(Err(broken))) => Some((Err(broken), None)),
            Err(_) => {
                Some((Err(axum::Error::new(io::Error::new(io::ErrorKind::TimedOut, "the body came too slowly"))), None))
            }
        }
    });
    next.run(Request::from_parts(parts, Body::from_stream(pieces))).await
}

/// A connection on which a write that gets nowhere fails in time.
struct Patient {
    stream: TcpStream,
    /// Runs while a write waits for the client.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    fn new(stream: TcpStream) -> Self {
        Self { stream, waiting: None }
    }

    fn in_time<T>(&mut self, written: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.waiting = None;
            return written;
        }
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + ANSWER)));
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
