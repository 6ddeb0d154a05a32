//! Signatures of two kinds: genuine ones of BankID's test environment, and those of a pretend bank that can do wrong.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot read its data must fail, and say where it has none"
)]

mod files;
mod forged;
mod pretend;
mod revocation;
mod samples;
