//! The outbox keeps its promises: sent means delivered, once, and nothing in it can be read.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod crash;
mod fixture;
mod journey;
mod promises;
mod upkeep;
