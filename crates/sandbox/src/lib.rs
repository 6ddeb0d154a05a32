//! Pretend authorities and e-ID that speak the real protocols.
//!
//! Written from the published contracts alone; shares no code with the service it stands against, since
//! only then does an answer accepted by both sides say anything.

#![expect(
    clippy::doc_markdown,
    reason = "BankID, OpenID and UserInfo are names, not code"
)]

mod bankid;
mod cli;
mod clock;
mod control;
mod der;
mod error;
mod faults;
mod jose;
mod life;
mod listen;
mod oidc;
mod people;
mod pki;
mod seen;
mod serve;
mod skatteverket;
mod ssbtek;
mod world;
mod xml;

pub use cli::main_with;
