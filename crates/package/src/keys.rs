use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use mn_domain::RecipientId;
use mn_seal::jose::{KeySet, KeyUse, PrivateJwk, PublicJwk, jwe, jws};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::{Jwe, PlainPart, SealedPart};

/// The type of a signed key set.
const TYP: &str = "jwk-set+jwt";

/// A recipient's public keys, taken from a key set that the trusted signer signed.
#[derive(Clone, Debug)]
pub struct RecipientKeys {
    recipient: RecipientId,
    expires: Timestamp,
    encryption: PublicJwk,
    events: KeySet,
}

/// Why a key set is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeySetError {
    /// It is not a signed key set.
    #[error("not a signed key set")]
    Malformed,
    /// The trusted signer did not sign it.
    #[error("the key set is not signed by the trusted signer")]
    Untrusted,
    /// It is another recipient's.
    #[error("the key set is another recipient's")]
    OtherRecipient,
    /// It is not in force: its time has not come, or has run out.
    #[error("the key set is not in force")]
    NotInForce,
    /// It lacks a key for encryption or a key for events.
    #[error("the key set lacks a key")]
    KeyMissing,
}

/// Why a part could not be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SealPartError {
    /// The recipient's keys are no longer in force.
    #[error("the recipient's keys are no longer in force")]
    Expired,
    /// The part is too large.
    #[error("the part is too large")]
    TooLarge,
}

/// Why a part could not be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OpenPartError {
    /// It is sealed to a key that is not at hand.
    #[error("the part is sealed to another key")]
    OtherKey,
    /// It was changed.
    #[error("the part does not open")]
    Broken,
    /// It opens, but is another kind of part than its name says.
    #[error("the part is of another kind than its name says")]
    OtherKind,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: RecipientId,
    iat: i64,
    exp: i64,
    keys: Vec<Value>,
}

/// What a recipient publishes in its key set.
#[derive(Clone, Copy, Debug)]
pub struct KeySetContent<'a> {
    /// Whose keys they are.
    pub recipient: &'a RecipientId,
    /// From when they hold.
    pub issued: Timestamp,
    /// Until when.
    pub expires: Timestamp,
    /// The key that packages are sealed to.
    pub encryption: &'a PublicJwk,
    /// The key that the recipient's events are signed with.
    pub events: &'a PublicJwk,
}

impl KeySetContent<'_> {
    /// Signs the key set. The signer's own public key is a part of it; who trusts it knows its thumbprint.
    ///
    /// # Errors
    /// [`KeySetError::Malformed`] only where the key does not sign.
    pub fn sign(&self, signer: &PrivateJwk) -> Result<String, KeySetError> {
        let keys = KeySet::new([
            (KeyUse::Encryption, self.encryption.clone()),
            (KeyUse::Signature, self.events.clone()),
            (KeyUse::Signature, signer.public().clone()),
        ]);
        let keys = keys
            .to_value()
            .get_mut("keys")
            .and_then(|keys| serde_json::from_value(keys.take()).ok())
            .ok_or(KeySetError::Malformed)?;
        let claims = Claims {
            iss: self.recipient.clone(),
            iat: self.issued.as_second(),
            exp: self.expires.as_second(),
            keys,
        };
        let payload = serde_json::to_vec(&claims).map_err(|_| KeySetError::Malformed)?;
        jws::sign(signer, TYP, &payload).map_err(|_| KeySetError::Malformed)
    }
}

impl RecipientKeys {
    /// Takes a recipient's key set, signed by the key whose thumbprint (RFC 7638) is trusted.
    ///
    /// # Errors
    /// [`KeySetError`] when it is not signed by that key, not the recipient's, or not in force.
    pub fn verify(
        token: &str,
        trusted_thumbprint: &str,
        recipient: &RecipientId,
        now: Timestamp,
    ) -> Result<Self, KeySetError> {
        let signer = claimed_signer(token, trusted_thumbprint)?;
        let payload = jws::verify(&signer, TYP, token).map_err(|_| KeySetError::Untrusted)?;
        let claims: Claims = serde_json::from_slice(&payload).map_err(|_| KeySetError::Malformed)?;
        if claims.iss != *recipient {
            return Err(KeySetError::OtherRecipient);
        }
        let moment = |second| Timestamp::from_second(second).map_err(|_| KeySetError::Malformed);
        let (issued, expires) = (moment(claims.iat)?, moment(claims.exp)?);
        if now < issued || now >= expires {
            return Err(KeySetError::NotInForce);
        }
        let of = |wanted: &str| keys_of(&claims.keys, wanted);
        let encryption = of("enc")?.into_iter().next().ok_or(KeySetError::KeyMissing)?;
        let events: Vec<PublicJwk> = of("sig")?
            .into_iter()
            .filter(|key| key.thumbprint() != trusted_thumbprint)
            .collect();
        if events.is_empty() {
            return Err(KeySetError::KeyMissing);
        }
        Ok(Self {
            recipient: claims.iss,
            expires,
            encryption,
            events: KeySet::new(events.into_iter().map(|key| (KeyUse::Signature, key))),
        })
    }

    /// Whose keys they are.
    #[must_use]
    pub const fn recipient(&self) -> &RecipientId {
        &self.recipient
    }

    /// Until when they may be used.
    #[must_use]
    pub const fn expires(&self) -> Timestamp {
        self.expires
    }

    /// The keys that the recipient signs events with.
    #[must_use]
    pub(crate) const fn events(&self) -> &KeySet {
        &self.events
    }

    /// Seals parts to the recipient: from here on only the recipient can open them.
    ///
    /// # Errors
    /// [`SealPartError`] when the keys are no longer in force or a part is too large.
    pub fn seal(&self, parts: &[PlainPart], now: Timestamp) -> Result<Vec<SealedPart>, SealPartError> {
        if now >= self.expires {
            return Err(SealPartError::Expired);
        }
        parts.iter().map(|part| self.seal_one(part)).collect()
    }

    fn seal_one(&self, part: &PlainPart) -> Result<SealedPart, SealPartError> {
        let (kid, cty) = (self.encryption.thumbprint(), part.name.media_type());
        // EXPOSE: this is the sealer.
        let text = jwe::encrypt(&self.encryption, &kid, Some(cty), part.bytes.expose())
            .map_err(|_| SealPartError::TooLarge)?;
        Ok(SealedPart {
            name: part.name,
            jwe: Jwe::parse(text).map_err(|_| SealPartError::TooLarge)?,
        })
    }
}

/// Opens a part with whichever of the recipient's private keys it is sealed to.
///
/// # Errors
/// [`OpenPartError`] when no key opens it, or it is not what its name says.
pub fn open(keys: &[PrivateJwk], part: &SealedPart) -> Result<PlainPart, OpenPartError> {
    let text = part.jwe.as_str();
    let kid = jwe::kid(text).map_err(|_| OpenPartError::Broken)?;
    let key = keys
        .iter()
        .find(|key| kid.is_none() || kid == Some(key.public().kid()))
        .ok_or(OpenPartError::OtherKey)?;
    let opened = jwe::decrypt(key, text).map_err(|_| OpenPartError::Broken)?;
    if opened.cty.as_deref() != Some(part.name.media_type()) {
        return Err(OpenPartError::OtherKind);
    }
    Ok(PlainPart {
        name: part.name,
        bytes: opened.plaintext,
    })
}

/// The key in the set whose thumbprint is the trusted one. Nothing else of the set is believed before its
/// signature is verified with this key.
fn claimed_signer(token: &str, trusted_thumbprint: &str) -> Result<PublicJwk, KeySetError> {
    let payload = token.split('.').nth(1).ok_or(KeySetError::Malformed)?;
    let payload = BASE64_URL_SAFE_NO_PAD
        .decode(payload)
        .map_err(|_| KeySetError::Malformed)?;
    let claims: Claims = serde_json::from_slice(&payload).map_err(|_| KeySetError::Malformed)?;
    claims
        .keys
        .iter()
        .filter_map(|key| PublicJwk::from_value(key).ok())
        .find(|key| key.thumbprint() == trusted_thumbprint)
        .ok_or(KeySetError::Untrusted)
}

/// The keys of one use, each under its thumbprint.
fn keys_of(keys: &[Value], wanted: &str) -> Result<Vec<PublicJwk>, KeySetError> {
    keys.iter()
        .filter(|key| key.get("use").and_then(Value::as_str) == Some(wanted))
        .map(|key| {
            let key = PublicJwk::from_value(key).map_err(|_| KeySetError::Malformed)?;
            let thumbprint = key.thumbprint();
            Ok(key.with_kid(thumbprint))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PartName;
    use crate::fixture::{Recipient, at, parts};

    #[test]
    fn what_is_sealed_to_a_recipient_opens_with_its_key_only() {
        let (ours, theirs) = (Recipient::new(), Recipient::new());
        let sealed = ours.keys().seal(&parts(), at(0)).unwrap();
        for (plain, sealed) in parts().iter().zip(&sealed) {
            assert_eq!(open(&ours.private(), sealed).unwrap().bytes, plain.bytes);
            assert_eq!(
                open(&theirs.private(), sealed).map(drop),
                Err(OpenPartError::OtherKey)
            );
        }
    }

    #[test]
    fn a_changed_or_renamed_part_does_not_open() {
        let ours = Recipient::new();
        let sealed = ours.keys().seal(&parts(), at(0)).unwrap();
        let first = sealed.first().unwrap();
        for index in 0..5 {
            let changed = changed(first, index);
            assert_eq!(
                open(&ours.private(), &changed)
                    .map(drop)
                    .map_err(|error| { matches!(error, OpenPartError::Broken | OpenPartError::OtherKey) }),
                Err(true),
                "segment {index}"
            );
        }
        let renamed = SealedPart {
            name: PartName::Signature,
            jwe: first.jwe.clone(),
        };
        assert_eq!(
            open(&ours.private(), &renamed).map(drop),
            Err(OpenPartError::OtherKind)
        );
    }

    /// The part with one character of one segment exchanged.
    fn changed(part: &SealedPart, index: usize) -> SealedPart {
        let mut segments: Vec<String> = part.jwe.as_str().split('.').map(str::to_owned).collect();
        let segment = segments.get_mut(index).expect("five segments");
        let other = if segment.starts_with('A') { "B" } else { "A" };
        segment.replace_range(0..1, other);
        SealedPart {
            name: part.name,
            jwe: Jwe::parse(segments.join(".")).expect("still of the shape"),
        }
    }

    #[test]
    fn a_key_set_is_trusted_by_its_signer_only() {
        let (ours, theirs) = (Recipient::new(), Recipient::new());
        let verify = |token: &str, thumbprint: &str| {
            RecipientKeys::verify(token, thumbprint, ours.id(), at(0)).map(drop)
        };
        let thumbprint = ours.signer.public().thumbprint();
        assert_eq!(verify(&ours.key_set(), &thumbprint), Ok(()));
        assert_eq!(
            verify(&theirs.key_set(), &thumbprint),
            Err(KeySetError::Untrusted)
        );
        // The trusted key is named, but another one signed.
        let forged = ours.key_set_signed_by(&theirs.signer);
        assert_eq!(verify(&forged, &thumbprint), Err(KeySetError::Untrusted));
        assert_eq!(verify("", &thumbprint), Err(KeySetError::Malformed));
        assert_eq!(verify("a.b.c", &thumbprint), Err(KeySetError::Malformed));
    }

    #[test]
    fn a_key_set_holds_for_one_recipient_and_for_its_time() {
        let ours = Recipient::new();
        let thumbprint = ours.signer.public().thumbprint();
        let verify = |recipient: &RecipientId, now| {
            RecipientKeys::verify(&ours.key_set(), &thumbprint, recipient, now).map(drop)
        };
        let other = "norrhamn-socialnamnd".parse().unwrap();
        assert_eq!(verify(&other, at(0)), Err(KeySetError::OtherRecipient));
        assert_eq!(verify(ours.id(), at(-61)), Err(KeySetError::NotInForce));
        assert_eq!(verify(ours.id(), at(3600)), Err(KeySetError::NotInForce));
        let sealed = ours.keys().seal(&parts(), at(3600));
        assert_eq!(sealed, Err(SealPartError::Expired));
    }
}
