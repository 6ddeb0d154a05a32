use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use mn_seal::Handle;
use tokio_util::sync::CancellationToken;

/// What one node remembers of visits between requests, in its own memory: whom to tell of an end, and how far
/// things had come. A shared store that shows less than that was put back.
#[derive(Default)]
pub(crate) struct Told {
    running: Mutex<HashMap<Handle, Running>>,
    ended: Mutex<HashMap<Handle, Timestamp>>,
    epoch: AtomicU64,
    unsure: AtomicBool,
    sealed: Mutex<Option<Timestamp>>,
}

#[derive(Default)]
struct Running {
    ended: CancellationToken,
    index: u64,
}

impl Told {
    /// The token that is cancelled when the visit ends.
    pub(crate) fn background(&self, handle: &Handle) -> CancellationToken {
        self.running().entry(*handle).or_default().ended.clone()
    }

    /// Tells everything of a visit that it has ended.
    pub(crate) fn stop(&self, handle: &Handle) {
        let running = self.running().remove(handle);
        if let Some(running) = running {
            running.ended.cancel();
        }
    }

    /// Tells everything of every visit.
    pub(crate) fn stop_all(&self) {
        let running = std::mem::take(&mut *self.running());
        for running in running.into_values() {
            running.ended.cancel();
        }
    }

    /// Remembers when every visit was sealed.
    pub(crate) fn all_sealed(&self, at: Timestamp) {
        *self.sealed.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
    }

    /// When every visit was last sealed, as far as this node knows.
    pub(crate) fn sealed_at(&self) -> Option<Timestamp> {
        *self.sealed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The visits of which something may run here.
    pub(crate) fn all(&self) -> Vec<Handle> {
        self.running().keys().copied().collect()
    }

    /// The highest revision of a visit's index that this node has seen.
    pub(crate) fn index(&self, handle: &Handle) -> u64 {
        self.running().get(handle).map_or(0, |running| running.index)
    }

    /// Remembers a revision that was seen. Of a visit that has ended nothing is remembered.
    pub(crate) fn saw_index(&self, handle: &Handle, revision: u64) {
        if let Some(running) = self.running().get_mut(handle) {
            running.index = running.index.max(revision);
        }
    }

    /// The highest epoch that this node has seen.
    pub(crate) fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }

    pub(crate) fn saw_epoch(&self, epoch: u64) {
        self.epoch.fetch_max(epoch, Ordering::AcqRel);
    }

    /// Remembers that a visit has ended, for as long as its seal could still name a time to live.
    pub(crate) fn bury(&self, handle: Handle, until: Timestamp) {
        self.ended().insert(handle, until);
    }

    pub(crate) fn has_ended(&self, handle: &Handle) -> bool {
        self.ended().contains_key(handle)
    }

    /// Forgets what has run out by itself.
    pub(crate) fn forget(&self, now: Timestamp) {
        self.ended().retain(|_, until| now < *until);
    }

    pub(crate) fn doubt(&self) {
        self.unsure.store(true, Ordering::Release);
    }

    /// Whether an end may have been missed since this was last asked.
    pub(crate) fn take_doubt(&self) -> bool {
        self.unsure.swap(false, Ordering::AcqRel)
    }

    fn running(&self) -> MutexGuard<'_, HashMap<Handle, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ended(&self) -> MutexGuard<'_, HashMap<Handle, Timestamp>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
