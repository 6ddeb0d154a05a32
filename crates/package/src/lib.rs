//! The application package: manifest, parts, one JWE a part, the recipient's signed events.
//!
//! ```text
//!  PlainPart.. -> Manifest::new -> seal (one JWE a part, to the recipient's key) -> outbox
//!  outbox -> open (the recipient's private key) -> Package::check -> verified, then Verdict::sign
//! ```
//! The manifest names every content part with its digest; the citizen signs the digest of the manifest.

mod check;
mod event;
#[cfg(test)]
mod fixture;
mod keys;
mod manifest;
mod part;
mod sealed;

pub use check::{CheckError, Package};
pub use event::{EventError, RecipientEvent, RejectReason, UnknownReason, Verdict};
pub use keys::{KeySetContent, KeySetError, OpenPartError, RecipientKeys, SealPartError, open};
pub use manifest::{
    AgreementRef, MakeManifestError, Manifest, PartEntry, ReadManifestError, Schema, Subject,
};
pub use part::{PartName, PlainPart, UnknownPart};
pub use sealed::{Jwe, NotAJwe, PartMark, SealedPart};
