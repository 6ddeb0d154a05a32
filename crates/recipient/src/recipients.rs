use std::collections::HashMap;

use mn_domain::RecipientId;
use mn_package::RecipientKeys;
use mn_seal::Digest;
use thiserror::Error;

/// One recipient: its keys, and the keys of the certificates it may call with.
#[derive(Clone, Debug)]
pub struct Entry {
    /// SHA-256 of the public key (SPKI) of each certificate that this recipient calls with. More than one
    /// while certificates are exchanged.
    pub pins: Vec<Digest>,
    /// The recipient's verified keys; they name the recipient.
    pub keys: RecipientKeys,
}

/// Every recipient that may call, found by the key of its certificate.
#[derive(Clone, Debug, Default)]
pub struct Recipients {
    by_pin: HashMap<Digest, RecipientId>,
    keys: HashMap<RecipientId, RecipientKeys>,
}

/// Why recipients cannot be told apart.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RecipientsError {
    /// Two recipients have the same certificate key.
    #[error("two recipients have the same certificate key")]
    PinTwice(RecipientId, RecipientId),
    /// A recipient is listed twice.
    #[error("the recipient is listed twice")]
    RecipientTwice(RecipientId),
    /// A recipient has no certificate key: it could never fetch anything.
    #[error("the recipient has no certificate key")]
    NoPin(RecipientId),
}

impl Recipients {
    /// Takes the recipients after checking that each certificate key belongs to one of them only.
    ///
    /// # Errors
    /// [`RecipientsError`] when they cannot be told apart.
    pub fn new(entries: Vec<Entry>) -> Result<Self, RecipientsError> {
        let mut recipients = Self::default();
        for Entry { pins, keys } in entries {
            let id = keys.recipient().clone();
            if pins.is_empty() {
                return Err(RecipientsError::NoPin(id));
            }
            for pin in pins {
                if let Some(other) = recipients.by_pin.insert(pin, id.clone())
                    && other != id
                {
                    return Err(RecipientsError::PinTwice(other, id));
                }
            }
            if recipients.keys.insert(id.clone(), keys).is_some() {
                return Err(RecipientsError::RecipientTwice(id));
            }
        }
        Ok(recipients)
    }

    /// The recipient that calls with this certificate key.
    #[must_use]
    pub fn by_pin(&self, pin: &Digest) -> Option<&RecipientId> {
        self.by_pin.get(pin)
    }

    /// A recipient's keys: packages are sealed to them, its events are verified with them.
    #[must_use]
    pub fn keys(&self, recipient: &RecipientId) -> Option<&RecipientKeys> {
        self.keys.get(recipient)
    }
}
