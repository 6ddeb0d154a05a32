//! JOSE towards others: keys (RFC 7517), encryption (RFC 7516), signatures (RFC 7515).
//!
//! One algorithm each, demanded and never negotiated: `ECDH-ES+A256KW` with `A256GCM`, and `ES256`, both on
//! P-256; `EdDSA` on Ed25519 for what citizens take with them. A header with any member that is not on the list, such as `zip` or `crit`, is refused.

mod agree;
pub mod eddsa;
pub mod jwe;
mod jwk;
pub mod jws;
mod key_set;
mod text;

pub use jwk::{PrivateJwk, PublicJwk};
pub use key_set::{KeySet, KeyUse};
