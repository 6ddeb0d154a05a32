use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::IDLE;
use super::served::{Ends, ServedVisit};

/// Serves one connection until it is idle, a visit that it served has ended, or the service stops.
pub async fn serve(stream: TcpStream, peer: SocketAddr, router: Router, stop: CancellationToken) {
    let _ = stream.set_nodelay(true);
    let (marks, mut ends) = Ends::new();
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let (router, marks) = (router.clone(), marks.clone());
        async move {
            let response = router.oneshot(request.map(axum::body::Body::new)).await?;
            if let Some(mark) = response.extensions().get::<ServedVisit>() {
                // The receiver lives as long as the connection does.
                let _ = marks.send(mark.clone());
            }
            Ok::<_, Infallible>(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    tokio::select! {
        // A connection that the other side breaks needs no answer.
        _ = connection.as_mut() => return,
        () = ends.first() => {}
        () = stop.cancelled() => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}
