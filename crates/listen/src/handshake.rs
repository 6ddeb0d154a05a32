use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::ConnectInfo;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How a connection begins, before the first request. Cheap to clone.
pub trait Handshake: Clone + Send + Sync + 'static {
    /// What requests are read from and answers written to.
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;
    /// Who calls, as far as the handshake tells: put into the extensions of every request.
    type Caller: Clone + Send + Sync + 'static;

    /// Greets whoever connected from `peer`. Nothing when there is nobody to serve.
    fn greet(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
    ) -> impl Future<Output = Option<(Self::Stream, Self::Caller)>> + Send;
}

/// No handshake: what comes is HTTP, from a proxy on the same machine.
#[derive(Clone, Copy, Debug)]
pub struct Plain;

impl Handshake for Plain {
    type Stream = TcpStream;
    type Caller = ConnectInfo<SocketAddr>;

    async fn greet(&self, stream: TcpStream, peer: SocketAddr) -> Option<(TcpStream, Self::Caller)> {
        Some((stream, ConnectInfo(peer)))
    }
}

/// TLS with a certificate of ours, for anybody.
#[derive(Clone)]
pub struct Tls(TlsAcceptor);

impl Tls {
    /// Takes the settings, see [`crate::server_config`].
    #[must_use]
    pub fn new(config: ServerConfig) -> Self {
        Self(TlsAcceptor::from(Arc::new(config)))
    }
}

impl Handshake for Tls {
    type Stream = TlsStream<TcpStream>;
    type Caller = ConnectInfo<SocketAddr>;

    async fn greet(&self, stream: TcpStream, peer: SocketAddr) -> Option<(Self::Stream, Self::Caller)> {
        // Who cannot agree with us on TLS needs no answer.
        let stream = self.0.accept(stream).await.ok()?;
        Some((stream, ConnectInfo(peer)))
    }
}
