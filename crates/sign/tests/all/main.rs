//! From a completed application to one that is signed and sealed, with a pretend bank.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot make its own material has failed"
)]

mod bank;
mod finishing;
mod freezing;
mod support;
