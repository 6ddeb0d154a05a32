use std::fmt;
use std::sync::Arc;

use mn_domain::Clock;
use mn_seal::{Handle, SealError, VisitPublicKey};
use tokio_util::sync::CancellationToken;

use crate::journal;
use crate::{Act, DepositError, JournalEntry, SlotName, SpaceStore};

/// What background work holds of a visit: it can put in, and cannot read.
///
/// It knows the handle and the public key. Everything a slot is opened with stays with the citizen.
#[derive(Clone)]
pub struct Deposit {
    pub(crate) store: Arc<dyn SpaceStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) handle: Handle,
    pub(crate) public_key: VisitPublicKey,
    pub(crate) ended: CancellationToken,
}

impl Deposit {
    /// Seals a value for a slot. The citizen's next request opens it and files it there.
    ///
    /// # Errors
    /// Fails where the visit has ended or is full, or background work may not write that slot.
    pub async fn put(&self, slot: &SlotName, value: &[u8]) -> Result<(), DepositError> {
        if !slot.takes_deposits() || *slot == SlotName::Journal {
            return Err(DepositError::NotAllowed);
        }
        self.leave(slot, value).await
    }

    /// Adds a line to the citizen's journal.
    ///
    /// # Errors
    /// Fails where the visit has ended or is full.
    pub async fn note(&self, act: Act) -> Result<(), DepositError> {
        let at = self.clock.now();
        let line = journal::line(&JournalEntry { at, act }).ok_or(DepositError::TooLarge)?;
        self.leave(&SlotName::Journal, &line).await
    }

    async fn leave(&self, slot: &SlotName, value: &[u8]) -> Result<(), DepositError> {
        if self.ended.is_cancelled() {
            return Err(DepositError::Gone);
        }
        let sealed = self
            .public_key
            .seal(&self.handle, &slot.to_string(), value)
            .map_err(|error| match error {
                SealError::TooLarge => DepositError::TooLarge,
                SealError::Format | SealError::Broken => DepositError::Gone,
            })?;
        Ok(self
            .store
            .deposit(&self.handle, slot, sealed, self.clock.now())
            .await?)
    }

    /// Is cancelled when the visit ends: background work stops with it.
    #[must_use]
    pub const fn ended(&self) -> &CancellationToken {
        &self.ended
    }
}

impl fmt::Debug for Deposit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deposit").finish_non_exhaustive()
    }
}
