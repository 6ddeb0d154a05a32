//! The outbox and the receipts: sent means delivered.
//!
//! ```text
//!  prepare -> (signature order) -> commit = "inskickad" -> offers -> part.. -> settle(accept)
//!     |                                                                   `-> settle(reject): kept, escalated
//!     `-> abandon or lose, or orders_to_resume after a crash
//! ```
//! Everything is one `SQLite` file that survives the process being killed at any moment. It holds JWE, keyed
//! hashes, random ids and times: nothing that can be read.

mod commit;
mod lose;
mod offer;
mod orders;
mod outbox;
mod person;
mod prepare;
mod receipt;
mod receipts;
mod row;
mod settle;
mod upkeep;

pub use commit::{CommitError, Signed};
pub use lose::LostOrder;
pub use offer::{Offer, OfferedPart, Page};
pub use orders::{Begun, CannotSign, OrderStatus, Orders, OrdersSettings};
pub use outbox::{Fault, Outbox};
pub use person::PersonHash;
pub use prepare::{OpenOrder, OrderError, Pending, PrepareError};
pub use receipt::{Receipt, Reception, State};
pub use settle::{SettleError, VerifiedEvent};
pub use upkeep::Upkeep;

#[cfg(test)]
extern crate self as mn_deliver;
#[cfg(test)]
#[path = "../tests/outbox/fixture.rs"]
#[expect(dead_code, reason = "shared with the tests beside the crate")]
mod fixture;
