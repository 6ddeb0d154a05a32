use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::time::Duration;

use axum::response::IntoResponse;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use mn_domain::RecipientId;
use mn_event::{Event, RequestRefusal};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::app::{App, Caller, router};
use crate::problem::Kind;
use crate::tls::pin;

/// How long the handshake may take, and then each request's head.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long one connection may live.
const LIFE: Duration = Duration::from_mins(5);

/// Serves one connection: handshake, whose certificate it is, then requests in that recipient's name. Whoever failed
/// too often is not even shaken hands with.
pub async fn serve(
    (stream, from): (TcpStream, IpAddr),
    acceptor: TlsAcceptor,
    app: App,
    stop: CancellationToken,
) {
    if app.failures.is_out(from) {
        return;
    }
    let _ = stream.set_nodelay(true);
    let stream = match timeout(PATIENCE, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => {
            app.failures.failed(from);
            return report(&app, &error);
        }
        Err(_) => return app.failures.failed(from),
    };
    // The verifier has let only known keys through; without one there is nobody to serve.
    let Some(caller) = caller(&stream, &app) else {
        return;
    };
    requests(stream, (caller, from), app, stop).await;
}

fn caller(stream: &TlsStream<TcpStream>, app: &App) -> Option<RecipientId> {
    let certificate = stream.get_ref().1.peer_certificates()?.first()?;
    app.recipients.by_pin(&pin(certificate).ok()?).cloned()
}

async fn requests(
    stream: TlsStream<TcpStream>,
    (caller, from): (RecipientId, IpAddr),
    app: App,
    stop: CancellationToken,
) {
    let failures = app.failures.clone();
    let router = router(app);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Caller(caller.clone()));
        let (router, failures) = (router.clone(), failures.clone());
        async move {
            if failures.is_out(from) {
                return Ok(Kind::TooOften.into_response());
            }
            let response = router.oneshot(request.map(axum::body::Body::new)).await?;
            if response.status().is_client_error() {
                failures.failed(from);
            }
            Ok::<_, Infallible>(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    tokio::select! {
        // A connection that the other side breaks needs no answer.
        _ = connection.as_mut() => return,
        () = tokio::time::sleep(LIFE) => {}
        () = stop.cancelled() => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(PATIENCE, connection).await;
}

/// Records a caller without a certificate. One with an unknown certificate was recorded by the verifier.
fn report(app: &App, error: &io::Error) {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref());
    if cause == Some(&rustls::Error::NoCertificatesPresented) {
        let reason = RequestRefusal::UnknownRecipient;
        app.log.record(None, Event::RequestRefused { reason });
    }
}
