use jiff::Timestamp;
use mn_seal::DepositKey;

use super::Visit;
use crate::deposit::parted;
use crate::index::{self, Index};
use crate::{Change, Deposited, SlotName, SpaceError, StoreError, WriteError};

/// Filing what background work left.
impl Visit {
    /// Opens what background work left and files it. Two requests at once file each deposit once.
    pub(crate) async fn collect(&self) -> Result<(), SpaceError> {
        let key = self.deposit_key();
        let now = self.inner.clock.now();
        for deposit in self.inner.store.deposits(&self.handle(), now).await? {
            while let Err(error) = self.settle(&key, &deposit, now).await {
                match error {
                    WriteError::Conflict => {
                        let waiting = self.inner.store.deposits(&self.handle(), now).await?;
                        if !waiting.iter().any(|other| other.number == deposit.number) {
                            break;
                        }
                    }
                    // It waits until there is room, or for ever in a slot that was tampered with: who reads that
                    // slot is told.
                    WriteError::Full | WriteError::Broken | WriteError::AppendOnly => break,
                    WriteError::Gone => return Err(SpaceError::Gone),
                    WriteError::Unavailable => return Err(SpaceError::Unavailable),
                }
            }
        }
        Ok(())
    }

    async fn settle(&self, key: &DepositKey, deposit: &Deposited, now: Timestamp) -> Result<(), WriteError> {
        let change = self.filed(key, deposit).await?;
        if change.is_none() {
            self.inner.broken(self.pseudonym());
        }
        let store = &self.inner.store;
        Ok(store.settle(&self.handle(), deposit, change, now).await?)
    }

    /// The slot's next revision with the deposit in it; nothing where no node left it, or it was filed before.
    async fn filed(&self, key: &DepositKey, deposit: &Deposited) -> Result<Option<Change>, WriteError> {
        let opened = self.keys.open_deposit(key, &deposit.sealed).ok();
        let opened = opened.and_then(|opened| index::value(opened, self.naming.are_opaque()));
        // EXPOSE: from one seal into the other.
        let Some((slot, value)) = opened.as_ref().and_then(|opened| parted(opened.expose())) else {
            return Ok(None);
        };
        let seen = self.look(&slot).await?;
        if seen
            .index
            .as_ref()
            .is_some_and(|index| index.has_filed(&deposit.sealed))
        {
            return Ok(None);
        }
        let stored = if slot == SlotName::Journal {
            self.sealed(&slot, seen.slot.revision, &self.appended(&seen.slot, value)?)?
        } else {
            self.sealed(&slot, seen.slot.revision, value)?
        };
        let index = seen.index.map(|index| index.with_filed(&deposit.sealed));
        Ok(Some(self.change(&slot, stored, index)?))
    }

    /// Names of the slots that hold something, for the count of what an end destroys.
    pub(super) async fn filled(&self) -> Result<Vec<SlotName>, StoreError> {
        let now = self.inner.clock.now();
        let stored = self.inner.store.index(&self.handle(), now).await?;
        let index = stored.and_then(|stored| Index::open(&self.keys, &self.handle(), &stored));
        Ok(index.map(|index| index.filled()).unwrap_or_default())
    }
}
