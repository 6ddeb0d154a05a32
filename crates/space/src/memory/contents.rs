use std::sync::{Mutex, MutexGuard, PoisonError};

use mn_seal::ServerShare;

use super::OVERHEAD;
use crate::{Change, Deposited, Life, Opening, SlotLabel, StoreError, Stored};

#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) visits: usize,
    pub(super) bytes: usize,
    pub(super) visit_bytes: usize,
}

/// One visit. Empty from the instant it ends, whoever still holds the cell.
pub(super) struct Cell(pub(super) Mutex<Option<Contents>>);

pub(super) struct Contents {
    pub(super) share: ServerShare,
    pub(super) pseudonym: [u8; 8],
    pub(super) header: Box<[u8]>,
    pub(super) life: Life,
    pub(super) looked_at: i64,
    pub(super) slots: Vec<(SlotLabel, Stored)>,
    pub(super) deposits: Vec<Deposited>,
    pub(super) deposited: u64,
    pub(super) bytes: usize,
}

impl Cell {
    pub(super) fn lock(&self) -> MutexGuard<'_, Option<Contents>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Contents {
    pub(super) fn new(opening: Opening) -> Self {
        Self {
            share: opening.share,
            pseudonym: opening.pseudonym,
            bytes: OVERHEAD + opening.header.len(),
            header: opening.header.into_boxed_slice(),
            looked_at: opening.life.end().as_second(),
            life: opening.life,
            slots: Vec::new(),
            deposits: Vec::new(),
            deposited: 0,
        }
    }

    pub(super) fn stored(&self, slot: &SlotLabel) -> Stored {
        let found = self.slots.iter().find(|(name, _)| name == slot);
        found.map_or_else(Stored::never, |(_, stored)| stored.clone())
    }

    pub(super) fn grow(&mut self, add: usize, remove: usize, limits: Limits) -> Result<(), StoreError> {
        let bytes = (self.bytes + add).saturating_sub(remove);
        if add > remove && bytes > limits.visit_bytes + OVERHEAD {
            return Err(StoreError::Full);
        }
        self.bytes = bytes;
        Ok(())
    }

    /// `freed` bytes of a deposit go at the same time.
    pub(super) fn swap(&mut self, change: Change, freed: usize, limits: Limits) -> Result<(), StoreError> {
        let Change {
            label, slot: stored, ..
        } = change;
        let length = |stored: &Stored| stored.sealed.as_ref().map_or(0, Vec::len);
        let at = self.slots.iter().position(|(name, _)| *name == label);
        let old = at.and_then(|at| self.slots.get(at)).map(|(_, stored)| stored);
        if old.map_or(0, |old| old.revision).checked_add(1) != Some(stored.revision) {
            return Err(StoreError::Conflict);
        }
        self.grow(length(&stored), old.map_or(0, length) + freed, limits)?;
        match at.and_then(|at| self.slots.get_mut(at)) {
            Some((_, old)) => *old = stored,
            None => self.slots.push((label, stored)),
        }
        Ok(())
    }

    pub(super) fn filled(&self) -> Vec<SlotLabel> {
        let filled = self.slots.iter().filter(|(_, stored)| stored.sealed.is_some());
        let mut names: Vec<SlotLabel> = filled.map(|(name, _)| name.clone()).collect();
        names.extend(self.deposits.iter().map(|deposit| deposit.slot.clone()));
        names.sort();
        names.dedup();
        names
    }
}

impl Stored {
    /// A slot that was never written.
    pub(crate) const fn never() -> Self {
        Self {
            revision: 0,
            sealed: None,
        }
    }
}
