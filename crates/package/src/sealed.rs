use std::fmt;

use mn_seal::Digest;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::PartName;

/// One part in its envelope: a compact JWE that only the recipient can open.
#[derive(Clone, PartialEq, Eq)]
pub struct Jwe(String);

/// The text is not a compact JWE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a compact JWE")]
pub struct NotAJwe;

impl Jwe {
    /// Largest envelope that is handled. A part of some 22 million bytes fits.
    pub const MAX: usize = 30_000_000;

    /// Takes the text of an envelope after looking at its shape.
    ///
    /// # Errors
    /// [`NotAJwe`] when it is not five parts of base64url, or is too large.
    pub fn parse(text: String) -> Result<Self, NotAJwe> {
        let is_base64url = |part: &str| {
            part.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        };
        let parts: Vec<&str> = text.split('.').collect();
        let [header, key, nonce, ciphertext, tag] = parts.as_slice() else {
            return Err(NotAJwe);
        };
        let is_full = |part: &&str| !part.is_empty() && is_base64url(part);
        // The ciphertext of nothing is nothing.
        if text.len() > Self::MAX
            || ![header, key, nonce, tag].into_iter().all(is_full)
            || !is_base64url(ciphertext)
        {
            return Err(NotAJwe);
        }
        Ok(Self(text))
    }

    /// The compact serialisation.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The authentication tag (base64url), the last part of the envelope: it stands for exactly this
    /// ciphertext.
    #[must_use]
    pub fn tag(&self) -> &str {
        self.0.rsplit('.').next().unwrap_or_default()
    }

    /// SHA-256 of the compact serialisation.
    #[must_use]
    pub fn digest(&self) -> Digest {
        mn_seal::sha256(self.0.as_bytes())
    }
}

impl fmt::Debug for Jwe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Jwe({} bytes)", self.0.len())
    }
}

/// One part, sealed to the recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedPart {
    /// Which part it is.
    pub name: PartName,
    /// Its envelope.
    pub jwe: Jwe,
}

impl SealedPart {
    /// What identifies this envelope and no other.
    #[must_use]
    pub fn mark(&self) -> PartMark {
        PartMark {
            name: self.name,
            tag: self.jwe.tag().to_owned(),
            sha256: self.jwe.digest(),
        }
    }
}

/// What identifies the envelope of a part: authentication tag and digest. A recipient's event repeats
/// them, so that it says exactly which ciphertext was taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartMark {
    /// Which part.
    pub name: PartName,
    /// The authentication tag of its JWE (base64url).
    pub tag: String,
    /// SHA-256 of its JWE.
    pub sha256: Digest,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_an_envelope_by_its_shape() {
        let jwe = Jwe::parse("aGVhZA.a2V5.aXY.dGV4dA.dGFn".to_owned()).unwrap();
        assert_eq!(jwe.tag(), "dGFn");
        assert!(
            Jwe::parse("aGVhZA.a2V5.aXY..dGFn".to_owned()).is_ok(),
            "an empty part"
        );
        for bad in [
            "",
            "a.b.c.d",
            "a.b.c.d.e.f",
            "a.b.c.d.",
            "a.b..d.e",
            "a.b.c.d.=",
            "a.b.c.d.e\n",
        ] {
            assert_eq!(Jwe::parse(bad.to_owned()), Err(NotAJwe), "{bad}");
        }
    }

    #[test]
    fn a_mark_changes_with_every_byte() {
        let mark = |text: &str| {
            SealedPart {
                name: PartName::Application,
                jwe: Jwe::parse(text.to_owned()).unwrap(),
            }
            .mark()
        };
        assert_ne!(mark("a.b.c.d.e"), mark("a.b.c.d.f"));
        assert_ne!(mark("a.b.c.d.e").sha256, mark("a.b.c.x.e").sha256);
    }
}
