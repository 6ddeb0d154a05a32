use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use mn_seal::Handle;
use mn_space::{
    Change, Deposited, Ear, Ended, Entry, Life, NodeId, Opening, Shown, SlotLabel, SpaceStore, StoreError,
    Stored,
};

/// A store of one visit, in memory. It does what it is asked, and shows what it is told to.
pub struct Shelf {
    is_shared: bool,
    kept: Mutex<Kept>,
}

/// What a shelf shows.
#[derive(Clone, Default)]
pub struct Kept {
    /// The visit; nothing after its end.
    pub entry: Option<Entry>,
    /// The slots.
    pub slots: BTreeMap<SlotLabel, Stored>,
    /// The index, where the store is shared.
    pub index: Option<Stored>,
    /// What waits.
    pub deposits: Vec<Deposited>,
}

impl Shelf {
    /// Makes one.
    #[must_use]
    pub fn new(is_shared: bool, kept: Kept) -> Self {
        Self {
            is_shared,
            kept: Mutex::new(kept),
        }
    }

    /// What it shows, to be read or changed.
    pub fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn live(&self, change: impl FnOnce(&mut Life)) -> Result<Life, StoreError> {
        let mut kept = self.kept();
        let entry = kept.entry.as_mut().ok_or(StoreError::Gone)?;
        change(&mut entry.life);
        Ok(entry.life)
    }
}

impl Kept {
    fn swap(&mut self, change: Change) -> Result<(), StoreError> {
        let last = self.slots.get(&change.label).map_or(0, |slot| slot.revision);
        if last.checked_add(1) != Some(change.slot.revision) {
            return Err(StoreError::Conflict);
        }
        if let Some(index) = change.index {
            let last = self.index.as_ref().map_or(0, |index| index.revision);
            if last.checked_add(1) != Some(index.revision) {
                return Err(StoreError::Conflict);
            }
            self.index = Some(index);
        }
        self.slots.insert(change.label, change.slot);
        Ok(())
    }
}

#[async_trait]
impl SpaceStore for Shelf {
    fn is_shared(&self) -> bool {
        self.is_shared
    }

    async fn epoch(&self) -> Result<u64, StoreError> {
        Ok(1)
    }

    async fn begin(&self, _: Handle, opening: Opening) -> Result<(), StoreError> {
        let entry = Entry {
            epoch: 1,
            share: opening.share,
            header: opening.header,
            life: opening.life,
            waiting: 0,
        };
        *self.kept() = Kept {
            entry: Some(entry),
            index: opening.index,
            ..Kept::default()
        };
        Ok(())
    }

    async fn entry(&self, _: &Handle) -> Result<Entry, StoreError> {
        let kept = self.kept();
        let mut entry = kept.entry.clone().ok_or(StoreError::Gone)?;
        entry.waiting = kept.deposits.len();
        Ok(entry)
    }

    async fn touch(
        &self,
        _: &Handle,
        ends_at: Timestamp,
        is_last: bool,
        _: Timestamp,
    ) -> Result<Life, StoreError> {
        self.live(|life| {
            life.ends_at = ends_at;
            life.is_last = is_last;
        })
    }

    async fn hold(&self, _: &Handle, until: Option<Timestamp>, _: Timestamp) -> Result<Life, StoreError> {
        self.live(|life| life.held_until = until)
    }

    async fn slots(&self, _: &Handle, _: Timestamp) -> Result<Vec<SlotLabel>, StoreError> {
        let kept = self.kept();
        let filled = kept.slots.iter().filter(|(_, slot)| slot.sealed.is_some());
        Ok(filled.map(|(label, _)| label.clone()).collect())
    }

    async fn read(&self, _: &Handle, slot: &SlotLabel, _: Timestamp) -> Result<Shown, StoreError> {
        let kept = self.kept();
        let never = Stored {
            revision: 0,
            sealed: None,
        };
        Ok(Shown {
            slot: kept.slots.get(slot).cloned().unwrap_or(never),
            index: kept.index.clone(),
        })
    }

    async fn index(&self, _: &Handle, _: Timestamp) -> Result<Option<Stored>, StoreError> {
        Ok(self.kept().index.clone())
    }

    async fn swap(&self, _: &Handle, change: Change, _: Timestamp) -> Result<(), StoreError> {
        self.kept().swap(change)
    }

    async fn deposit(
        &self,
        _: &Handle,
        slot: &SlotLabel,
        sealed: Vec<u8>,
        _: Timestamp,
    ) -> Result<(), StoreError> {
        let mut kept = self.kept();
        let number = kept.deposits.last().map_or(1, |last| last.number + 1);
        kept.deposits.push(Deposited {
            number,
            slot: slot.clone(),
            sealed,
        });
        Ok(())
    }

    async fn deposits(&self, _: &Handle, _: Timestamp) -> Result<Vec<Deposited>, StoreError> {
        Ok(self.kept().deposits.clone())
    }

    async fn settle(
        &self,
        _: &Handle,
        deposit: &Deposited,
        change: Option<Change>,
        _: Timestamp,
    ) -> Result<(), StoreError> {
        let mut kept = self.kept();
        let number = deposit.number;
        if !kept.deposits.iter().any(|waiting| waiting.number == number) {
            return Err(StoreError::Conflict);
        }
        if let Some(change) = change {
            kept.swap(change)?;
        }
        kept.deposits.retain(|waiting| waiting.number != number);
        Ok(())
    }

    async fn end(&self, handle: &Handle) -> Result<Ended, StoreError> {
        let kept = std::mem::take(&mut *self.kept());
        let entry = kept.entry.ok_or(StoreError::Gone)?;
        Ok(Ended {
            handle: *handle,
            pseudonym: [0; 8],
            reason: entry.life.reason(),
            slots: kept.slots.into_keys().collect(),
        })
    }

    async fn holds(&self, _: &Handle) -> Result<bool, StoreError> {
        Ok(self.kept().entry.is_some())
    }

    async fn sweep(&self, _: Timestamp) -> Result<Vec<Ended>, StoreError> {
        Ok(Vec::new())
    }

    async fn seal_all(&self) -> Result<Vec<Ended>, StoreError> {
        Ok(Vec::new())
    }

    async fn beat(&self, _: &NodeId) -> Result<(), StoreError> {
        Ok(())
    }

    async fn is_alive(&self, _: &NodeId) -> Result<bool, StoreError> {
        Ok(true)
    }

    fn listen(&self, _: Ear) {}
}
