use std::fmt;
use std::sync::Arc;

use mn_event::{Event, EventLog, RequestRefusal};
use mn_listen::{TlsError, TlsIdentity};
use mn_seal::{Digest, sha256};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, ServerConfig, SignatureScheme,
};

use crate::Recipients;

/// TLS that demands a client certificate and knows it by its key.
///
/// # Errors
/// [`TlsError`] when certificate or key cannot be used.
pub fn server_config(
    identity: &TlsIdentity,
    recipients: Arc<Recipients>,
    log: EventLog,
) -> Result<ServerConfig, TlsError> {
    let verifier = PinVerifier {
        recipients,
        provider: rustls::crypto::ring::default_provider(),
        log,
    };
    mn_listen::server_config(identity, Some(Arc::new(verifier)))
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
    provider: CryptoProvider,
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
