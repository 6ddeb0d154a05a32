//! From configuration to a service that can be started: every file is read, every mistake named at once.
//! Afterwards the configuration is dropped.

mod counterparts;
mod files;
mod metadata;
mod recipients;
mod service;
mod settings;
mod store;

pub use metadata::Metadata;
pub use service::{Service, build, check};
pub use store::of as shared_store;
