use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::closing::Ends;
use crate::{ClosesWith, Handshake, Limits};

/// Serves one connection: handshake, then requests in that caller's name, until it is idle or too old, something
/// that it served has ended, or the service stops.
pub async fn serve<H: Handshake>(
    (stream, peer): (TcpStream, SocketAddr),
    limits: Limits,
    handshake: H,
    router: Router,
    stop: CancellationToken,
) {
    let _ = stream.set_nodelay(true);
    let greeted = tokio::select! {
        () = stop.cancelled() => return,
        greeted = timeout(limits.idle, handshake.greet(stream, peer)) => greeted,
    };
    if let Ok(Some((stream, caller))) = greeted {
        requests::<H>(stream, caller, limits, router, stop).await;
    }
}

async fn requests<H: Handshake>(
    stream: H::Stream,
    caller: H::Caller,
    limits: Limits,
    router: Router,
    stop: CancellationToken,
) {
    let (marks, mut ends) = Ends::new();
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(caller.clone());
        let (router, marks) = (router.clone(), marks.clone());
        async move {
            let response = router.oneshot(request.map(axum::body::Body::new)).await?;
            if let Some(mark) = response.extensions().get::<ClosesWith>() {
                // The receiver lives as long as the connection does.
                let _ = marks.send(mark.clone());
            }
            Ok::<_, Infallible>(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.idle)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    tokio::select! {
        // A connection that the other side breaks needs no answer.
        _ = connection.as_mut() => return,
        () = ends.first() => {}
        () = stop.cancelled() => {}
        () = tokio::time::sleep(limits.longest) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(limits.linger, connection).await;
}
