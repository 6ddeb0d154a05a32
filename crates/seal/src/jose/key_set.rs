use serde::Deserialize;
use serde_json::{Value, json};

use super::PublicJwk;
use crate::KeyError;

/// What a key of a set is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// Others encrypt to it.
    Encryption,
    /// Its owner signs with it.
    Signature,
}

impl KeyUse {
    const fn name(self) -> &'static str {
        match self {
            Self::Encryption => "enc",
            Self::Signature => "sig",
        }
    }
}

/// Public keys with their uses (RFC 7517, section 5). Keys of other kinds than EC P-256 are passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySet(Vec<(Option<KeyUse>, PublicJwk)>);

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

impl KeySet {
    /// Makes a set of keys.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = (KeyUse, PublicJwk)>) -> Self {
        Self(keys.into_iter().map(|(of, key)| (Some(of), key)).collect())
    }

    /// Reads a JSON Web Key Set.
    ///
    /// # Errors
    /// Fails where it is not one, or a P-256 key in it is malformed.
    pub fn from_json(json: &[u8]) -> Result<Self, KeyError> {
        let document: Document = serde_json::from_slice(json).map_err(|_| KeyError::Format)?;
        let mut keys = Vec::with_capacity(document.keys.len());
        for value in &document.keys {
            if value.get("kty") != Some(&json!("EC")) || value.get("crv") != Some(&json!("P-256")) {
                continue;
            }
            let of = match value.get("use").and_then(Value::as_str) {
                Some("enc") => Some(KeyUse::Encryption),
                Some("sig") => Some(KeyUse::Signature),
                Some(_) => continue,
                None => None,
            };
            keys.push((of, PublicJwk::from_value(value)?));
        }
        Ok(Self(keys))
    }

    /// The set as a JSON Web Key Set.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let key = |(of, key): &(Option<KeyUse>, PublicJwk)| {
            let mut jwk = key.clone().with_kid(key.kid()).to_value();
            if let (Some(of), Some(members)) = (of, jwk.as_object_mut()) {
                members.insert("use".to_owned(), Value::from(of.name()));
            }
            jwk
        };
        json!({ "keys": self.0.iter().map(key).collect::<Vec<_>>() })
    }

    /// The key of this name, if it may be used so.
    #[must_use]
    pub fn find(&self, kid: &str, of: KeyUse) -> Option<&PublicJwk> {
        self.usable(of).find(|key| key.kid() == kid)
    }

    /// The first key that may be used so.
    #[must_use]
    pub fn first(&self, of: KeyUse) -> Option<&PublicJwk> {
        self.usable(of).next()
    }

    fn usable(&self, of: KeyUse) -> impl Iterator<Item = &PublicJwk> {
        self.0
            .iter()
            .filter(move |(own, _)| own.is_none_or(|own| own == of))
            .map(|(_, key)| key)
    }
}
