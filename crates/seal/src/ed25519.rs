use std::fmt;

use p256::pkcs8::{Document, LineEnding, SecretDocument};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use zeroize::Zeroizing;

use crate::KeyError;
use crate::scrub::{self, scrubbed};
use crate::secret::Secret;

/// DER before the 32 bytes of a private key: PKCS#8 version 1, Ed25519 (RFC 8410, section 7).
const PRIVATE: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];
/// DER before the 32 bytes of a public key: `SubjectPublicKeyInfo`, Ed25519 (RFC 8410, section 4).
const PUBLIC: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// An Ed25519 key that signs deletion receipts and checkpoints (RFC 8032).
pub struct SigningKey {
    pair: Box<Ed25519KeyPair>,
    public: VerifyingKey,
}

impl SigningKey {
    /// Draws a key and gives it with its PKCS#8 PEM file.
    ///
    /// # Errors
    /// Fails only where the file cannot be encoded.
    pub fn generate() -> Result<(Self, Zeroizing<String>), KeyError> {
        let seed = Secret::draw();
        let mut der = Zeroizing::new(Vec::with_capacity(PRIVATE.len() + 32));
        der.extend_from_slice(&PRIVATE);
        der.extend_from_slice(seed.bytes());
        let pem = SecretDocument::try_from(der.as_slice())
            .and_then(|document| document.to_pem("PRIVATE KEY", LineEnding::LF))
            .map_err(|_| KeyError::Format)?;
        Ok((Self::from_der(&der)?, pem))
    }

    /// Reads a PKCS#8 PEM file, as `openssl genpkey -algorithm ed25519` writes it.
    ///
    /// # Errors
    /// Fails where it is not a PKCS#8 Ed25519 key.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let (label, document) = SecretDocument::from_pem(pem).map_err(|_| KeyError::Format)?;
        if label != "PRIVATE KEY" {
            return Err(KeyError::Kind);
        }
        Self::from_der(document.as_bytes())
    }

    fn from_der(der: &[u8]) -> Result<Self, KeyError> {
        let pair =
            scrubbed::<{ scrub::LARGE }, _>(|| Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map(Box::new))
                .map_err(|_| KeyError::Kind)?;
        let public = pair
            .public_key()
            .as_ref()
            .try_into()
            .map_err(|_| KeyError::Invalid)?;
        Ok(Self {
            pair,
            public: VerifyingKey(public),
        })
    }

    /// Signs a message.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        scrubbed::<{ scrub::LARGE }, _>(|| {
            let mut signature = [0; 64];
            for (to, from) in signature.iter_mut().zip(self.pair.sign(message).as_ref()) {
                *to = *from;
            }
            signature
        })
    }

    /// The key that verifies what this one signs.
    #[must_use]
    pub const fn verifying_key(&self) -> &VerifyingKey {
        &self.public
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey([secret])")
    }
}

/// The public half of a [`SigningKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyingKey([u8; 32]);

impl VerifyingKey {
    /// Reads a `SubjectPublicKeyInfo` PEM file, as `openssl pkey -pubout` writes it.
    ///
    /// # Errors
    /// Fails where it is not an Ed25519 public key.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let (label, document) = Document::from_pem(pem).map_err(|_| KeyError::Format)?;
        let key = document.as_bytes().strip_prefix(&PUBLIC).ok_or(KeyError::Kind)?;
        if label != "PUBLIC KEY" {
            return Err(KeyError::Kind);
        }
        key.try_into().map(Self).map_err(|_| KeyError::Invalid)
    }

    /// Writes the key as a `SubjectPublicKeyInfo` PEM file.
    ///
    /// # Errors
    /// Fails only where the file cannot be encoded.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        Document::try_from([PUBLIC.as_slice(), &self.0].concat())
            .and_then(|document| document.to_pem("PUBLIC KEY", LineEnding::LF))
            .map_err(|_| KeyError::Format)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether the signature is this key's over the message.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0)
            .verify(message, signature)
            .is_ok()
    }
}
