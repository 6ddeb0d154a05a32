//! SSBTEK: one question to several agencies at once, SOAP 1.1 over mutual TLS, contracts v10 and v11.

mod encoding;
pub mod fields;
mod json;
mod reading;
mod tree;
mod wire;
mod xml;

pub use reading::{Fault, Message, Origin, PartReading, Reading, to_json};
pub use wire::read;
