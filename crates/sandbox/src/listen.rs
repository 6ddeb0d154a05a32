//! Listeners on loopback: plain, TLS, mutual TLS.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use rustls::server::WebPkiClientVerifier;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::error::SandboxError;
use crate::pki;

/// Opens a listener; addresses outside loopback are refused.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, SandboxError> {
    if !address.ip().is_loopback() {
        return Err(SandboxError::NotLoopback(address));
    }
    TcpListener::bind(address)
        .await
        .map_err(|source| SandboxError::Listen { address, source })
}

/// Whose certificate a TLS listener asks for.
pub enum Clients<'a> {
    /// Nobody's.
    Anyone,
    /// One issued by the authority in this file.
    IssuedBy(&'a str),
}

/// Sets up TLS with the named server credential.
pub fn tls(dir: &Path, server: &str, clients: &Clients<'_>) -> Result<TlsAcceptor, SandboxError> {
    let wrong = |_| SandboxError::Credential("the TLS set-up");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(wrong)?;
    let config = match clients {
        Clients::Anyone => config.with_no_client_auth(),
        Clients::IssuedBy(file) => {
            let mut roots = rustls::RootCertStore::empty();
            for root in pki::certificates(dir, file)? {
                roots.add(root).map_err(wrong)?;
            }
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                .build()
                .map_err(|_| SandboxError::Credential("the TLS set-up"))?;
            config.with_client_cert_verifier(verifier)
        }
    };
    let chain = pki::certificates(dir, &format!("{server}.pem"))?;
    let key = pki::private_key(dir, &format!("{server}.key"))?;
    let mut config = config.with_single_cert(chain, key).map_err(wrong)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Serves an application until the process ends.
pub fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, app: Router) {
    tokio::spawn(async move {
        loop {
            if let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(connection(stream, tls.clone(), app.clone()));
            } else {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    });
}

async fn connection(stream: TcpStream, tls: Option<TlsAcceptor>, app: Router) {
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(app);
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(30));
    // A connection that fails is the caller's to notice; the sandbox goes on.
    match tls {
        None => drop(http.serve_connection(TokioIo::new(stream), service).await),
        Some(acceptor) => {
            if let Ok(stream) = acceptor.accept(stream).await {
                drop(http.serve_connection(TokioIo::new(stream), service).await);
            }
        }
    }
}
