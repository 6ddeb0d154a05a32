//! JSON Web Encryption, compact, `ECDH-ES+A256KW` with `A256GCM` only.

use aes_kw::{KeyInit as _, KwAes256};
use mn_domain::Sensitive;
use p256::elliptic_curve::Generate as _;
use p256::{PublicKey, SecretKey};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use super::agree::{Info, agree};
use super::jwk::point;
use super::{PrivateJwk, PublicJwk, text};
use crate::random::random;
use crate::scrub::{self, scrubbed};
use crate::secret::Secret;

const ALG: &str = "ECDH-ES+A256KW";
const ENC: &str = "A256GCM";
const WRAPPED: usize = 40;
const TAG: usize = 16;

/// Why something could not be encrypted or decrypted. Carries no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum JweError {
    /// It is not a compact JWE.
    #[error("not a compact JWE")]
    Format,
    /// Its header asks for something that is not on the list.
    #[error("the header of the JWE is not accepted")]
    Header,
    /// It is encrypted to another key.
    #[error("the JWE is encrypted to another key")]
    OtherKey,
    /// It was changed, or is encrypted to another key.
    #[error("the JWE does not open")]
    Broken,
    /// The plaintext is larger than the cipher takes.
    #[error("the value is too large to encrypt")]
    TooLarge,
}

/// The protected header: these members and no others. `zip`, `crit`, `jku` and the like are refused.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    enc: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    typ: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cty: Option<String>,
    epk: Ephemeral,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ephemeral {
    kty: String,
    crv: String,
    x: String,
    y: String,
}

/// A JWE that has been opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The media type of the plaintext, if the header tells it. Authenticated.
    pub cty: Option<String>,
    /// The plaintext.
    pub plaintext: Sensitive<Vec<u8>>,
}

/// Encrypts to the recipient's public key, under the name the recipient knows it by.
///
/// # Errors
/// Fails where the plaintext is too large for the cipher.
pub fn encrypt(to: &PublicJwk, kid: &str, cty: Option<&str>, plaintext: &[u8]) -> Result<String, JweError> {
    let ephemeral = scrubbed::<{ scrub::LARGE }, _>(|| Box::new(SecretKey::generate()));
    let (x, y) =
        scrubbed::<{ scrub::LARGE }, _>(|| PublicJwk::from_point(ephemeral.public_key())).coordinates();
    let header = Header {
        alg: ALG.to_owned(),
        enc: ENC.to_owned(),
        kid: Some(kid.to_owned()),
        typ: None,
        cty: cty.map(str::to_owned),
        epk: Ephemeral {
            kty: "EC".to_owned(),
            crv: "P-256".to_owned(),
            x,
            y,
        },
    };
    let protected = text::encode(serde_json::to_vec(&header).map_err(|_| JweError::Header)?);
    let key = Secret::draw();
    let wrapped = wrap(&ephemeral, to.point(), &key)?;
    let nonce = random::<NONCE_LEN>();
    let mut body = Zeroizing::new(plaintext.to_vec());
    let tag = scrubbed::<{ scrub::SMALL }, _>(|| {
        cipher(key.bytes())?
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(&protected),
                &mut body,
            )
            .map_err(|_| JweError::TooLarge)
    })?;
    let [wrapped, nonce, body, tag] = [&wrapped[..], &nonce[..], &body[..], tag.as_ref()].map(text::encode);
    Ok([protected, wrapped, nonce, body, tag].join("."))
}

/// Decrypts with the recipient's private key.
///
/// # Errors
/// Fails where the JWE is malformed, uses anything not on the list, names another key, or was changed.
pub fn decrypt(key: &PrivateJwk, compact: &str) -> Result<Opened, JweError> {
    let parts @ [protected, ..] = text::parts::<5>(compact).ok_or(JweError::Format)?;
    let header = read_header(protected)?;
    if header.kid.as_ref().is_some_and(|kid| *kid != key.public().kid()) {
        return Err(JweError::OtherKey);
    }
    let epk = point(&header.epk.x, &header.epk.y).map_err(|_| JweError::Header)?;
    let [_, wrapped, nonce, mut body, tag] = decoded(parts)?;
    let nonce: [u8; NONCE_LEN] = nonce.as_slice().try_into().map_err(|_| JweError::Format)?;
    if wrapped.len() != WRAPPED || tag.len() != TAG {
        return Err(JweError::Format);
    }
    let content_key = unwrap(key.secret(), &epk, &wrapped)?;
    body.reserve_exact(TAG);
    body.extend_from_slice(&tag);
    let length = scrubbed::<{ scrub::SMALL }, _>(|| {
        cipher(&content_key)?
            .open_in_place(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(protected),
                &mut body,
            )
            .map(|plaintext| plaintext.len())
            .map_err(|_| JweError::Broken)
    })?;
    body.truncate(length);
    Ok(Opened {
        cty: header.cty,
        plaintext: Sensitive::new(std::mem::take(&mut *body)),
    })
}

/// The key that the header names. Not authenticated: use it to choose a key, nothing else.
///
/// # Errors
/// Fails where it is not a compact JWE with an accepted header.
pub fn kid(compact: &str) -> Result<Option<String>, JweError> {
    let [protected, ..] = text::parts::<5>(compact).ok_or(JweError::Format)?;
    Ok(read_header(protected)?.kid)
}

/// The authentication tag as it stands in the JWE: what an accept event repeats.
///
/// # Errors
/// Fails where it is not a compact JWE.
pub fn authentication_tag(compact: &str) -> Result<&str, JweError> {
    let [.., tag] = text::parts::<5>(compact).ok_or(JweError::Format)?;
    if text::decode(tag).is_some_and(|bytes| bytes.len() == TAG) {
        Ok(tag)
    } else {
        Err(JweError::Format)
    }
}

fn read_header(protected: &str) -> Result<Header, JweError> {
    let json = text::decode(protected).ok_or(JweError::Format)?;
    let header: Header = serde_json::from_slice(&json).map_err(|_| JweError::Header)?;
    if header.alg != ALG || header.enc != ENC || header.epk.kty != "EC" || header.epk.crv != "P-256" {
        return Err(JweError::Header);
    }
    Ok(header)
}

fn decoded(parts: [&str; 5]) -> Result<[Zeroizing<Vec<u8>>; 5], JweError> {
    let mut out: [Zeroizing<Vec<u8>>; 5] = Default::default();
    for (to, part) in out.iter_mut().zip(parts) {
        *to = text::decode(part).ok_or(JweError::Format)?;
    }
    Ok(out)
}

const INFO: Info<'static> = Info {
    algorithm: ALG,
    sender: b"",
    recipient: b"",
    bits: 256,
};

/// Wraps the content key for the recipient (RFC 3394).
fn wrap(ephemeral: &SecretKey, to: &PublicKey, key: &Secret) -> Result<[u8; WRAPPED], JweError> {
    scrubbed::<{ scrub::LARGE }, _>(|| {
        let mut wrapped = [0; WRAPPED];
        wrapper(&agree(ephemeral, to, &INFO))?
            .wrap_key(key.bytes(), &mut wrapped)
            .map_err(|_| JweError::Format)?;
        Ok(wrapped)
    })
}

fn unwrap(secret: &SecretKey, ephemeral: &PublicKey, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, JweError> {
    scrubbed::<{ scrub::LARGE }, _>(|| {
        let mut key = Zeroizing::new(vec![0; 32]);
        wrapper(&agree(secret, ephemeral, &INFO))?
            .unwrap_key(wrapped, &mut key)
            .map_err(|_| JweError::Broken)?;
        Ok(key)
    })
}

fn wrapper(key: &[u8]) -> Result<Box<KwAes256>, JweError> {
    KwAes256::new_from_slice(key)
        .map(Box::new)
        .map_err(|_| JweError::Format)
}

fn cipher(key: &[u8]) -> Result<Box<LessSafeKey>, JweError> {
    let key = UnboundKey::new(&AES_256_GCM, key).map_err(|_| JweError::Format)?;
    Ok(Box::new(LessSafeKey::new(key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 3394, 4.6: 256 bits of key data wrapped with a 256-bit key.
    #[test]
    fn wraps_as_rfc_3394_does() {
        let kek: Vec<u8> = (0x00..=0x1f).collect();
        let key: Vec<u8> = (0..16).map(|i| i * 0x11).chain(0x00..=0x0f).collect();
        let expected = [
            0x28, 0xc9, 0xf4, 0x04, 0xc4, 0xb8, 0x10, 0xf4, 0xcb, 0xcc, 0xb3, 0x5c, 0xfb, 0x87, 0xf8, 0x26,
            0x3f, 0x57, 0x86, 0xe2, 0xd8, 0x0e, 0xd3, 0x26, 0xcb, 0xc7, 0xf0, 0xe7, 0x1a, 0x99, 0xf4, 0x3b,
            0xfb, 0x98, 0x8b, 0x9b, 0x7a, 0x02, 0xdd, 0x21,
        ];
        let mut wrapped = [0; WRAPPED];
        let cipher = wrapper(&kek).expect("a key of 32 bytes");
        cipher.wrap_key(&key, &mut wrapped).expect("room for it");
        assert_eq!(wrapped, expected);
        let mut unwrapped = [0; 32];
        assert!(cipher.unwrap_key(&expected, &mut unwrapped).is_ok());
        assert_eq!(unwrapped.as_slice(), key);
    }
}
