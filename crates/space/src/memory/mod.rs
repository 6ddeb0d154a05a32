mod contents;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use mn_seal::Handle;
use moka::future::Cache;

use self::contents::{Cell, Contents, Limits};
use crate::{
    Change, Deposited, Ear, Ended, Entry, Life, NodeId, Opening, Shown, SlotLabel, SpaceConfig, SpaceStore,
    StoreError, Stored,
};

/// What a visit costs beside its sealed bytes, for the count.
const OVERHEAD: usize = 1024;

/// Keeps sealed bytes in the memory of one process.
///
/// The map frees nothing by itself and is told no capacity: visits and bytes are counted here, an end
/// overwrites the contents directly, and the agenda says which visits may be over by now.
pub struct MemoryStore {
    limits: Limits,
    cells: Cache<Handle, Arc<Cell>>,
    agenda: Mutex<Agenda>,
    epoch: AtomicU64,
    visits: AtomicUsize,
    bytes: AtomicUsize,
    looks: AtomicUsize,
}

/// Which visits to look at in which second.
type Agenda = BTreeMap<i64, Vec<Handle>>;

impl MemoryStore {
    /// Makes an empty store.
    #[must_use]
    pub fn new(config: &SpaceConfig) -> Self {
        Self {
            limits: Limits {
                visits: config.max_visits,
                bytes: config.max_bytes,
                visit_bytes: config.max_visit_bytes,
            },
            cells: Cache::builder().build(),
            agenda: Mutex::default(),
            epoch: AtomicU64::new(1),
            visits: AtomicUsize::new(0),
            bytes: AtomicUsize::new(0),
            looks: AtomicUsize::new(0),
        }
    }

    /// How many visits live.
    #[must_use]
    pub fn visits(&self) -> usize {
        self.visits.load(Ordering::Acquire)
    }

    /// How many sealed bytes they hold, with an allowance for each visit.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Acquire)
    }

    /// How many visits the sweeps have looked at so far: those whose second had come, and no others.
    #[must_use]
    pub fn looks(&self) -> usize {
        self.looks.load(Ordering::Acquire)
    }

    async fn cell(&self, handle: &Handle) -> Result<Arc<Cell>, StoreError> {
        self.cells.get(handle).await.ok_or(StoreError::Gone)
    }

    /// Works on a living visit and keeps the count of bytes.
    async fn living<R>(
        &self,
        handle: &Handle,
        now: Timestamp,
        work: impl FnOnce(&mut Contents, Limits) -> Result<R, StoreError> + Send,
    ) -> Result<R, StoreError> {
        let cell = self.cell(handle).await?;
        let mut contents = cell.lock();
        let contents = contents.as_mut().ok_or(StoreError::Gone)?;
        if contents.life.is_over(now) {
            return Err(StoreError::Gone);
        }
        let before = contents.bytes;
        let result = work(contents, self.limits);
        self.bytes.fetch_add(contents.bytes, Ordering::AcqRel);
        self.bytes.fetch_sub(before, Ordering::AcqRel);
        result
    }

    /// Changes a visit's life and looks at it again no later than its new end.
    async fn relive(
        &self,
        handle: &Handle,
        now: Timestamp,
        change: impl FnOnce(&mut Life) + Send,
    ) -> Result<Life, StoreError> {
        let mut sooner = None;
        let life = self
            .living(handle, now, |contents, _| {
                change(&mut contents.life);
                let end = contents.life.end().as_second();
                if end < contents.looked_at {
                    contents.looked_at = end;
                    sooner = Some(end);
                }
                Ok(contents.life)
            })
            .await?;
        if let Some(second) = sooner {
            self.enrol(second, *handle);
        }
        Ok(life)
    }

    fn agenda(&self) -> MutexGuard<'_, Agenda> {
        self.agenda.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enrol(&self, second: i64, handle: Handle) {
        self.agenda().entry(second).or_default().push(handle);
    }

    /// Takes those out of the agenda whose second has come.
    fn due(&self, now: Timestamp) -> Vec<(i64, Handle)> {
        let mut agenda = self.agenda();
        let later = agenda.split_off(&now.as_second().saturating_add(1));
        let due = std::mem::replace(&mut *agenda, later);
        drop(agenda);
        due.into_iter()
            .flat_map(|(second, handles)| handles.into_iter().map(move |handle| (second, handle)))
            .collect()
    }

    /// Empties the cell: the share first, then the rest, then the map's own entry.
    async fn wipe(&self, handle: &Handle, cell: &Cell) -> Option<Ended> {
        let contents = {
            let mut guard = cell.lock();
            if let Some(contents) = guard.as_mut() {
                contents.share.wipe();
            }
            guard.take()
        };
        self.cells.invalidate(handle).await;
        let contents = contents?;
        self.visits.fetch_sub(1, Ordering::AcqRel);
        self.bytes.fetch_sub(contents.bytes, Ordering::AcqRel);
        Some(Ended {
            handle: *handle,
            pseudonym: contents.pseudonym,
            reason: contents.life.reason(),
            slots: contents.filled(),
        })
    }

    /// Whether a visit that stood on the agenda is over; one that is not is put on it again.
    fn is_over(&self, second: i64, handle: Handle, cell: &Cell, now: Timestamp) -> bool {
        let again = {
            let mut guard = cell.lock();
            let Some(contents) = guard.as_mut() else {
                return false;
            };
            if contents.looked_at != second {
                return false;
            }
            if contents.life.is_over(now) {
                return true;
            }
            contents.looked_at = contents
                .life
                .end()
                .as_second()
                .max(now.as_second().saturating_add(1));
            contents.looked_at
        };
        self.enrol(again, handle);
        false
    }
}

#[async_trait]
impl SpaceStore for MemoryStore {
    fn is_shared(&self) -> bool {
        false
    }

    async fn epoch(&self) -> Result<u64, StoreError> {
        Ok(self.epoch.load(Ordering::Acquire))
    }

    async fn begin(&self, handle: Handle, opening: Opening) -> Result<(), StoreError> {
        if self.bytes() >= self.limits.bytes {
            return Err(StoreError::Full);
        }
        self.visits
            .try_update(Ordering::AcqRel, Ordering::Acquire, |visits| {
                (visits < self.limits.visits).then_some(visits + 1)
            })
            .map_err(|_| StoreError::Full)?;
        let contents = Contents::new(opening);
        let (bytes, looked_at) = (contents.bytes, contents.looked_at);
        self.bytes.fetch_add(bytes, Ordering::AcqRel);
        let cell = Arc::new(Cell(Mutex::new(Some(contents))));
        let entered = self.cells.entry(handle).or_insert(cell).await;
        if !entered.is_fresh() {
            self.visits.fetch_sub(1, Ordering::AcqRel);
            self.bytes.fetch_sub(bytes, Ordering::AcqRel);
            return Err(StoreError::Conflict);
        }
        self.enrol(looked_at, handle);
        Ok(())
    }

    async fn entry(&self, handle: &Handle) -> Result<Entry, StoreError> {
        let cell = self.cell(handle).await?;
        let contents = cell.lock();
        let contents = contents.as_ref().ok_or(StoreError::Gone)?;
        Ok(Entry {
            epoch: self.epoch.load(Ordering::Acquire),
            share: contents.share.clone(),
            header: contents.header.to_vec(),
            life: contents.life,
            waiting: contents.deposits.len(),
        })
    }

    async fn touch(
        &self,
        handle: &Handle,
        ends_at: Timestamp,
        is_last: bool,
        now: Timestamp,
    ) -> Result<Life, StoreError> {
        self.relive(handle, now, |life| {
            life.ends_at = ends_at;
            life.is_last = is_last;
        })
        .await
    }

    async fn hold(
        &self,
        handle: &Handle,
        until: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Life, StoreError> {
        self.relive(handle, now, |life| life.held_until = until).await
    }

    async fn slots(&self, handle: &Handle, now: Timestamp) -> Result<Vec<SlotLabel>, StoreError> {
        self.living(handle, now, |contents, _| {
            let filled = contents
                .slots
                .iter()
                .filter(|(_, stored)| stored.sealed.is_some());
            Ok(filled.map(|(name, _)| name.clone()).collect())
        })
        .await
    }

    async fn read(&self, handle: &Handle, slot: &SlotLabel, now: Timestamp) -> Result<Shown, StoreError> {
        self.living(handle, now, |contents, _| {
            Ok(Shown {
                slot: contents.stored(slot),
                index: None,
            })
        })
        .await
    }

    async fn index(&self, handle: &Handle, now: Timestamp) -> Result<Option<Stored>, StoreError> {
        self.living(handle, now, |_, _| Ok(None)).await
    }

    async fn swap(&self, handle: &Handle, change: Change, now: Timestamp) -> Result<(), StoreError> {
        self.living(handle, now, |contents, limits| contents.swap(change, 0, limits))
            .await
    }

    async fn deposit(
        &self,
        handle: &Handle,
        slot: &SlotLabel,
        sealed: Vec<u8>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.living(handle, now, |contents, limits| {
            contents.grow(sealed.len(), 0, limits)?;
            contents.deposited += 1;
            contents.deposits.push(Deposited {
                number: contents.deposited,
                slot: slot.clone(),
                sealed,
            });
            Ok(())
        })
        .await
    }

    async fn deposits(&self, handle: &Handle, now: Timestamp) -> Result<Vec<Deposited>, StoreError> {
        self.living(handle, now, |contents, _| Ok(contents.deposits.clone()))
            .await
    }

    async fn settle(
        &self,
        handle: &Handle,
        deposit: &Deposited,
        change: Option<Change>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.living(handle, now, |contents, limits| {
            let mut waiting = contents.deposits.iter();
            let at = waiting.position(|waiting| waiting.number == deposit.number);
            let at = at.ok_or(StoreError::Conflict)?;
            match change {
                Some(change) => contents.swap(change, deposit.sealed.len(), limits)?,
                None => contents.grow(0, deposit.sealed.len(), limits)?,
            }
            contents.deposits.remove(at);
            Ok(())
        })
        .await
    }

    async fn end(&self, handle: &Handle) -> Result<Ended, StoreError> {
        let cell = self.cell(handle).await?;
        self.wipe(handle, &cell).await.ok_or(StoreError::Gone)
    }

    async fn holds(&self, handle: &Handle) -> Result<bool, StoreError> {
        Ok(self.cells.get(handle).await.is_some())
    }

    async fn sweep(&self, now: Timestamp) -> Result<Vec<Ended>, StoreError> {
        let mut ended = Vec::new();
        let due = self.due(now);
        self.looks.fetch_add(due.len(), Ordering::AcqRel);
        for (second, handle) in due {
            let Some(cell) = self.cells.get(&handle).await else {
                continue;
            };
            if self.is_over(second, handle, &cell, now) {
                ended.extend(self.wipe(&handle, &cell).await);
            }
        }
        self.cells.run_pending_tasks().await;
        Ok(ended)
    }

    async fn seal_all(&self) -> Result<Vec<Ended>, StoreError> {
        self.epoch.fetch_add(1, Ordering::AcqRel);
        let mut ended = Vec::new();
        let all: Vec<_> = self.cells.iter().collect();
        for (handle, cell) in all {
            ended.extend(self.wipe(&handle, &cell).await);
        }
        self.cells.run_pending_tasks().await;
        Ok(ended)
    }

    /// Its visits end with the process: whoever asks lives.
    async fn beat(&self, _: &NodeId) -> Result<(), StoreError> {
        Ok(())
    }

    async fn is_alive(&self, _: &NodeId) -> Result<bool, StoreError> {
        Ok(true)
    }

    /// Nobody else ends its visits.
    fn listen(&self, _: Ear) {}
}
