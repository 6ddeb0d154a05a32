use std::fmt;

use mn_domain::Sensitive;
use thiserror::Error;

use crate::cipher::Cipher;
use crate::secret::Secret;
use crate::{Digest, SealError, hmac_sha256, kdf};

/// The installation's own secret, the same on every node. Without it no visit can be opened.
#[derive(Clone)]
pub struct Pepper(Secret);

/// The pepper is too short to be a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the pepper needs at least 32 random bytes")]
pub struct WeakPepper;

impl Pepper {
    /// Takes the content of the secret file: at least 32 bytes.
    ///
    /// # Errors
    /// Fails where there are fewer.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WeakPepper> {
        if bytes.len() < 32 {
            return Err(WeakPepper);
        }
        Ok(Self(kdf::derive(b"mn pepper 1", &[bytes], &[])))
    }

    /// Draws a pepper that lasts as long as the process.
    #[must_use]
    pub fn draw() -> Self {
        Self(Secret::draw())
    }

    /// The installation's key for one purpose, for example `receipts` or `login-cookie`.
    ///
    /// # Errors
    /// Fails only where the cipher cannot be built.
    pub fn key(&self, purpose: &'static str) -> Result<InstallationKey, SealError> {
        let derive = |kind: &[u8]| {
            kdf::derive(
                b"mn installation 1",
                &[self.0.bytes()],
                &[kind, purpose.as_bytes()],
            )
        };
        Ok(InstallationKey {
            tags: derive(b"tag"),
            cipher: Cipher::new(&derive(b"cipher"))?,
        })
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        self.0.bytes()
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pepper([secret])")
    }
}

/// A key of the installation for one purpose: finds persons again by keyed hash, seals short-lived cookies.
pub struct InstallationKey {
    tags: Secret,
    cipher: Cipher,
}

impl InstallationKey {
    /// The keyed hash under which a value is found again. Another purpose gives another hash.
    #[must_use]
    pub fn tag(&self, value: &[u8]) -> Digest {
        Digest::from_bytes(hmac_sha256(self.tags.bytes(), value))
    }

    /// Seals a value, bound to what it may be used for.
    ///
    /// # Errors
    /// Fails where the value is too large for the cipher.
    pub fn seal(&self, bound_to: &[u8], value: &[u8]) -> Result<Vec<u8>, SealError> {
        self.cipher.seal(&[bound_to], value)
    }

    /// Opens a sealed value in the place it was bound to.
    ///
    /// # Errors
    /// Fails where the value was changed, moved, or sealed by another installation or purpose.
    pub fn open(&self, bound_to: &[u8], sealed: &[u8]) -> Result<Sensitive<Vec<u8>>, SealError> {
        self.cipher.open(&[bound_to], sealed)
    }
}

impl fmt::Debug for InstallationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InstallationKey([secret])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_pepper_is_refused() {
        assert_eq!(Pepper::from_bytes(&[7; 31]).err(), Some(WeakPepper));
        assert!(Pepper::from_bytes(&[7; 32]).is_ok());
    }

    #[test]
    fn the_same_pepper_finds_the_same_person_on_every_node_and_after_a_restart() {
        let tag = |purpose| {
            let pepper = Pepper::from_bytes(&[7; 40]).expect("long enough");
            pepper.key(purpose).expect("a key").tag(b"198501012382")
        };
        assert_eq!(tag("receipts"), tag("receipts"));
        assert_ne!(tag("receipts"), tag("back-channel"));
    }

    #[test]
    fn another_installation_or_purpose_opens_nothing() {
        let pepper = Pepper::draw();
        let key = pepper.key("login-cookie").expect("a key");
        let sealed = key.seal(b"state", b"value").expect("small");
        assert_eq!(key.open(b"state", &sealed).expect("its own").expose(), b"value");
        assert_eq!(key.open(b"other", &sealed), Err(SealError::Broken));
        let other_purpose = pepper.key("receipts").expect("a key");
        assert_eq!(other_purpose.open(b"state", &sealed), Err(SealError::Broken));
        let other_pepper = Pepper::draw().key("login-cookie").expect("a key");
        assert_eq!(other_pepper.open(b"state", &sealed), Err(SealError::Broken));
    }
}
