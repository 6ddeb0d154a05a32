use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Refusal, RootKind};

/// What was checked and how it went. Says nothing about the person: it may lie beside the signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What kind of signature it is.
    pub format: Format,
    /// The answer of EN 319 102-1.
    pub indication: Indication,
    /// The reason of EN 319 102-1, when the answer is not `TOTAL-PASSED`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_indication: Option<SubIndication>,
    /// The first thing that was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// Every check in its order.
    pub checks: Vec<Check>,
    /// What is known about revocation.
    pub revocation: Revocation,
    /// The time that the certificates were checked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_at: Option<Timestamp>,
    /// Who says that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_from: Option<TimeSource>,
    /// The root that the certificates lead to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<Trust>,
    /// Hexadecimal SHA-256 of the certificates, the signer's first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<String>,
    /// Certificate policies of the signer's certificate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    /// Hexadecimal SHA-256 of the signature as it was delivered.
    pub signature_sha256: String,
}

/// The kinds of signatures that are verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// BankID's enveloping XML signature.
    BankidXmldsig,
}

/// The three answers of EN 319 102-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub enum Indication {
    /// A valid signature.
    TotalPassed,
    /// Not a valid signature.
    TotalFailed,
    /// It cannot be told.
    Indeterminate,
}

/// The reasons of EN 319 102-1 that occur here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SubIndication {
    /// It does not have the form of a signature.
    FormatFailure,
    /// What was signed has changed.
    HashFailure,
    /// The signature value does not agree.
    SigCryptoFailure,
    /// The certificate was revoked.
    Revoked,
    /// It was not made as a signature must be.
    SigConstraintsFailure,
    /// It uses an algorithm that is not accepted.
    CryptoConstraintsFailure,
    /// No path leads to a trusted root.
    NoCertificateChainFound,
    /// A certificate is out of time, and nothing proves that the signature is older.
    OutOfBoundsNoPoe,
    /// Revocation cannot be told with what was given.
    TryLater,
}

impl SubIndication {
    /// The answer that the standard gives with this reason.
    #[must_use]
    pub const fn indication(self) -> Indication {
        match self {
            Self::FormatFailure | Self::HashFailure | Self::SigCryptoFailure | Self::Revoked => {
                Indication::TotalFailed
            }
            Self::SigConstraintsFailure
            | Self::CryptoConstraintsFailure
            | Self::NoCertificateChainFound
            | Self::OutOfBoundsNoPoe
            | Self::TryLater => Indication::Indeterminate,
        }
    }
}

/// One check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Check {
    /// What was checked.
    pub check: CheckName,
    /// How it went.
    pub outcome: Outcome,
}

/// The checks, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    /// The elements are those of a BankID signature, each once and in its place.
    Shape,
    /// Content and certificates are those that were signed.
    Digests,
    /// The signature value agrees with the certificate's key.
    SignatureValue,
    /// The certificates lead to a trusted root and were valid at the time of signing.
    CertificatePath,
    /// Certificate and content say signature, not login.
    Purpose,
    /// The issuer says that the certificate was not revoked, of this very signature.
    Revocation,
}

impl CheckName {
    /// Every check, in its order.
    pub const ALL: [Self; 6] = [
        Self::Shape,
        Self::Digests,
        Self::SignatureValue,
        Self::CertificatePath,
        Self::Purpose,
        Self::Revocation,
    ];
}

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As it must be.
    Passed,
    /// Not as it must be.
    Failed,
    /// There was nothing to check it with.
    Unchecked,
    /// An earlier check failed.
    NotReached,
}

/// What is known about revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Revocation {
    /// The issuer's responder said that the certificate was good.
    Good,
    /// The issuer's responder said that the certificate was revoked.
    Revoked,
    /// A revocation answer was given, and is not to be relied on.
    Unreliable,
    /// No revocation answer was given, or none was looked at.
    Unchecked,
}

/// Who says when the signature was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeSource {
    /// The revocation answer that was made for this signature.
    Ocsp,
    /// Whoever asked for the verification.
    Given,
}

/// The root that the certificates lead to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trust {
    /// Hexadecimal SHA-256 of its certificate.
    pub root_sha256: String,
    /// Whether it vouches for real people or for test persons.
    pub kind: RootKind,
}
