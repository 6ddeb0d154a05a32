//! Which code this is.

/// Name and version of the program, as the log, the pages and receipts tell it.
pub const BUILD: &str = concat!("medborgarnavet ", env!("CARGO_PKG_VERSION"));
