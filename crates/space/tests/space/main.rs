//! The private space as its promises have it.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod attacks;
mod background;
#[path = "../conformance/mod.rs"]
mod conformance;
mod ending;
mod fuzz;
mod house;
mod life;
mod memory;
mod receipt;
#[path = "../samples/mod.rs"]
mod samples;
mod slots;
mod typed;
