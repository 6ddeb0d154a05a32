use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use mn_domain::{RecipientId, SubmissionId};
use mn_seal::jose::{PrivateJwk, jws};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{PartMark, RecipientKeys};

/// The type of a security event token (RFC 8417).
const TYP: &str = "secevent+jwt";
const ACCEPT: &str = "urn:medborgarnavet:event:accept-submission";
const REJECT: &str = "urn:medborgarnavet:event:reject-submission";
/// How far the recipient's clock may be ahead of ours.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// Why a recipient cannot take a submission. A closed set: no text of a person's can be in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectReason {
    /// A part is sealed to a key that the recipient does not have.
    OtherKey,
    /// A part does not open, or was changed on the way.
    PartBroken,
    /// The parts are not those that the manifest names.
    PackageBroken,
    /// The package is another submission, or for another recipient.
    WrongAddress,
    /// There is no signature.
    SignatureMissing,
    /// The signature does not verify.
    SignatureInvalid,
    /// The signature is over something else than this package.
    SignatureOfOther,
}

/// The text is no reason for a rejection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a reason for a rejection")]
pub struct UnknownReason;

impl RejectReason {
    const ALL: [Self; 7] = [
        Self::OtherKey,
        Self::PartBroken,
        Self::PackageBroken,
        Self::WrongAddress,
        Self::SignatureMissing,
        Self::SignatureInvalid,
        Self::SignatureOfOther,
    ];

    /// The reason's name in events, receipts and files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OtherKey => "other_key",
            Self::PartBroken => "part_broken",
            Self::PackageBroken => "package_broken",
            Self::WrongAddress => "wrong_address",
            Self::SignatureMissing => "signature_missing",
            Self::SignatureInvalid => "signature_invalid",
            Self::SignatureOfOther => "signature_of_other",
        }
    }
}

impl fmt::Display for RejectReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for RejectReason {
    type Err = UnknownReason;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|reason| reason.name() == text)
            .ok_or(UnknownReason)
    }
}

/// What a recipient says of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was opened, verified and taken.
    Accept,
    /// It could not be taken.
    Reject(RejectReason),
}

/// A recipient's word on a submission: a security event token with exactly one event, which repeats the
/// authentication tag and digest of each envelope it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientEvent {
    /// The event's own id, used once.
    pub id: String,
    /// Who speaks.
    pub recipient: RecipientId,
    /// Of what.
    pub submission: SubmissionId,
    /// When.
    pub issued: Timestamp,
    /// What is said.
    pub verdict: Verdict,
    /// The envelopes it speaks of.
    pub parts: Vec<PartMark>,
}

/// Why an event is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EventError {
    /// It is not a security event token with exactly one known event.
    #[error("not a security event token with exactly one known event")]
    Malformed,
    /// It is not signed with the recipient's event key.
    #[error("the event is not signed with the recipient's event key")]
    Untrusted,
    /// It names another recipient than the one whose key signed it.
    #[error("the event is another recipient's")]
    OtherRecipient,
    /// Its time lies in the future.
    #[error("the event is from the future")]
    Future,
    /// The recipient's keys are no longer in force.
    #[error("the recipient's keys are no longer in force")]
    KeysExpired,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: RecipientId,
    iat: i64,
    jti: String,
    sub: String,
    events: BTreeMap<String, Body>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    parts: Vec<PartMark>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<RejectReason>,
}

impl RecipientEvent {
    /// Signs the event with the recipient's event key.
    ///
    /// # Errors
    /// [`EventError::Malformed`] only where the key does not sign.
    pub fn sign(&self, key: &PrivateJwk) -> Result<String, EventError> {
        let (uri, reason) = match self.verdict {
            Verdict::Accept => (ACCEPT, None),
            Verdict::Reject(reason) => (REJECT, Some(reason)),
        };
        let parts = self.parts.clone();
        let claims = Claims {
            iss: self.recipient.clone(),
            iat: self.issued.as_second(),
            jti: self.id.clone(),
            sub: format!("submission:{}", self.submission),
            events: BTreeMap::from([(uri.to_owned(), Body { parts, reason })]),
        };
        let payload = serde_json::to_vec(&claims).map_err(|_| EventError::Malformed)?;
        jws::sign(key, TYP, &payload).map_err(|_| EventError::Malformed)
    }

    /// Verifies an event with the recipient's keys and reads it.
    ///
    /// # Errors
    /// [`EventError`] when it is not signed by the recipient or does not say one known thing.
    pub fn verify(token: &str, keys: &RecipientKeys, now: Timestamp) -> Result<Self, EventError> {
        if now >= keys.expires() {
            return Err(EventError::KeysExpired);
        }
        let payload = jws::verify_with_set(keys.events(), TYP, token).map_err(|error| match error {
            jws::JwsError::UnknownKey | jws::JwsError::Signature => EventError::Untrusted,
            _ => EventError::Malformed,
        })?;
        let claims: Claims = serde_json::from_slice(&payload).map_err(|_| EventError::Malformed)?;
        if claims.iss != *keys.recipient() {
            return Err(EventError::OtherRecipient);
        }
        let event = claims.into_event().ok_or(EventError::Malformed)?;
        if event.issued > now.checked_add(AHEAD).unwrap_or(Timestamp::MAX) {
            return Err(EventError::Future);
        }
        Ok(event)
    }
}

impl Claims {
    fn into_event(self) -> Option<RecipientEvent> {
        let is_id = (1..=64).contains(&self.jti.len()) && self.jti.bytes().all(|b| b.is_ascii_graphic());
        let mut events = self.events.into_iter();
        let ((uri, body), None) = (events.next()?, events.next()) else {
            return None;
        };
        let verdict = match (uri.as_str(), body.reason) {
            (ACCEPT, None) => Verdict::Accept,
            (REJECT, Some(reason)) => Verdict::Reject(reason),
            _ => return None,
        };
        Some(RecipientEvent {
            id: is_id.then_some(self.jti)?,
            recipient: self.iss,
            submission: self.sub.strip_prefix("submission:")?.parse().ok()?,
            issued: Timestamp::from_second(self.iat).ok()?,
            verdict,
            parts: body.parts,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Recipient, at, parts, subject};

    fn event(ours: &Recipient, verdict: Verdict) -> RecipientEvent {
        let sealed = ours.keys().seal(&parts(), at(0)).expect("sealed");
        RecipientEvent {
            id: "5d1f".to_owned(),
            recipient: ours.id().clone(),
            submission: subject().submission,
            issued: at(0),
            verdict,
            parts: sealed.iter().map(crate::SealedPart::mark).collect(),
        }
    }

    #[test]
    fn a_signed_event_is_read_as_it_was_said() {
        let ours = Recipient::new();
        for verdict in [Verdict::Accept, Verdict::Reject(RejectReason::SignatureInvalid)] {
            let said = event(&ours, verdict);
            let token = said.sign(&ours.events).unwrap();
            assert_eq!(RecipientEvent::verify(&token, &ours.keys(), at(0)), Ok(said));
        }
    }

    #[test]
    fn only_the_recipients_event_key_is_believed() {
        let (ours, theirs) = (Recipient::new(), Recipient::new());
        let said = event(&ours, Verdict::Accept);
        let verify = |key| RecipientEvent::verify(&said.sign(key).unwrap(), &ours.keys(), at(0));
        assert_eq!(verify(&theirs.events), Err(EventError::Untrusted));
        assert_eq!(verify(&ours.signer), Err(EventError::Untrusted));
        assert_eq!(verify(&ours.encryption), Err(EventError::Untrusted));
    }

    #[test]
    fn an_event_of_another_kind_time_or_recipient_is_refused() {
        let ours = Recipient::new();
        let verify = |event: &RecipientEvent, now| {
            RecipientEvent::verify(&event.sign(&ours.events).unwrap(), &ours.keys(), now)
        };
        let mut said = event(&ours, Verdict::Accept);
        assert_eq!(verify(&said, at(-301)), Err(EventError::Future));
        assert_eq!(verify(&said, at(3600)), Err(EventError::KeysExpired));
        said.id = String::new();
        assert_eq!(verify(&said, at(0)), Err(EventError::Malformed));
        said.id = "5d1f".to_owned();
        said.recipient = "norrhamn-socialnamnd".parse().unwrap();
        assert_eq!(verify(&said, at(0)), Err(EventError::OtherRecipient));
    }

    #[test]
    fn an_event_says_exactly_one_thing() {
        let ours = Recipient::new();
        let verify = |claims: serde_json::Value, typ| {
            let token = jws::sign(&ours.events, typ, claims.to_string().as_bytes()).unwrap();
            RecipientEvent::verify(&token, &ours.keys(), at(0)).map(drop)
        };
        let claims = |events: serde_json::Value| {
            serde_json::json!({
                "iss": ours.id(), "iat": at(0).as_second(), "jti": "1",
                "sub": format!("submission:{}", subject().submission), "events": events,
            })
        };
        let none = serde_json::json!({"parts": []});
        let why = serde_json::json!({"parts": [], "reason": "other_key"});
        assert_eq!(verify(claims(serde_json::json!({ACCEPT: none})), TYP), Ok(()));
        for bad in [
            serde_json::json!({}),
            serde_json::json!({ACCEPT: none, REJECT: why}),
            serde_json::json!({ACCEPT: why}),
            serde_json::json!({REJECT: none}),
            serde_json::json!({"urn:other": none}),
            serde_json::json!({REJECT: {"parts": [], "reason": "I did not like it"}}),
        ] {
            assert_eq!(
                verify(claims(bad.clone()), TYP),
                Err(EventError::Malformed),
                "{bad}"
            );
        }
        let other_type = verify(claims(serde_json::json!({ACCEPT: none})), "JWT");
        assert_eq!(other_type, Err(EventError::Malformed));
    }
}
