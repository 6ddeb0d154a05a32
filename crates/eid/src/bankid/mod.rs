//! BankID's relying party API, version 6: signature orders.
//!
//! [`Client::sign`] begins an order, [`follow`] asks for its outcome every two seconds until there is one, and
//! [`Client::cancel`] ends it. A finished order is collected once: whoever gets its [`Outcome`] keeps it before
//! anything else. What the app must be told comes from [`QrSeed`] and [`Links`].

mod client;
mod error;
mod follow;
mod hint;
mod order;
mod qr;
mod settings;
mod start;
#[cfg(test)]
mod tests;
mod wire;

pub use client::{Client, RelyingParty};
pub use error::OrderError;
pub use follow::{Following, Outcome, Pace, Turn, follow};
pub use hint::{FailedHint, PendingHint, Way};
pub use order::{Collect, Completion, InvalidOrderRef, Order, OrderRef, SignOrder};
pub use qr::QrSeed;
pub use settings::Settings;
pub use start::Links;
