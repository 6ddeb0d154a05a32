//! The inbox against the real recipient API: what is whole is taken, everything else is set aside.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod bankid;
mod broken;
mod command;
mod fixture;
mod taken;
