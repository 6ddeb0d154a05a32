use der::{Decode, Encode, Tag, Tagged};
use jiff::Timestamp;
use ring::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use rustls::pki_types::{CertificateDer, SignatureVerificationAlgorithm};
use webpki::ring::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512};
use webpki::{EndEntityCert, KeyUsage};
use x509_ocsp::{
    BasicOcspResponse, CertId, CertStatus, OcspGeneralizedTime, OcspResponse, OcspResponseStatus,
    SingleResponse,
};
use x509_parser::asn1_rs::{Any, FromDer, Sequence};

use super::path::issued_by;
use super::signer::certificate;
use crate::Refusal;

const BASIC: &str = "1.3.6.1.5.5.7.48.1.1";
const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";
/// `id-kp-OCSPSigning`, 1.3.6.1.5.5.7.3.9.
const OCSP_SIGNING: &[u8] = &[43, 6, 1, 5, 5, 7, 3, 9];
/// How far two honest clocks may lie apart, in seconds.
const SKEW: i64 = 300;

/// A revocation answer that could be read. Nothing of it has been verified.
pub(super) struct Answer {
    basic: BasicOcspResponse,
    /// The bytes that the responder signed.
    signed: Vec<u8>,
    produced_at: Timestamp,
}

/// What the answer must be about.
pub(super) struct About<'a> {
    /// The signer's certificate in DER.
    pub(super) signer: &'a [u8],
    /// Its issuer's certificate in DER.
    pub(super) issuer: &'a [u8],
    /// The signature's base64 text as delivered.
    pub(super) base64: &'a [u8],
}

impl Answer {
    pub(super) fn read(der: &[u8]) -> Result<Self, Refusal> {
        let response = OcspResponse::from_der(der).map_err(|_| Refusal::OcspUnreadable)?;
        let bytes = response.response_bytes.ok_or(Refusal::OcspUnreadable)?;
        let is_basic = bytes.response_type.to_string() == BASIC;
        if response.response_status != OcspResponseStatus::Successful || !is_basic {
            return Err(Refusal::OcspUnreadable);
        }
        let raw = bytes.response.as_bytes();
        let basic = BasicOcspResponse::from_der(raw).map_err(|_| Refusal::OcspUnreadable)?;
        let produced_at = timestamp(&basic.tbs_response_data.produced_at)?;
        Ok(Self {
            basic,
            signed: signed_bytes(raw)?,
            produced_at,
        })
    }

    /// When the answer was made, which is when the signature was.
    pub(super) const fn produced_at(&self) -> Timestamp {
        self.produced_at
    }

    /// Verifies that the certificate's own issuer says, of this very signature, that the certificate was good.
    pub(super) fn verify(&self, about: &About<'_>, at: Timestamp) -> Result<(), Refusal> {
        self.is_signed_by_a_responder(about.issuer)?;
        self.is_for_signature(about.base64)?;
        let single = self.about_certificate(about)?;
        self.is_timely(single, at)?;
        match single.cert_status {
            CertStatus::Good(_) => Ok(()),
            CertStatus::Revoked(_) => Err(Refusal::Revoked),
            CertStatus::Unknown(_) => Err(Refusal::RevocationUnknown),
        }
    }

    fn is_signed_by_a_responder(&self, issuer: &[u8]) -> Result<(), Refusal> {
        let certificates = self.basic.certs.iter().flatten();
        let responder = certificates
            .filter_map(|certificate| certificate.to_der().ok())
            .map(CertificateDer::from)
            .find(|der| issued_by(der, issuer, self.produced_at, KeyUsage::required(OCSP_SIGNING)).is_ok())
            .ok_or(Refusal::OcspResponder)?;
        let responder = EndEntityCert::try_from(&responder).map_err(|_| Refusal::OcspResponder)?;
        let signature = self.basic.signature.as_bytes().ok_or(Refusal::OcspSignature)?;
        responder
            .verify_signature(self.algorithm()?, &self.signed, signature)
            .map_err(|_| Refusal::OcspSignature)
    }

    fn algorithm(&self) -> Result<&'static dyn SignatureVerificationAlgorithm, Refusal> {
        let algorithm = &self.basic.signature_algorithm;
        if algorithm
            .parameters
            .as_ref()
            .is_some_and(|parameters| parameters.tag() != Tag::Null)
        {
            return Err(Refusal::OcspSignature);
        }
        match algorithm.oid.to_string().as_str() {
            "1.2.840.113549.1.1.11" => Ok(RSA_PKCS1_2048_8192_SHA256),
            "1.2.840.113549.1.1.12" => Ok(RSA_PKCS1_2048_8192_SHA384),
            "1.2.840.113549.1.1.13" => Ok(RSA_PKCS1_2048_8192_SHA512),
            _ => Err(Refusal::OcspSignature),
        }
    }

    /// The nonce begins with the SHA-1 of the signature's text. BankID puts raw bytes there, not an `OCTET STRING`.
    fn is_for_signature(&self, base64: &[u8]) -> Result<(), Refusal> {
        let extensions = self.basic.tbs_response_data.response_extensions.iter().flatten();
        let mut nonces = extensions.filter(|extension| extension.extn_id.to_string() == NONCE);
        let (Some(nonce), None) = (nonces.next(), nonces.next()) else {
            return Err(Refusal::OcspOtherSignature);
        };
        let expected = digest(&SHA1_FOR_LEGACY_USE_ONLY, base64);
        if nonce.extn_value.as_bytes().starts_with(expected.as_ref()) {
            Ok(())
        } else {
            Err(Refusal::OcspOtherSignature)
        }
    }

    fn about_certificate(&self, about: &About<'_>) -> Result<&SingleResponse, Refusal> {
        let mut answers = self.basic.tbs_response_data.responses.iter();
        let found = answers.find(|answer| names(&answer.cert_id, about).unwrap_or(false));
        found.ok_or(Refusal::OcspOtherCertificate)
    }

    fn is_timely(&self, single: &SingleResponse, at: Timestamp) -> Result<(), Refusal> {
        let produced = self.produced_at.as_second();
        let from = timestamp(&single.this_update)?.as_second();
        let until = single.next_update.as_ref().map(timestamp).transpose()?;
        let is_sound = produced <= at.as_second().saturating_add(SKEW)
            && from <= produced.saturating_add(SKEW)
            && until.is_none_or(|until| produced <= until.as_second());
        if is_sound { Ok(()) } else { Err(Refusal::OcspTime) }
    }
}

/// Whether an answer names the signer's certificate by its issuer's name, its issuer's key and its own number.
fn names(id: &CertId, about: &About<'_>) -> Result<bool, Refusal> {
    let algorithm: &Algorithm = match id.hash_algorithm.oid.to_string().as_str() {
        "1.3.14.3.2.26" => &SHA1_FOR_LEGACY_USE_ONLY,
        "2.16.840.1.101.3.4.2.1" => &SHA256,
        _ => return Ok(false),
    };
    let signer = certificate(about.signer)?;
    let issuer = certificate(about.issuer)?;
    let same = |der: &[u8], hash: &[u8]| digest(algorithm, der).as_ref() == hash;
    Ok(same(signer.issuer().as_raw(), id.issuer_name_hash.as_bytes())
        && same(
            &issuer.public_key().subject_public_key.data,
            id.issuer_key_hash.as_bytes(),
        )
        && plain(signer.raw_serial()) == plain(id.serial_number.as_bytes()))
}

/// A number without its leading noughts.
fn plain(number: &[u8]) -> &[u8] {
    let noughts = number.iter().take_while(|byte| **byte == 0).count();
    number.get(noughts..).unwrap_or_default()
}

fn timestamp(time: &OcspGeneralizedTime) -> Result<Timestamp, Refusal> {
    let seconds = i64::try_from(time.0.to_unix_duration().as_secs()).map_err(|_| Refusal::OcspTime)?;
    Timestamp::from_second(seconds).map_err(|_| Refusal::OcspTime)
}

/// The first element of the answer, byte for byte: signatures are over bytes, not over what they mean.
fn signed_bytes(basic: &[u8]) -> Result<Vec<u8>, Refusal> {
    let (_, whole) = Sequence::from_der(basic).map_err(|_| Refusal::OcspUnreadable)?;
    let content = whole.content.as_ref();
    let (rest, _) = Any::from_der(content).map_err(|_| Refusal::OcspUnreadable)?;
    let length = content.len().saturating_sub(rest.len());
    content
        .get(..length)
        .map(<[u8]>::to_vec)
        .ok_or(Refusal::OcspUnreadable)
}
