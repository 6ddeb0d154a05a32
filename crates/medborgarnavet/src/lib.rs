//! The service: configuration, wiring, lifecycle and command line. The only crate that knows all others.
//!
//! It reads from top to bottom: `command` parses what was asked, `config` what the installation decided,
//! `wiring` puts the service together and names every mistake at once, `lifecycle` starts and stops it.

mod build;
mod command;
pub mod config;
mod digest;
mod harden;
pub mod lifecycle;
mod wiring;

pub use command::{main_around, main_with};
