use jiff::Timestamp;
use mn_event::Event;

use super::Visit;
use crate::{Deposited, SlotName, StoreError, Stored, WriteError};

/// Filing what background work left.
impl Visit {
    /// Opens what background work left and files it. Two requests at once file each deposit once.
    pub(crate) async fn collect(&self) -> Result<(), StoreError> {
        let now = self.inner.clock.now();
        for deposit in self.inner.store.deposits(&self.handle(), now).await? {
            while let Err(error) = self.settle(&deposit, now).await {
                match error {
                    StoreError::Conflict => {
                        let waiting = self.inner.store.deposits(&self.handle(), now).await?;
                        if !waiting.iter().any(|other| other.number == deposit.number) {
                            break;
                        }
                    }
                    // It waits until there is room.
                    StoreError::Full => break,
                    StoreError::Gone | StoreError::Unavailable => return Err(error),
                }
            }
        }
        Ok(())
    }

    async fn settle(&self, deposit: &Deposited, now: Timestamp) -> Result<(), StoreError> {
        let (store, handle) = (&self.inner.store, self.handle());
        let last = store.read(&handle, &deposit.slot, now).await?;
        let filed = self.filed(deposit, &last).ok();
        if filed.is_none() {
            self.inner.log.record(Some(self.pseudonym()), Event::SealBroken);
        }
        store.settle(&handle, deposit, filed, now).await
    }

    /// The slot's next revision with the deposit in it.
    fn filed(&self, deposit: &Deposited, last: &Stored) -> Result<Stored, WriteError> {
        let name = deposit.slot.to_string();
        let value = self
            .keys
            .open_deposit(&self.handle(), &name, &deposit.sealed)
            .map_err(|_| WriteError::Broken)?;
        // EXPOSE: from one seal into the other.
        let value = value.expose();
        if deposit.slot == SlotName::Journal {
            self.sealed(&deposit.slot, last.revision, &self.appended(last, value)?)
        } else {
            self.sealed(&deposit.slot, last.revision, value)
        }
    }
}
