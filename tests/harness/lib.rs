//! What whole-system tests and `cargo xtask` share: where things are, and how the demo is driven.

pub mod place;
