//! Signature orders, from the frozen application to "inskickad".
//!
//! The application is durable before the order begins, so that what is signed is never lost; a poller
//! follows the order without the citizen's key and commits what was signed, whether or not her browser is
//! still there. What is kept of a running order in memory is its last hint.

mod begin;
mod name;
mod poll;
mod settings;
mod status;

pub use begin::{Begun, CannotSign};
pub use settings::{Orders, OrdersSettings};
pub use status::OrderStatus;
