//! Login by OpenID Connect, as the Swedish profile 1.0 and the Sweden Connect profile have it.
//!
//! Authorization code flow with PKCE S256, state, nonce and `private_key_jwt`; the issuer of the answer is
//! checked (RFC 9207), the assurance level demanded and enforced, and the identity number taken from the
//! verified ID token only.

mod attempt;
mod claims;
mod error;
mod keys;
mod provider;
mod settings;
mod token;
mod verify;

pub use attempt::{Attempt, Begin, Callback};
pub use error::LoginError;
pub use provider::{IdentityProvider, LoggedIn, OidcProvider};
pub use settings::OidcSettings;
