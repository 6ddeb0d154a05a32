//! What whole-system tests and `cargo xtask` share: where things are, and how a demo is driven as citizens do.

pub mod browser;
pub mod control;
pub mod cookies;
pub mod demo;
mod least;
pub mod memory;
pub mod nodes;
pub mod page;
pub mod place;
pub mod proxy;
pub mod residue;
pub mod trouble;
pub mod visit;
