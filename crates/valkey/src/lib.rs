//! Keeps sealed visits where several nodes reach them: a store that speaks the protocol of Valkey and Redis.
//!
//! The store is believed in nothing but that it answers. What it keeps is sealed and padded, and named by labels
//! that say nothing; every change comes with the next revision of the visit's sealed index, so that an older slot
//! put back is refused (`mn-space`). Every operation is one script, so that it happens whole or not at all. Visits
//! expire in the store itself, whether or not a node lives to sweep them.
//!
//! One server, or one primary with replicas: the scripts name keys of several visits, so a cluster that divides
//! them is not supported.

mod answer;
mod connect;
mod ear;
mod scripts;
mod settings;
mod store;
mod written;

pub use settings::{Address, Credentials, Limits, Settings};
pub use store::{CheckError, ValkeyStore};
