//! From e-ID to Citizen to Agreed.
//!
//! [`Login`] leads a browser through the identity provider and back and gives a [`Citizen`]: a person whom
//! the provider vouches for, with what was chosen before. What it leads to, an agreed visit, is
//! `mn_space::Agreed`.

mod choice;
mod citizen;
mod flow;
mod used;

pub use choice::Choice;
pub use citizen::Citizen;
pub use flow::{Login, Refusal, Way};
