//! A made-up package for the tests of this crate.

use jiff::Timestamp;
use mn_domain::{RecipientId, SubmissionId};
use mn_seal::jose::PrivateJwk;

use crate::{AgreementRef, KeySetContent, PartName, PlainPart, RecipientKeys, Subject};

pub fn subject() -> Subject {
    Subject {
        submission: SubmissionId::from_random([7; 16]),
        form: "ekonomiskt-bistand-fortsatt".parse().expect("a form"),
        recipient: "bjorkvik-socialnamnd".parse().expect("a recipient"),
        created: "2026-11-23T10:15:00Z".parse().expect("a time"),
        agreement: AgreementRef {
            id: "medborgarnavet".parse().expect("an agreement"),
            digest: mn_seal::sha256(b"the terms"),
        },
    }
}

pub fn parts() -> Vec<PlainPart> {
    vec![
        PlainPart::new(PartName::Application, br#"{"rent":"6000"}"#.to_vec()),
        PlainPart::new(
            PartName::Snapshot,
            br#"{"question":"What is the rent?"}"#.to_vec(),
        ),
        PlainPart::new(PartName::VisibleText, b"I apply.".to_vec()),
    ]
}

/// A moment some seconds after the fixture's own time.
pub fn at(seconds: i64) -> Timestamp {
    subject()
        .created
        .checked_add(jiff::SignedDuration::from_secs(seconds))
        .expect("a moment")
}

/// A recipient with all of its keys.
pub struct Recipient {
    id: RecipientId,
    pub encryption: PrivateJwk,
    pub events: PrivateJwk,
    pub signer: PrivateJwk,
}

impl Recipient {
    pub fn new() -> Self {
        Self {
            id: subject().recipient,
            encryption: PrivateJwk::generate(),
            events: PrivateJwk::generate(),
            signer: PrivateJwk::generate(),
        }
    }

    pub const fn id(&self) -> &RecipientId {
        &self.id
    }

    pub fn private(&self) -> Vec<PrivateJwk> {
        let json = self.encryption.to_json().expect("json");
        vec![PrivateJwk::from_json(&json).expect("a key")]
    }

    /// The key set, in force from one minute before the fixture's time to one hour after it.
    pub fn key_set(&self) -> String {
        self.content().sign(&self.signer).expect("signed")
    }

    /// A key set that names our signer, but which another one signed.
    pub fn key_set_signed_by(&self, other: &PrivateJwk) -> String {
        let own = self.key_set();
        let other = self.content().sign(other).expect("signed");
        let (content, _) = own.rsplit_once('.').expect("a token");
        let (_, signature) = other.rsplit_once('.').expect("a token");
        format!("{content}.{signature}")
    }

    pub fn keys(&self) -> RecipientKeys {
        let thumbprint = self.signer.public().thumbprint();
        RecipientKeys::verify(&self.key_set(), &thumbprint, &self.id, at(0)).expect("trusted")
    }

    fn content(&self) -> KeySetContent<'_> {
        KeySetContent {
            recipient: &self.id,
            issued: at(-60),
            expires: at(3600),
            encryption: self.encryption.public(),
            events: self.events.public(),
        }
    }
}
