//! Risk: the register, and what operators read of events.
//!
//! [`Register`] is `risk/register.toml`, refused unless it is whole. [`Ring`] keeps the latest events in memory,
//! for the operators' page; [`Tally`] counts them.

mod matrix;
mod register;
mod ring;

pub use matrix::{Cell, Matrix};
pub use register::{Kind, Promise, Register, RegisterError, Risk, Role};
pub use ring::{EventKind, EventStore, Ring, Tally};
