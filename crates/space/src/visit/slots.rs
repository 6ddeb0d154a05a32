use mn_domain::Sensitive;
use mn_seal::{Place, SealError};
use zeroize::Zeroizing;

use super::Visit;
use crate::index::{self, Index};
use crate::padding::padded;
use crate::{Act, Change, JournalEntry, SlotName, SpaceError, StoreError, Stored, WriteError, journal};

/// What a slot holds.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Which revision: hand it back to write the next.
    pub revision: u64,
    /// The value.
    pub value: Sensitive<Vec<u8>>,
}

/// So often a change is tried anew because another request was faster: more is no accident.
const TRIES: usize = 1_000;

/// What one look at the store showed: a slot, and the index that vouches for it where others can look.
pub(super) struct Seen {
    pub slot: Stored,
    pub index: Option<Index>,
}

/// Reading and writing.
impl Visit {
    /// The slots that hold something.
    ///
    /// # Errors
    /// Fails where the visit has ended.
    pub async fn slots(&self) -> Result<Vec<SlotName>, SpaceError> {
        if let Some(index) = self.index().await? {
            return Ok(index.filled());
        }
        let labels = self.inner.store.slots(&self.handle(), self.now()?).await?;
        Ok(labels
            .iter()
            .filter_map(|label| self.naming.name(label))
            .collect())
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
        for _ in 0..TRIES {
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
        Err(WriteError::Unavailable)
    }

    /// Adds a line to the citizen's journal.
    ///
    /// # Errors
    /// Fails where the visit is full or has ended.
    pub async fn note(&self, act: Act) -> Result<(), WriteError> {
        self.noted(&[act], |_| Ok(Vec::new())).await
    }

    /// Adds a line to the citizen's journal for each act that it does not tell of already.
    ///
    /// # Errors
    /// Fails where the visit has ended, is full, or its journal was tampered with.
    pub async fn note_once(&self, acts: &[Act]) -> Result<(), WriteError> {
        self.noted(acts, |stored| {
            let before = self.opened(&SlotName::Journal, stored)?;
            let told = before.map_or(Some(Vec::new()), |slot| journal::read(&slot.value));
            told.ok_or(WriteError::Broken)
        })
        .await
    }

    /// Adds a line for each act that is not among what `told` finds in the journal as it is.
    async fn noted(
        &self,
        acts: &[Act],
        told: impl Fn(&Stored) -> Result<Vec<JournalEntry>, WriteError>,
    ) -> Result<(), WriteError> {
        let at = self.inner.clock.now();
        for _ in 0..TRIES {
            let stored = self.stored(&SlotName::Journal).await?;
            let told = told(&stored)?;
            let is_new = |act: &&Act| told.iter().all(|entry| entry.act != **act);
            let mut lines = Zeroizing::new(Vec::with_capacity(256 * acts.len()));
            for act in acts.iter().filter(is_new).cloned() {
                let line = journal::line(&JournalEntry { at, act }).ok_or(WriteError::Full)?;
                lines.extend_from_slice(&line);
            }
            if lines.is_empty() {
                return Ok(());
            }
            let journal = self.appended(&stored, &lines)?;
            let swapped = self.swap(&SlotName::Journal, stored.revision, Some(&journal));
            match swapped.await {
                Err(WriteError::Conflict) => {}
                other => return other.map(drop),
            }
        }
        Err(WriteError::Unavailable)
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
        Ok(self.look(slot).await?.slot)
    }

    /// Reads a slot, and holds what the store shows against the index.
    pub(super) async fn look(&self, slot: &SlotName) -> Result<Seen, SpaceError> {
        let (now, handle) = (self.now()?, self.handle());
        let least = self.inner.told.index(&handle);
        let shown = self
            .inner
            .store
            .read(&handle, &self.naming.label(slot), now)
            .await?;
        let index = self.checked(shown.index, least)?;
        if index
            .as_ref()
            .is_some_and(|index| !index.vouches_for(slot, &shown.slot))
        {
            self.inner.broken(self.pseudonym());
            return Err(SpaceError::Broken);
        }
        Ok(Seen {
            slot: shown.slot,
            index,
        })
    }

    /// The index as it is now; nothing where the store is not shared.
    async fn index(&self) -> Result<Option<Index>, SpaceError> {
        if !self.naming.are_opaque() {
            return Ok(None);
        }
        let (now, handle) = (self.now()?, self.handle());
        let least = self.inner.told.index(&handle);
        let stored = self.inner.store.index(&handle, now).await?;
        self.checked(stored, least)
    }

    /// Opens the index. Older than `least`, which this node had seen before it asked, it was put back.
    fn checked(&self, stored: Option<Stored>, least: u64) -> Result<Option<Index>, SpaceError> {
        if !self.naming.are_opaque() {
            return Ok(None);
        }
        let handle = self.handle();
        let index = stored.and_then(|stored| Index::open(&self.keys, &handle, &stored));
        let Some(index) = index.filter(|index| index.revision >= least) else {
            self.inner.broken(self.pseudonym());
            return Err(SpaceError::Broken);
        };
        self.inner.told.saw_index(&handle, index.revision);
        Ok(Some(index))
    }

    async fn swap(&self, slot: &SlotName, last: u64, value: Option<&[u8]>) -> Result<u64, WriteError> {
        let stored = match value {
            Some(value) => self.sealed(slot, last, value)?,
            None => Stored {
                revision: last.checked_add(1).ok_or(WriteError::Conflict)?,
                sealed: None,
            },
        };
        let revision = stored.revision;
        for _ in 0..TRIES {
            let index = self.index().await?;
            let is_shared = index.is_some();
            if index.as_ref().is_some_and(|index| index.slot(slot).0 != last) {
                return Err(WriteError::Conflict);
            }
            let change = self.change(slot, stored.clone(), index)?;
            let reached = change.index.as_ref().map_or(0, |index| index.revision);
            let now = self.now()?;
            match self.inner.store.swap(&self.handle(), change, now).await {
                Ok(()) => {
                    self.inner.told.saw_index(&self.handle(), reached);
                    return Ok(revision);
                }
                // Another slot of the visit was written meanwhile: the index tells.
                Err(StoreError::Conflict) if is_shared => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(WriteError::Unavailable)
    }

    /// A slot's new revision, with the index that follows from it.
    pub(super) fn change(
        &self,
        slot: &SlotName,
        stored: Stored,
        index: Option<Index>,
    ) -> Result<Change, WriteError> {
        let index = match index {
            None => None,
            Some(index) => {
                let next = index.with_slot(slot, &stored).ok_or(WriteError::Broken)?;
                let sealed = next.seal(&self.keys, &self.handle());
                Some(sealed.map_err(|_| WriteError::Full)?)
            }
        };
        Ok(Change {
            label: self.naming.label(slot),
            slot: stored,
            index,
        })
    }

    pub(super) fn sealed(&self, slot: &SlotName, last: u64, value: &[u8]) -> Result<Stored, WriteError> {
        let revision = last.checked_add(1).ok_or(WriteError::Conflict)?;
        let place = Place {
            handle: &self.handle(),
            name: &slot.to_string(),
            revision,
        };
        let sealed = if self.naming.are_opaque() {
            self.keys.seal(place, &padded(value))
        } else {
            self.keys.seal(place, value)
        };
        let sealed = sealed.map_err(|error| match error {
            SealError::TooLarge => WriteError::Full,
            SealError::Format | SealError::Broken => WriteError::Broken,
        })?;
        Ok(Stored {
            revision,
            sealed: Some(sealed),
        })
    }

    pub(super) fn opened(&self, slot: &SlotName, stored: &Stored) -> Result<Option<Slot>, SpaceError> {
        let Some(sealed) = &stored.sealed else {
            return Ok(None);
        };
        let place = Place {
            handle: &self.handle(),
            name: &slot.to_string(),
            revision: stored.revision,
        };
        let opened = self.keys.open(place, sealed).ok();
        let value = opened.and_then(|opened| index::value(opened, self.naming.are_opaque()));
        let value = value.ok_or_else(|| {
            self.inner.broken(self.pseudonym());
            SpaceError::Broken
        })?;
        Ok(Some(Slot {
            revision: stored.revision,
            value,
        }))
    }
}
