use std::fmt;
use std::sync::Arc;

use mn_domain::Sensitive;
use mn_event::{Event, EventLog, RequestRefusal};
use mn_seal::{Digest, sha256};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{NoServerSessionStorage, ParsedCertificate};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, ServerConfig, SignatureScheme,
};
use thiserror::Error as ThisError;

use crate::Recipients;

/// The service's own certificate on this listener.
#[derive(Clone, Debug)]
pub struct TlsIdentity {
    /// The certificate chain as PEM, our own first.
    pub chain_pem: Vec<u8>,
    /// The private key as PEM.
    pub key_pem: Sensitive<Vec<u8>>,
}

/// Why the listener's TLS cannot be set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
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

/// TLS 1.2 and 1.3 by ring, a client certificate demanded and known by its key, nothing resumed.
///
/// # Errors
/// [`TlsError`] when certificate or key cannot be used.
pub fn server_config(
    identity: &TlsIdentity,
    recipients: Arc<Recipients>,
    log: EventLog,
) -> Result<ServerConfig, TlsError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&identity.chain_pem)
        .collect::<Result<_, _>>()
        .map_err(|_| TlsError::Certificate)?;
    if chain.is_empty() {
        return Err(TlsError::Certificate);
    }
    // EXPOSE: the TLS library needs the key; it is wiped with the configuration that holds it.
    let key = PrivateKeyDer::from_pem_slice(identity.key_pem.expose()).map_err(|_| TlsError::Key)?;
    let verifier = Arc::new(PinVerifier {
        recipients,
        provider: provider.clone(),
        log,
    });
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| TlsError::Settings)?
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain, key)
        .map_err(|_| TlsError::Key)?;
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// SHA-256 of a certificate's public key (SPKI).
pub(crate) fn pin(certificate: &CertificateDer<'_>) -> Result<Digest, Error> {
    let parsed = ParsedCertificate::try_from(certificate)?;
    Ok(sha256(&parsed.subject_public_key_info()))
}

/// Knows a recipient by the key of its certificate. No authority vouches for the certificate, so neither its
/// names nor its dates mean anything; that the other side holds the private key is checked as always.
struct PinVerifier {
    recipients: Arc<Recipients>,
    provider: Arc<CryptoProvider>,
    log: EventLog,
}

impl fmt::Debug for PinVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PinVerifier")
    }
}

impl ClientCertVerifier for PinVerifier {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if self.recipients.by_pin(&pin(end_entity)?).is_some() {
            return Ok(ClientCertVerified::assertion());
        }
        let reason = RequestRefusal::UnknownRecipient;
        self.log.record(None, Event::RequestRefused { reason });
        Err(Error::InvalidCertificate(
            CertificateError::ApplicationVerificationFailure,
        ))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(
            message,
            cert,
            dss,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(
            message,
            cert,
            dss,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
