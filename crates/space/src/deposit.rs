use std::fmt;
use std::sync::Arc;

use mn_domain::Clock;
use mn_seal::{DepositKey, SealError};
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use crate::journal;
use crate::label::Labels;
use crate::padding::padded;
use crate::{Act, DepositError, JournalEntry, SlotName, SpaceStore};

/// What background work holds of a visit: it can put in, and cannot read.
///
/// It knows the handle, the public key and how slots are named. Everything a slot is opened with stays with the citizen.
#[derive(Clone)]
pub struct Deposit {
    pub(crate) store: Arc<dyn SpaceStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) key: DepositKey,
    pub(crate) labels: Labels,
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
        let named = named(slot, value);
        let named = if self.labels.are_opaque() {
            padded(&named)
        } else {
            named
        };
        let sealed = self.key.seal(&named).map_err(|error| match error {
            SealError::TooLarge => DepositError::TooLarge,
            SealError::Format | SealError::Broken => DepositError::Gone,
        })?;
        let (handle, label) = (self.key.handle(), self.labels.label(slot));
        Ok(self
            .store
            .deposit(handle, &label, sealed, self.clock.now())
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

/// The slot's name, a line feed, and the value.
fn named(slot: &SlotName, value: &[u8]) -> Zeroizing<Vec<u8>> {
    let name = slot.to_string();
    let mut bytes = Zeroizing::new(Vec::with_capacity(name.len() + 1 + value.len()));
    bytes.extend_from_slice(name.as_bytes());
    bytes.push(b'\n');
    bytes.extend_from_slice(value);
    bytes
}

/// What [`named`] joined; nothing where background work may not write that slot.
pub(crate) fn parted(bytes: &[u8]) -> Option<(SlotName, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (name, rest) = bytes.split_at_checked(end)?;
    let name: SlotName = std::str::from_utf8(name).ok()?.parse().ok()?;
    name.takes_deposits().then_some((name, rest.get(1..)?))
}
