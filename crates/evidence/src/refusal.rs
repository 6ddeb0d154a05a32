use mn_event::SignatureRefusal;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Report, SubIndication};

/// Why a signature is not accepted. Carries no part of the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// It is larger than any honest signature.
    #[error("the signature is larger than any honest one")]
    TooLarge,
    /// It is neither base64 nor XML.
    #[error("the signature is neither base64 nor well-formed XML")]
    Unreadable,
    /// It holds a document type, a comment, a CDATA section or a processing instruction.
    #[error("the signature holds a document type, a comment, CDATA or a processing instruction")]
    ForbiddenMarkup,
    /// Its elements are not those of a BankID signature, each once and in its place.
    #[error("the signature does not have the shape of a BankID signature")]
    Shape,
    /// It uses another algorithm than the one BankID signs with.
    #[error("the signature uses an algorithm that BankID does not sign with")]
    Algorithm,
    /// The content is not what was signed.
    #[error("the signed content was changed")]
    ContentDigest,
    /// The certificates are not those that were signed.
    #[error("the signed certificates were changed")]
    CertificateDigest,
    /// The signature value was not made with the key of the certificate.
    #[error("the signature value does not agree with the certificate")]
    SignatureValue,
    /// A certificate cannot be read, or lacks what the signer's must say.
    #[error("a certificate cannot be read")]
    Certificate,
    /// The certificates do not lead to a trusted root.
    #[error("the certificates do not lead to a trusted root")]
    UnknownIssuer,
    /// A certificate was not valid at the time of signing.
    #[error("a certificate was not valid at the time of signing")]
    OutOfTime,
    /// It is a login, not a signature.
    #[error("it is a login, not a signature")]
    NotASignature,
    /// The revocation answer cannot be read, or was never a full answer.
    #[error("the revocation answer cannot be read")]
    OcspUnreadable,
    /// The revocation answer was not given by a responder of the certificate's own issuer.
    #[error("the revocation answer comes from somebody who may not give it")]
    OcspResponder,
    /// The revocation answer's signature does not agree.
    #[error("the revocation answer was changed")]
    OcspSignature,
    /// The revocation answer is about another certificate.
    #[error("the revocation answer is about another certificate")]
    OcspOtherCertificate,
    /// The revocation answer was given for another signature.
    #[error("the revocation answer was given for another signature")]
    OcspOtherSignature,
    /// The revocation answer's times contradict each other or lie in the future.
    #[error("the times of the revocation answer do not hold together")]
    OcspTime,
    /// The certificate was revoked.
    #[error("the certificate was revoked")]
    Revoked,
    /// The responder does not know the certificate.
    #[error("the responder does not know the certificate")]
    RevocationUnknown,
}

impl Refusal {
    /// The sub-indication of EN 319 102-1 that says the same.
    #[must_use]
    pub const fn sub_indication(self) -> SubIndication {
        match self {
            Self::TooLarge | Self::Unreadable | Self::ForbiddenMarkup | Self::Shape | Self::Certificate => {
                SubIndication::FormatFailure
            }
            Self::Algorithm => SubIndication::CryptoConstraintsFailure,
            Self::ContentDigest | Self::CertificateDigest => SubIndication::HashFailure,
            Self::SignatureValue => SubIndication::SigCryptoFailure,
            Self::UnknownIssuer => SubIndication::NoCertificateChainFound,
            Self::OutOfTime => SubIndication::OutOfBoundsNoPoe,
            Self::NotASignature => SubIndication::SigConstraintsFailure,
            Self::OcspUnreadable
            | Self::OcspResponder
            | Self::OcspSignature
            | Self::OcspOtherCertificate
            | Self::OcspOtherSignature
            | Self::OcspTime
            | Self::RevocationUnknown => SubIndication::TryLater,
            Self::Revoked => SubIndication::Revoked,
        }
    }
}

impl From<Refusal> for SignatureRefusal {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TooLarge
            | Refusal::Unreadable
            | Refusal::ForbiddenMarkup
            | Refusal::Shape
            | Refusal::Algorithm
            | Refusal::Certificate => Self::Shape,
            Refusal::ContentDigest | Refusal::CertificateDigest | Refusal::SignatureValue => Self::Tampered,
            Refusal::UnknownIssuer | Refusal::OutOfTime => Self::Untrusted,
            Refusal::NotASignature => Self::NotASignature,
            Refusal::OcspUnreadable
            | Refusal::OcspResponder
            | Refusal::OcspSignature
            | Refusal::OcspOtherCertificate
            | Refusal::OcspOtherSignature
            | Refusal::OcspTime
            | Refusal::Revoked
            | Refusal::RevocationUnknown => Self::Revoked,
        }
    }
}

/// A signature that was not accepted, and the report that says how far it came.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{refusal}")]
pub struct Refused {
    /// The first thing that was wrong.
    pub refusal: Refusal,
    /// Every check and its outcome.
    pub report: Box<Report>,
}
