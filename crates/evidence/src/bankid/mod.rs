//! BankID's enveloping XML signature.
//!
//! The order of the checks: shape, digests, signature value, certificate path at the time of signing, purpose,
//! revocation. Nothing is read from the content before all of them have passed.

mod delivered;
mod examine;
mod ocsp;
mod path;
mod shape;
mod signer;
mod time;
mod tree;
mod value;

use jiff::Timestamp;
use mn_domain::{IdentityNumber, Sensitive};

use crate::{Refused, Report, Roots};

pub use delivered::MAX_BYTES;

/// A signature that passed every check.
#[derive(Clone, Debug)]
pub struct Verified {
    /// The signer's number as the certificate has it, twelve digits.
    pub personal_number: Sensitive<String>,
    /// The signer's name as the certificate has it.
    pub name: Sensitive<String>,
    /// The text that the signer was shown.
    pub visible: Sensitive<String>,
    /// The bytes that were signed without being shown.
    pub non_visible: Vec<u8>,
    /// When it was signed: by the revocation answer, or else the time that was given.
    pub signed_at: Timestamp,
    /// Certificate policies of the signer's certificate.
    pub policies: Vec<String>,
    /// Every check and its outcome.
    pub report: Report,
}

impl Verified {
    /// Whether this person signed.
    #[must_use]
    pub fn is_by(&self, person: &IdentityNumber) -> bool {
        // EXPOSE: comparing needs the digits of both; they stay here.
        self.personal_number.expose() == person.digits().expose()
    }
}

/// Verifies a signature as it was delivered: base64 text, kept to the letter, or XML.
///
/// `ocsp` is the revocation answer in DER. `at` is the present, or the time that somebody says it was signed; where a
/// revocation answer was given, that says the time of signing instead and may not be later than `at`.
///
/// # Errors
/// [`Refused`] with the first thing that was wrong and the report so far.
pub fn verify(
    signature: &[u8],
    ocsp: Option<&[u8]>,
    roots: &Roots,
    at: Timestamp,
) -> Result<Verified, Refused> {
    examine::examine(signature, ocsp, roots, at)
}
