//! Adapters that speak the sources' own protocols.
