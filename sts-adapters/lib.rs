//! Adapters that speak the sources' own protocols: one folder per protocol.

pub mod ssbtek;
