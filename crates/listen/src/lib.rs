//! The one way in: our own accept loop, HTTP/1.1 only.
//!
//! A library's loop would keep connections, and with them the buffers of the last request, for as long as the other
//! side likes. [`serve`] closes a connection that is idle, that has lived long enough, or whose answers belonged to
//! something that has ended ([`ClosesWith`]).
//!
//! What differs between listeners is the [`Handshake`], which also tells every request who calls, and the [`Limits`].
//! [`Plain`] and [`Tls`] are handshakes that know no more of the caller than an address.

mod accept;
mod closing;
mod connection;
mod handshake;
mod tls;

pub use accept::{Limits, serve};
pub use closing::ClosesWith;
pub use handshake::{Handshake, Plain, Tls};
pub use tls::{TlsError, TlsIdentity, server_config};
