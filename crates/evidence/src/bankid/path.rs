use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use webpki::ring::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512};
use webpki::{EndEntityCert, Error, ExtendedKeyUsageValidator, KeyUsage};

use super::signer::certificate;
use super::time::unix;
use crate::{Refusal, RootKind, Roots};

pub(super) const ALGORITHMS: [&dyn rustls::pki_types::SignatureVerificationAlgorithm; 3] = [
    RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512,
];

/// A path from the signer to a trusted root, valid at the time of signing.
pub(super) struct Path {
    /// The certificate that issued the signer's, in DER.
    pub(super) issuer: Vec<u8>,
    pub(super) root: Vec<u8>,
    pub(super) kind: RootKind,
}

impl Path {
    pub(super) fn find(certificates: &[Vec<u8>], roots: &Roots, at: Timestamp) -> Result<Self, Refusal> {
        let (signer, others) = certificates.split_first().ok_or(Refusal::Shape)?;
        let signer = CertificateDer::from(signer.as_slice());
        let others: Vec<CertificateDer<'_>> = others
            .iter()
            .map(|der| CertificateDer::from(der.as_slice()))
            .collect();
        let end = EndEntityCert::try_from(&signer).map_err(|_| Refusal::Certificate)?;
        let anchors = roots.anchors();
        // The signer's certificate has no extended key usage; where it has one, it must at least be a person's.
        let usage = KeyUsage::client_auth();
        let path = end
            .verify_for_usage(&ALGORITHMS, &anchors, &others, unix(at)?, usage, None, None)
            .map_err(|error| refusal(&error))?;
        let root = roots.of_anchor(path.anchor()).ok_or(Refusal::UnknownIssuer)?;
        let between: Vec<Vec<u8>> = path
            .intermediate_certificates()
            .map(|issuer| issuer.der().to_vec())
            .collect();
        if !between.iter().all(|der| may_issue(der)) {
            return Err(Refusal::UnknownIssuer);
        }
        Ok(Self {
            issuer: between.into_iter().next().unwrap_or_else(|| root.der.to_vec()),
            root: root.der.to_vec(),
            kind: root.kind,
        })
    }
}

/// Verifies that a certificate was issued by this very issuer, for this use, and was valid then.
pub(super) fn issued_by(
    der: &CertificateDer<'_>,
    issuer: &[u8],
    at: Timestamp,
    usage: impl ExtendedKeyUsageValidator,
) -> Result<(), Refusal> {
    let issuer = CertificateDer::from(issuer);
    let anchor = webpki::anchor_from_trusted_cert(&issuer).map_err(|_| Refusal::Certificate)?;
    let end = EndEntityCert::try_from(der).map_err(|_| Refusal::Certificate)?;
    end.verify_for_usage(&ALGORITHMS, &[anchor], &[], unix(at)?, usage, None, None)
        .map_err(|error| refusal(&error))?;
    Ok(())
}

/// Whether a certificate's key, where it says what it is for, may sign certificates.
fn may_issue(der: &[u8]) -> bool {
    certificate(der).is_ok_and(|certificate| {
        certificate
            .key_usage()
            .is_ok_and(|usage| usage.is_none_or(|usage| usage.value.key_cert_sign()))
    })
}

fn refusal(error: &Error) -> Refusal {
    match error {
        Error::CertExpired { .. } | Error::CertNotValidYet { .. } => Refusal::OutOfTime,
        Error::BadDer | Error::BadDerTime | Error::TrailingData(_) => Refusal::Certificate,
        _ => Refusal::UnknownIssuer,
    }
}
