use mn_domain::Sensitive;
use mn_event::Event;
use mn_seal::{Place, SealError};
use zeroize::Zeroizing;

use super::Visit;
use crate::{Act, JournalEntry, SlotName, SpaceError, Stored, WriteError, journal};

/// What a slot holds.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Which revision: hand it back to write the next.
    pub revision: u64,
    /// The value.
    pub value: Sensitive<Vec<u8>>,
}

/// Reading and writing.
impl Visit {
    /// The slots that hold something.
    ///
    /// # Errors
    /// Fails where the visit has ended.
    pub async fn slots(&self) -> Result<Vec<SlotName>, SpaceError> {
        let now = self.now()?;
        Ok(self.inner.store.slots(&self.handle(), now).await?)
    }

    /// Reads a slot; nothing where it holds nothing.
    ///
    /// # Errors
    /// Fails where the visit has ended, or the slot was tampered with.
    pub async fn read(&self, slot: &SlotName) -> Result<Option<Slot>, SpaceError> {
        let stored = self.stored(slot).await?;
        self.opened(slot, &stored)
    }

    /// Writes a slot. `expected` is the revision that was read, 0 for a slot that held nothing. Gives the new revision.
    ///
    /// # Errors
    /// Fails where another request wrote it in the meantime, the visit is full or has ended, or the slot is
    /// the journal.
    pub async fn write(&self, slot: &SlotName, expected: u64, value: &[u8]) -> Result<u64, WriteError> {
        if *slot == SlotName::Journal {
            return Err(WriteError::AppendOnly);
        }
        let last = if expected == 0 {
            let stored = self.stored(slot).await?;
            if stored.sealed.is_some() {
                return Err(WriteError::Conflict);
            }
            stored.revision
        } else {
            expected
        };
        self.swap(slot, last, Some(value)).await
    }

    /// Empties a slot.
    ///
    /// # Errors
    /// Fails where the visit has ended, or the slot is the journal.
    pub async fn delete(&self, slot: &SlotName) -> Result<(), WriteError> {
        self.take(slot).await.map(drop)
    }

    /// Empties a slot and gives what it held. Of several requests at once only one gets it: one-time state
    /// is burned before use.
    ///
    /// # Errors
    /// Fails where the visit has ended, the slot was tampered with, or is the journal.
    pub async fn take(&self, slot: &SlotName) -> Result<Option<Slot>, WriteError> {
        if *slot == SlotName::Journal {
            return Err(WriteError::AppendOnly);
        }
        loop {
            let stored = self.stored(slot).await?;
            if stored.sealed.is_none() {
                return Ok(None);
            }
            match self.swap(slot, stored.revision, None).await {
                Ok(_) => return Ok(self.opened(slot, &stored)?),
                Err(WriteError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Adds a line to the citizen's journal.
    ///
    /// # Errors
    /// Fails where the visit is full or has ended.
    pub async fn note(&self, act: Act) -> Result<(), WriteError> {
        let at = self.inner.clock.now();
        let line = journal::line(&JournalEntry { at, act }).ok_or(WriteError::Full)?;
        loop {
            let stored = self.stored(&SlotName::Journal).await?;
            let journal = self.appended(&stored, &line)?;
            match self
                .swap(&SlotName::Journal, stored.revision, Some(&journal))
                .await
            {
                Err(WriteError::Conflict) => {}
                other => return other.map(drop),
            }
        }
    }

    /// The citizen's journal, oldest first.
    ///
    /// # Errors
    /// Fails where the visit has ended, or the journal was tampered with.
    pub async fn journal(&self) -> Result<Vec<JournalEntry>, SpaceError> {
        let slot = self.read(&SlotName::Journal).await?;
        slot.map_or(Ok(Vec::new()), |slot| {
            journal::read(&slot.value).ok_or(SpaceError::Broken)
        })
    }

    pub(super) fn appended(&self, last: &Stored, line: &[u8]) -> Result<Zeroizing<Vec<u8>>, WriteError> {
        let before = self.opened(&SlotName::Journal, last)?;
        // EXPOSE: from one seal into the next revision of the same slot.
        let before = before.as_ref().map_or(&[][..], |slot| slot.value.expose());
        Ok(Zeroizing::new([before, line].concat()))
    }

    async fn stored(&self, slot: &SlotName) -> Result<Stored, SpaceError> {
        let now = self.now()?;
        Ok(self.inner.store.read(&self.handle(), slot, now).await?)
    }

    async fn swap(&self, slot: &SlotName, last: u64, value: Option<&[u8]>) -> Result<u64, WriteError> {
        let now = self.now()?;
        let stored = match value {
            Some(value) => self.sealed(slot, last, value)?,
            None => Stored {
                revision: last.checked_add(1).ok_or(WriteError::Conflict)?,
                sealed: None,
            },
        };
        let revision = stored.revision;
        self.inner.store.swap(&self.handle(), slot, stored, now).await?;
        Ok(revision)
    }

    pub(super) fn sealed(&self, slot: &SlotName, last: u64, value: &[u8]) -> Result<Stored, WriteError> {
        let revision = last.checked_add(1).ok_or(WriteError::Conflict)?;
        let place = Place {
            handle: &self.handle(),
            name: &slot.to_string(),
            revision,
        };
        let sealed = self.keys.seal(place, value).map_err(|error| match error {
            SealError::TooLarge => WriteError::Full,
            SealError::Format | SealError::Broken => WriteError::Broken,
        })?;
        Ok(Stored {
            revision,
            sealed: Some(sealed),
        })
    }

    fn opened(&self, slot: &SlotName, stored: &Stored) -> Result<Option<Slot>, SpaceError> {
        let Some(sealed) = &stored.sealed else {
            return Ok(None);
        };
        let place = Place {
            handle: &self.handle(),
            name: &slot.to_string(),
            revision: stored.revision,
        };
        let value = self.keys.open(place, sealed).map_err(|_| {
            self.inner.log.record(Some(self.pseudonym()), Event::SealBroken);
            SpaceError::Broken
        })?;
        Ok(Some(Slot {
            revision: stored.revision,
            value,
        }))
    }
}
