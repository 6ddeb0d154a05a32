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

use super::served::{Ends, ServedVisit};
use super::{IDLE, LINGER, LONGEST};

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
        () = tokio::time::sleep(LONGEST) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = tokio::time::timeout(LINGER, connection).await;
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::response::{IntoResponse, Response};
    use axum::routing::get;
    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpListener;

    use super::*;

    /// More than the buffers of two sockets hold.
    const MUCH: usize = 64 << 20;

    #[tokio::test]
    async fn the_end_of_a_visit_cuts_off_who_does_not_read() {
        let ended = CancellationToken::new();
        let mark = ServedVisit {
            visit: [7; 32],
            ended: ended.clone(),
        };
        let page =
            async move || -> Response { (axum::Extension(mark.clone()), vec![b'x'; MUCH]).into_response() };
        let router = Router::new().route("/", get(page));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let mut client = TcpStream::connect(listener.local_addr().expect("an address"))
            .await
            .expect("a connection");
        let (stream, peer) = listener.accept().await.expect("a connection");
        let served = tokio::spawn(serve(stream, peer, router, CancellationToken::new()));
        client
            .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .await
            .expect("a request");
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert!(!served.is_finished());
        ended.cancel();
        let cut = tokio::time::timeout(LINGER + Duration::from_secs(5), served).await;
        assert!(cut.is_ok(), "the response waits for ever");
    }
}
