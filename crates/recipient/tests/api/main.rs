//! The recipient's API over real sockets: who gets in, what is seen, which events count.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod doors;
mod events;
mod fixture;
mod resources;
