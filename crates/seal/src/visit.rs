use std::fmt;

use hpke::kem::X25519HkdfSha256;
use hpke::{Kem as _, Serializable as _};
use mn_domain::Sensitive;
use zeroize::{Zeroize as _, ZeroizeOnDrop};

use crate::cipher::Cipher;
use crate::scrub::{self, scrubbed};
use crate::secret::Secret;
use crate::{Pepper, SealError, Token, hmac_sha256, kdf};

/// The name under which the server keeps a visit. Follows from the token; the token does not follow from it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle([u8; 32]);

impl Handle {
    /// Takes the bytes back from a shared store.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, as a shared store uses them for its key.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handle(..)")
    }
}

/// What follows from the token alone: nothing here opens a slot.
pub struct VisitLabels {
    handle: Handle,
    pseudonym: [u8; 8],
    receipt: [u8; 16],
    forms: Secret,
}

impl VisitLabels {
    /// Derives the labels, each by its own purpose.
    #[must_use]
    pub fn of(token: &Token) -> Self {
        let purposes: [&[&[u8]]; 4] = [&[b"handle"], &[b"pseudonym"], &[b"receipt"], &[b"forms"]];
        let [handle, pseudonym, receipt, forms] = kdf::derive_each(b"mn visit 1", &[token.bytes()], purposes);
        Self {
            handle: Handle(*handle.bytes()),
            pseudonym: first(&pseudonym),
            receipt: first(&receipt),
            forms,
        }
    }

    /// The map's key.
    #[must_use]
    pub const fn handle(&self) -> Handle {
        self.handle
    }

    /// Who, for the log.
    #[must_use]
    pub const fn pseudonym(&self) -> [u8; 8] {
        self.pseudonym
    }

    /// What a deletion receipt calls this visit.
    #[must_use]
    pub const fn receipt_id(&self) -> [u8; 16] {
        self.receipt
    }

    /// The token of one form: only pages of this visit know it.
    #[must_use]
    pub fn form_tag(&self, form: &str) -> [u8; 32] {
        hmac_sha256(self.forms.bytes(), form.as_bytes())
    }
}

/// Names slots for a store that others can read: the names say nothing, and differ from visit to visit.
#[derive(Clone)]
pub struct NamingKey(Secret);

impl NamingKey {
    /// Derives the key from the visit's token.
    #[must_use]
    pub fn of(token: &Token) -> Self {
        Self(kdf::derive(b"mn visit 1", &[token.bytes()], &[b"names"]))
    }

    /// What stands for a name.
    #[must_use]
    pub fn label(&self, name: &str) -> [u8; 16] {
        let tag = hmac_sha256(self.0.bytes(), name.as_bytes());
        let mut label = [0; 16];
        for (to, from) in label.iter_mut().zip(tag) {
            *to = from;
        }
        label
    }
}

impl fmt::Debug for NamingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NamingKey([secret])")
    }
}

fn first<const N: usize>(secret: &Secret) -> [u8; N] {
    let mut bytes = [0; N];
    for (to, from) in bytes.iter_mut().zip(secret.bytes()) {
        *to = *from;
    }
    bytes
}

/// The server's half of a visit's secret. Wiping it makes the visit unreadable for everybody, at once.
#[derive(Clone)]
pub struct ServerShare(Secret);

impl ServerShare {
    /// Draws a new share.
    #[must_use]
    pub fn draw() -> Self {
        Self(Secret::draw())
    }

    /// Takes the bytes from a shared store.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        let mut share = Secret::zero();
        share.bytes_mut().copy_from_slice(bytes);
        Self(share)
    }

    /// The bytes for a shared store. Alone they open nothing.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.bytes()
    }

    /// Overwrites the share.
    pub fn wipe(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for ServerShare {}

impl fmt::Debug for ServerShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerShare([secret])")
    }
}

/// Where a sealed value belongs. It opens nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Whose visit.
    pub handle: &'a Handle,
    /// Which slot.
    pub name: &'a str,
    /// Which revision of the slot.
    pub revision: u64,
}

/// The keys of one visit: from the citizen's token, the server's share and the installation's pepper.
///
/// Exists for the length of a request.
pub struct VisitKeys {
    slots: Cipher,
    pair: Secret,
}

impl VisitKeys {
    /// Derives the keys. The epoch is the installation's: raising it makes every older visit unreadable.
    ///
    /// # Errors
    /// Fails only where the cipher cannot be built.
    pub fn derive(
        token: &Token,
        share: &ServerShare,
        pepper: &Pepper,
        epoch: u64,
    ) -> Result<Self, SealError> {
        let secrets: [&[u8]; 3] = [token.bytes(), share.0.bytes(), pepper.bytes()];
        let epoch = epoch.to_be_bytes();
        let [slots, pair] =
            kdf::derive_each(b"mn visit 1", &secrets, [&[b"slots", &epoch], &[b"pair", &epoch]]);
        Ok(Self {
            slots: Cipher::new(&slots)?,
            pair,
        })
    }

    /// Seals a value for its place.
    ///
    /// # Errors
    /// Fails where the value is too large for the cipher.
    pub fn seal(&self, place: Place<'_>, value: &[u8]) -> Result<Vec<u8>, SealError> {
        let revision = place.revision.to_be_bytes();
        self.slots.seal(
            &[b"slot", place.handle.as_bytes(), place.name.as_bytes(), &revision],
            value,
        )
    }

    /// Opens a value in its place.
    ///
    /// # Errors
    /// Fails where the value was changed, or comes from another visit, slot or revision.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Sensitive<Vec<u8>>, SealError> {
        let revision = place.revision.to_be_bytes();
        self.slots.open(
            &[b"slot", place.handle.as_bytes(), place.name.as_bytes(), &revision],
            sealed,
        )
    }

    /// The public key that background work seals to.
    #[must_use]
    pub fn public_key(&self) -> VisitPublicKey {
        scrubbed::<{ scrub::LARGE }, _>(|| {
            let (_, public) = X25519HkdfSha256::derive_keypair(self.pair.bytes());
            VisitPublicKey(public.to_bytes().into())
        })
    }

    pub(crate) fn pair(&self) -> &Secret {
        &self.pair
    }
}

impl fmt::Debug for VisitKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VisitKeys([secret])")
    }
}

/// The public half of a visit's key pair: seals, opens nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VisitPublicKey([u8; 32]);

impl VisitPublicKey {
    /// Takes the bytes from where they were kept.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, to be kept.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for VisitPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VisitPublicKey(..)")
    }
}
