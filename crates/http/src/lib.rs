//! The one way out: every request to another party goes through [`Client`].
//!
//! A client is made for one counterpart. It knows the counterpart's addresses (nothing else can be
//! reached), its certificate authority, our own certificate where the counterpart asks for one, how long
//! an answer may take and how large it may be. Redirects are never followed, proxies never used, and a
//! connection is closed after each exchange, so that no buffer outlives it.

mod client;
mod error;
mod message;
mod options;
mod tls;

pub use client::Client;
pub use error::{ClientError, HttpError};
pub use message::{HeaderValue, Method, Request, Response};
pub use options::{ClientOptions, Identity};
pub use tls::client_tls;
