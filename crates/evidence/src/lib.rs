//! Verification of what others signed: XML-DSig, certificate paths, OCSP.
//!
//! [`bankid::verify`] answers with a [`bankid::Verified`] signature or a [`Refused`] one; both carry a [`Report`] of
//! every check, in the words of EN 319 102-1. [`verify_file`] does the same for a file of unknown wrapping.

pub mod bankid;
mod file;
mod refusal;
mod report;
mod roots;

pub use file::{FileReport, verify_file};
pub use refusal::{Refusal, Refused};
pub use report::{
    Check, CheckName, Format, Indication, Outcome, Report, Revocation, SubIndication, TimeSource, Trust,
};
pub use roots::{RootKind, Roots, RootsError};
