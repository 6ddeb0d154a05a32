//! Adapters that speak the sources' own protocols: one folder per protocol.

mod document;
pub mod file;
pub mod skatteverket;
pub mod ssbtek;
