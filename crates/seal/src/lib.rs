//! Cryptography of ours: labels and keys, AEAD, sealing to a public key, digests, signatures, JOSE.
//!
//! Every other crate speaks of what it wants ("seal this value for this slot"); this one knows how.
//! Algorithms are few and fixed: AES-256-GCM, HKDF/HMAC/SHA-256, X25519 HPKE (RFC 9180), Ed25519 and,
//! towards others, JWE `ECDH-ES+A256KW`/`A256GCM`, JWS `ES256` on P-256 and `EdDSA`.
//!
//! Secrets live boxed on the heap and are wiped when dropped. Work on them runs in a frame of its own
//! whose stack is wiped afterwards (`scrub`), because the libraries below leave copies there. What those
//! libraries leave on the heap is wiped by the zeroing allocator of every shipped binary.

mod cipher;
mod deposit;
mod digest;
mod ed25519;
mod error;
mod framed;
mod installation;
pub mod jose;
mod kdf;
mod keepsake;
mod mac;
mod random;
mod scrub;
mod secret;
mod token;
mod visit;

pub use deposit::DepositKey;
pub use digest::{Digest, InvalidDigest, sha256};
pub use ed25519::{SigningKey, VerifyingKey};
pub use error::{KeyError, SealError};
pub use installation::{InstallationKey, Pepper, WeakPepper};
pub use keepsake::{KeepsakeError, LARGEST_KEEPSAKE, keep, open_keepsake, typed};
pub use mac::{hmac_sha256, is_same};
pub use random::random;
pub use token::{InvalidToken, Token};
pub use visit::{Handle, NamingKey, Place, ServerShare, VisitKeys, VisitLabels, VisitPublicKey};
