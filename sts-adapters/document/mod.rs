//! The room that adapters share: untrusted documents, from bytes to one small tree, within limits.

pub mod encoding;
pub mod place;
pub mod tree;
pub mod xml;
