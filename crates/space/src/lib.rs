//! The private space: sealed slots of one visit, their life and their end.
//!
//! Only the citizen's browser keeps the [`Token`] that opens a space. The server keeps, under a handle that
//! follows from the token, its own share of the secret, a public key, the deadline and sealed bytes.
//! Between requests it can put into a space ([`Deposit`]) and cannot read from it. Ending a visit wipes
//! the share first: from that instant nobody can open it, whatever anybody copied before.
//!
//! [`Spaces`] begins, opens, sweeps and seals; a [`Visit`] is one opened space for the length of a request.
//! [`SpaceStore`] is where the sealed bytes lie: [`MemoryStore`] on one node, `mn-valkey` where several share them.

mod agreed;
mod config;
mod deposit;
mod error;
mod header;
mod index;
mod journal;
mod label;
mod life;
mod memory;
mod node;
mod padding;
mod person;
mod receipt;
mod slot_name;
mod spaces;
mod store;
mod told;
mod typed;
mod visit;

pub use agreed::{Agreed, AgreedTerms};
pub use config::{InvalidSpaceConfig, SpaceConfig};
pub use deposit::Deposit;
pub use error::{BeginError, DepositError, EndError, NoVisit, SpaceError, WriteError};
pub use journal::{Act, JournalEntry};
pub use label::SlotLabel;
pub use life::Life;
pub use memory::MemoryStore;
pub use mn_seal::Token;
pub use node::NodeId;
pub use person::Person;
pub use receipt::{DeletionReceipt, ReceiptError};
pub use slot_name::{InvalidSlotName, SlotName};
pub use spaces::Spaces;
pub use store::{
    Change, Deposited, Ear, Ended, Entry, Heard, Opening, Shown, SpaceStore, StoreError, Stored,
};
pub use typed::Typed;
pub use visit::{Deletion, Slot, Visit};
