//! The receiving authority's side: fetch, decrypt, verify, hand over, accept.
//!
//! ```text
//!  list -> fetch every envelope -> open -> manifest agrees -> signature verifies, over this manifest
//!    -> <out>/<submission>/ (one rename, with the signed accept event inside) -> accept
//!    or <out>/.quarantine/<submission>/ (the envelopes, with the signed reject event inside) -> reject
//! ```
//! The event lies in the folder before it is sent, so that after a crash the very same event is sent again.

mod cli;
mod config;
mod error;
mod examine;
mod fetch;
mod folder;
mod keys;
mod run;
mod service;
mod show;

pub use cli::main_with;
pub use config::{Config, Settings};
pub use error::InboxError;
pub use fetch::{Fetched, Inbox, Outcome};
pub use keys::{MadeKeys, make_keys};
