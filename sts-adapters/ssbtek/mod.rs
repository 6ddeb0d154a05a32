//! SSBTEK: one question to several agencies at once, SOAP 1.1 over mutual TLS, contracts v10 and v11.
//!
//! [`read`] is a pure function from a message to what each agency said; [`Ssbtek`] asks over the wire and
//! reads with it. One question is sent per agency that the citizen chose.

mod agency;
mod client;
mod config;
mod fields;
mod json;
mod merge;
mod period;
mod question;
mod reading;
mod wire;

use crate::document::{encoding, tree, xml};

pub use agency::Agency;
pub use client::Ssbtek;
pub use config::{
    Config, ConfigFault, Contract, Groups, Ingivare, Lefi, Personuppgiftsbitrade, Skatteverket,
};
pub(crate) use merge::join;
pub use reading::{Fault, Message, Origin, PartReading, Reading, to_json};
pub use wire::read;
pub(crate) use wire::{tax_fields, tax_part};
