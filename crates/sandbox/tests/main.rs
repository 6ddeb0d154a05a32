//! The sandbox over its sockets, judged by the published contracts and by tools that know nothing of it.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail the test")]

mod bankid;
mod bankid_orders;
mod harness;
mod lefi;
mod login;
mod oidc;
mod persons;
mod skatteverket;
mod ssbtek;
mod ssbtek_faults;
