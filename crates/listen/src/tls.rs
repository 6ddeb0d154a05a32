use std::sync::Arc;

use mn_domain::Sensitive;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::danger::ClientCertVerifier;
use rustls::server::{NoClientAuth, NoServerSessionStorage};
use thiserror::Error;

/// The service's own certificate on a listener.
#[derive(Clone, Debug)]
pub struct TlsIdentity {
    /// The certificate chain as PEM, our own first.
    pub chain_pem: Vec<u8>,
    /// The private key as PEM.
    pub key_pem: Sensitive<Vec<u8>>,
}

/// Why a listener's TLS cannot be set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TlsError {
    /// The certificate cannot be read.
    #[error("the certificate of the listener cannot be read")]
    Certificate,
    /// The private key cannot be read, or is another certificate's.
    #[error("the private key of the listener cannot be used")]
    Key,
    /// The TLS library refused the settings.
    #[error("the TLS settings cannot be used")]
    Settings,
}

/// TLS 1.2 and 1.3 by ring, nothing resumed: no key of a connection outlives it. Whoever connects shows a
/// certificate to `callers`, or none where there is none.
///
/// # Errors
/// [`TlsError`] when certificate or key cannot be used.
pub fn server_config(
    identity: &TlsIdentity,
    callers: Option<Arc<dyn ClientCertVerifier>>,
) -> Result<ServerConfig, TlsError> {
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&identity.chain_pem)
        .collect::<Result<_, _>>()
        .map_err(|_| TlsError::Certificate)?;
    if chain.is_empty() {
        return Err(TlsError::Certificate);
    }
    // EXPOSE: the TLS library needs the key; it is wiped with the configuration that holds it.
    let key = PrivateKeyDer::from_pem_slice(identity.key_pem.expose()).map_err(|_| TlsError::Key)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| TlsError::Settings)?
        .with_client_cert_verifier(callers.unwrap_or_else(|| Arc::new(NoClientAuth)))
        .with_single_cert(chain, key)
        .map_err(|_| TlsError::Key)?;
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
