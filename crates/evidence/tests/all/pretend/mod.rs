//! A pretend bank: its certificates, its signatures and its revocation answers, made without the code under test.

pub(crate) mod ocsp;
pub(crate) mod pki;
pub(crate) mod xml;

use jiff::Timestamp;
use mn_evidence::bankid::{self, Verified};
use mn_evidence::{Refused, Roots};

pub(crate) const SIGNED: &str = "2026-10-12T09:30:00Z";
pub(crate) const PERSON: &str = "198501012382";

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn roots() -> Roots {
    Roots::production(pki::bank().root.pem().as_bytes()).unwrap()
}

pub(crate) fn verify(signature: &str, ocsp: Option<&[u8]>) -> Result<Verified, Refused> {
    bankid::verify(signature.as_bytes(), ocsp, &roots(), time(SIGNED))
}
