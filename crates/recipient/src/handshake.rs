use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use mn_domain::RecipientId;
use mn_event::{Event, EventLog, RequestRefusal};
use mn_limit::Lockout;
use mn_listen::Handshake;
use rustls::ServerConfig;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::app::Caller;
use crate::tls::pin;
use crate::{App, Recipients};

/// How long the handshake may take before it counts as a failure.
const PATIENCE: Duration = Duration::from_secs(10);

/// Mutual TLS: whose certificate it is decides in whose name every request is made.
#[derive(Clone)]
pub struct MutualTls {
    acceptor: TlsAcceptor,
    recipients: Arc<Recipients>,
    failures: Arc<Lockout>,
    log: EventLog,
}

impl MutualTls {
    pub fn new(tls: ServerConfig, app: &App) -> Self {
        Self {
            acceptor: TlsAcceptor::from(Arc::new(tls)),
            recipients: app.recipients.clone(),
            failures: app.failures.clone(),
            log: app.log.clone(),
        }
    }

    fn caller(&self, stream: &TlsStream<TcpStream>) -> Option<RecipientId> {
        let certificate = stream.get_ref().1.peer_certificates()?.first()?;
        self.recipients.by_pin(&pin(certificate).ok()?).cloned()
    }

    /// Records a caller without a certificate. One with an unknown certificate was recorded by the verifier.
    fn report(&self, error: &io::Error) {
        let cause = error.get_ref().and_then(|cause| cause.downcast_ref());
        if cause == Some(&rustls::Error::NoCertificatesPresented) {
            let reason = RequestRefusal::UnknownRecipient;
            self.log.record(None, Event::RequestRefused { reason });
        }
    }
}

impl Handshake for MutualTls {
    type Stream = TlsStream<TcpStream>;
    type Caller = Caller;

    /// Whoever failed too often is not even shaken hands with.
    async fn greet(&self, stream: TcpStream, peer: SocketAddr) -> Option<(Self::Stream, Caller)> {
        let from = peer.ip();
        if self.failures.is_out(from) {
            return None;
        }
        let stream = match timeout(PATIENCE, self.acceptor.accept(stream)).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => {
                self.failures.failed(from);
                self.report(&error);
                return None;
            }
            Err(_) => {
                self.failures.failed(from);
                return None;
            }
        };
        // The verifier has let only known keys through; without one there is nobody to serve.
        let recipient = self.caller(&stream)?;
        Some((stream, Caller { recipient, from }))
    }
}
