use jiff::Timestamp;
use mn_event::EndReason;
use mn_seal::jose::eddsa;
use mn_seal::jose::jws::JwsError;
use mn_seal::{SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::Deletion;

/// What the header of a receipt says that it is.
const TYPE: &str = "deletion-receipt+jws";

/// What a deletion receipt says. There is no member about the person, and none that leads to one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeletionReceipt {
    /// The number of the deletion, as the last page showed it.
    pub receipt: String,
    /// How many values were destroyed.
    pub values: u32,
    /// From how many sources some of them had come.
    pub sources: u32,
    /// When, to the second.
    pub at: Timestamp,
    /// Why.
    pub reason: EndReason,
    /// Name and version of the program that did it.
    pub build: String,
}

/// Why something is no deletion receipt. Carries no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReceiptError {
    /// It is something else, or a part is missing.
    #[error("this is not a deletion receipt")]
    Format,
    /// It names another key.
    #[error("the receipt is signed with another key than the one given")]
    OtherKey,
    /// It was changed after it was signed, or never signed with this key.
    #[error("the signature does not hold: the receipt was changed, or was never signed with this key")]
    Signature,
}

impl Deletion {
    /// Signs the receipt: a compact JWS, for the citizen to keep. Nobody else gets it.
    ///
    /// # Errors
    /// Fails only where it cannot be written.
    pub fn sign(&self, key: &SigningKey, build: &str) -> Result<String, ReceiptError> {
        let says = DeletionReceipt {
            receipt: self.receipt_id.clone(),
            values: self.values,
            sources: self.sources,
            at: Timestamp::from_second(self.at.as_second()).unwrap_or(self.at),
            reason: self.reason,
            build: build.to_owned(),
        };
        let payload = serde_json::to_vec(&says).map_err(|_| ReceiptError::Format)?;
        eddsa::sign(key, TYPE, &payload).map_err(|_| ReceiptError::Format)
    }
}

impl DeletionReceipt {
    /// Reads a receipt that this key has signed. White space around it is passed over.
    ///
    /// # Errors
    /// Fails where it is anything else.
    pub fn verify(key: &VerifyingKey, compact: &str) -> Result<Self, ReceiptError> {
        let payload = eddsa::verify(key, TYPE, compact.trim()).map_err(|error| match error {
            JwsError::Format | JwsError::Header | JwsError::Type => ReceiptError::Format,
            JwsError::UnknownKey => ReceiptError::OtherKey,
            JwsError::Signature => ReceiptError::Signature,
        })?;
        serde_json::from_slice(&payload).map_err(|_| ReceiptError::Format)
    }
}
