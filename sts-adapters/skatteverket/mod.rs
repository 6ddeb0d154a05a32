//! Skatteverket's own route: the citizen logs in there with her e-ID and gives permission (medgivande), and we get her
//! own tax data. `OAuth` 2.0, authorization code, as Skatteverket's developer pages describe it
//! (`authorizationcodegrantacg`): no secret of the citizen's passes through us.
//!
//! What is published, and followed to the letter: the addresses and parameters of `authorize` and `token`; one key pair
//! for these and a second for the gateway before the API (`Client_Id`, `Client_Secret`); `skv_client_correlation_id` of
//! at most 36 characters and no further headers; a code that is good for five minutes, an access token for an hour,
//! a refresh token for 65 minutes and at most ten times.
//!
//! What is **not** published is which data this route opens. Until it is, the answers are *assumed* to have the shape of
//! the two parts that Skatteverket gives through SSBTEK's contract v11: `skattekonto` and `skatteuppgifter`, each a JSON
//! document of its own below one address, 404 where there is nothing. `obstacle` in the metadata says the same to
//! citizens. What comes in another shape is refused; it is never guessed at.
//!
//! Tokens live in the one task that asks, and are wiped when it ends. They are kept in no slot and never logged.

mod client;
mod config;
mod token;
mod wire;

pub use client::{SOURCE, Skatteverket};
pub use config::{Config, ConfigFault, Part, Secrets};
pub use wire::{fields, read};
