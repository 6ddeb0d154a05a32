//! The receiving authority's API: mutual TLS, then four resources and nothing else.
//!
//! ```text
//!  GET  /api/v1/api-info
//!  GET  /api/v1/submissions?limit=20&page=1
//!  GET  /api/v1/submissions/{id}
//!  GET  /api/v1/submissions/{id}/parts/{name}      application/jose, one JWE
//!  POST /api/v1/submissions/{id}/events            application/secevent+jwt, accept or reject
//! ```
//! Who calls is decided by the key of the client's certificate and by nothing else: no authority vouches for
//! it, its SHA-256 is pinned to one recipient. What is another recipient's does not exist (404).

mod app;
mod events;
mod handshake;
mod listing;
mod problem;
mod recipients;
mod serve;
mod tls;

pub use app::{App, Caller, router};
pub use problem::Kind;
pub use recipients::{Entry, Recipients, RecipientsError};
pub use serve::serve;
pub use tls::server_config;
