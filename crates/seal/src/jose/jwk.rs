use std::fmt;

use p256::elliptic_curve::Generate as _;
use p256::elliptic_curve::sec1::ToSec1Point as _;
use p256::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding};
use p256::{PublicKey, SecretKey};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::text;
use crate::scrub::{self, scrubbed};
use crate::{KeyError, sha256};

/// A public key on P-256, with the name its owner gave it.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicJwk {
    point: PublicKey,
    kid: Option<String>,
}

/// The members of a key that are read; others are ignored, as RFC 7517 asks.
#[derive(Deserialize)]
struct Members {
    kty: String,
    crv: String,
    x: String,
    y: String,
    kid: Option<String>,
}

impl PublicJwk {
    /// Reads a JSON Web Key.
    ///
    /// # Errors
    /// Fails where it is not a JWK, not EC on P-256, or not a point of the curve.
    pub fn from_json(json: &[u8]) -> Result<Self, KeyError> {
        let members = serde_json::from_slice(json).map_err(|_| KeyError::Format)?;
        Self::from_members(members)
    }

    /// Reads a JSON Web Key that is part of a larger message.
    ///
    /// # Errors
    /// As [`Self::from_json`].
    pub fn from_value(value: &Value) -> Result<Self, KeyError> {
        let members = Members::deserialize(value).map_err(|_| KeyError::Format)?;
        Self::from_members(members)
    }

    fn from_members(members: Members) -> Result<Self, KeyError> {
        if members.kty != "EC" || members.crv != "P-256" {
            return Err(KeyError::Kind);
        }
        Ok(Self {
            point: point(&members.x, &members.y)?,
            kid: members.kid,
        })
    }

    pub(super) fn from_point(point: PublicKey) -> Self {
        Self { point, kid: None }
    }

    /// The key as a JSON Web Key, public members only.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let (x, y) = self.coordinates();
        let mut jwk = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y });
        if let (Some(kid), Some(members)) = (&self.kid, jwk.as_object_mut()) {
            members.insert("kid".to_owned(), Value::from(kid.as_str()));
        }
        jwk
    }

    /// Base64url of SHA-256 over the required members (RFC 7638).
    #[must_use]
    pub fn thumbprint(&self) -> String {
        let (x, y) = self.coordinates();
        sha256(format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#).as_bytes()).to_base64url()
    }

    /// The name of the key: its own, or else its thumbprint.
    #[must_use]
    pub fn kid(&self) -> String {
        self.kid.clone().unwrap_or_else(|| self.thumbprint())
    }

    /// The key under another name.
    #[must_use]
    pub fn with_kid(mut self, kid: impl Into<String>) -> Self {
        self.kid = Some(kid.into());
        self
    }

    pub(super) const fn point(&self) -> &PublicKey {
        &self.point
    }

    /// `04 ‖ x ‖ y`, as `ring` takes it.
    pub(super) fn sec1(&self) -> Box<[u8]> {
        self.point.to_sec1_point(false).as_bytes().into()
    }

    pub(super) fn coordinates(&self) -> (String, String) {
        let sec1 = self.sec1();
        let (x, y) = sec1.get(1..).unwrap_or_default().split_at(32);
        (text::encode(x), text::encode(y))
    }
}

/// Reads the coordinates and checks that they lie on the curve.
pub(super) fn point(x: &str, y: &str) -> Result<PublicKey, KeyError> {
    let (x, y) = (text::decode(x), text::decode(y));
    let (Some(x), Some(y)) = (x, y) else {
        return Err(KeyError::Format);
    };
    if x.len() != 32 || y.len() != 32 {
        return Err(KeyError::Format);
    }
    PublicKey::from_sec1_bytes(&[&[4], x.as_slice(), y.as_slice()].concat()).map_err(|_| KeyError::Invalid)
}

impl fmt::Debug for PublicJwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicJwk({})", self.thumbprint())
    }
}

/// A private key on P-256. Boxed, wiped when dropped, shown nowhere.
#[derive(Clone)]
pub struct PrivateJwk {
    secret: Box<SecretKey>,
    public: PublicJwk,
}

/// Spelled out: `flatten` would buffer `d` in a copy that nobody wipes.
#[derive(Deserialize)]
struct PrivateMembers {
    kty: String,
    crv: String,
    x: String,
    y: String,
    kid: Option<String>,
    d: String,
}

#[derive(Serialize)]
struct PrivateOut<'a> {
    kty: &'static str,
    crv: &'static str,
    x: String,
    y: String,
    kid: String,
    d: &'a str,
}

impl PrivateJwk {
    /// Draws a key. Its name is its thumbprint.
    #[must_use]
    pub fn generate() -> Self {
        Self::from_secret(scrubbed::<{ scrub::LARGE }, _>(
            || Box::new(SecretKey::generate()),
        ))
    }

    fn from_secret(secret: Box<SecretKey>) -> Self {
        let public = scrubbed::<{ scrub::LARGE }, _>(|| PublicJwk::from_point(secret.public_key()));
        Self { secret, public }
    }

    /// Reads a private JSON Web Key.
    ///
    /// # Errors
    /// Fails where it is not one, or its public members are not those of its private one.
    pub fn from_json(json: &[u8]) -> Result<Self, KeyError> {
        let members: PrivateMembers = serde_json::from_slice(json).map_err(|_| KeyError::Format)?;
        let PrivateMembers {
            kty,
            crv,
            x,
            y,
            kid,
            d,
        } = members;
        let d = Zeroizing::new(d);
        let d = text::decode(&d).ok_or(KeyError::Format)?;
        let claimed = PublicJwk::from_members(Members { kty, crv, x, y, kid })?;
        let secret = scrubbed::<{ scrub::LARGE }, _>(|| SecretKey::from_slice(&d).map(Box::new))
            .map_err(|_| KeyError::Invalid)?;
        let mut key = Self::from_secret(secret);
        if d.len() != 32 || key.public.point != claimed.point {
            return Err(KeyError::Invalid);
        }
        key.public = claimed;
        Ok(key)
    }

    /// The key as a private JSON Web Key. Wiped when dropped.
    ///
    /// # Errors
    /// Fails only where JSON cannot be written.
    pub fn to_json(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let d = scrubbed::<{ scrub::SMALL }, _>(|| {
            Zeroizing::new(text::encode(Zeroizing::new(self.secret.to_bytes())))
        });
        let (x, y) = self.public.coordinates();
        let out = PrivateOut {
            kty: "EC",
            crv: "P-256",
            x,
            y,
            kid: self.public.kid(),
            d: &d,
        };
        let mut json = Zeroizing::new(Vec::with_capacity(512));
        serde_json::to_writer(&mut *json, &out).map_err(|_| KeyError::Format)?;
        Ok(json)
    }

    /// Reads a PKCS#8 PEM file, as `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256` writes it.
    ///
    /// # Errors
    /// Fails where it is not a PKCS#8 key on P-256.
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        scrubbed::<{ scrub::LARGE }, _>(|| SecretKey::from_pkcs8_pem(pem).map(Box::new))
            .map(Self::from_secret)
            .map_err(|_| KeyError::Format)
    }

    /// Writes the key as a PKCS#8 PEM file. Wiped when dropped.
    ///
    /// # Errors
    /// Fails only where the file cannot be encoded.
    pub fn to_pem(&self) -> Result<Zeroizing<String>, KeyError> {
        scrubbed::<{ scrub::LARGE }, _>(|| self.secret.to_pkcs8_pem(LineEnding::LF))
            .map_err(|_| KeyError::Format)
    }

    /// The key under another name.
    #[must_use]
    pub fn with_kid(mut self, kid: impl Into<String>) -> Self {
        self.public = self.public.with_kid(kid);
        self
    }

    /// The public half.
    #[must_use]
    pub const fn public(&self) -> &PublicJwk {
        &self.public
    }

    pub(super) fn secret(&self) -> &SecretKey {
        &self.secret
    }
}

impl ZeroizeOnDrop for PrivateJwk {}

impl fmt::Debug for PrivateJwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateJwk({})", self.public.thumbprint())
    }
}
