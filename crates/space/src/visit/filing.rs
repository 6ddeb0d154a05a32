use jiff::Timestamp;
use mn_event::{AnswerRefusal, Event};
use mn_seal::DepositKey;
use mn_source::Question;

use super::Visit;
use crate::deposit::parted;
use crate::index::{self, Index};
use crate::{Change, Deposited, SlotName, SpaceError, StoreError, Stored, WriteError};

/// What is done with a deposit.
enum Filing {
    /// It becomes the slot's next revision.
    Kept(Change),
    /// It is thrown away, and that is told.
    Refused(Event),
}

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
        let (change, refused) = match self.filed(key, deposit).await? {
            Filing::Kept(change) => (Some(change), None),
            Filing::Refused(event) => (None, Some(event)),
        };
        let store = &self.inner.store;
        store.settle(&self.handle(), deposit, change, now).await?;
        // Told by the one that threw it away: another request may have filed it in between.
        if let Some(event) = refused {
            self.inner.tell(self.pseudonym(), event);
        }
        Ok(())
    }

    /// The slot's next revision with the deposit in it. Refused where no node left it, it was filed before, or it
    /// answers no newer question than the slot does.
    async fn filed(&self, key: &DepositKey, deposit: &Deposited) -> Result<Filing, WriteError> {
        let opened = self.keys.open_deposit(key, &deposit.sealed).ok();
        let opened = opened.and_then(|opened| index::value(opened, self.naming.are_opaque()));
        // EXPOSE: from one seal into the other.
        let Some((slot, value)) = opened.as_ref().and_then(|opened| parted(opened.expose())) else {
            return Ok(Filing::Refused(Event::SealBroken));
        };
        let seen = self.look(&slot).await?;
        if seen
            .index
            .as_ref()
            .is_some_and(|index| index.has_filed(&deposit.sealed))
        {
            return Ok(Filing::Refused(Event::SealBroken));
        }
        if let Some(event) = self.unwanted(&slot, &seen.slot, value)? {
            return Ok(Filing::Refused(event));
        }
        let stored = if slot == SlotName::Journal {
            self.sealed(&slot, seen.slot.revision, &self.appended(&seen.slot, value)?)?
        } else {
            self.sealed(&slot, seen.slot.revision, value)?
        };
        let index = seen.index.map(|index| index.with_filed(&deposit.sealed));
        Ok(Filing::Kept(self.change(&slot, stored, index)?))
    }

    /// Whether an answer is to a question that has been answered, or to an older one: a node that stood still may wake
    /// up with it.
    fn unwanted(&self, slot: &SlotName, held: &Stored, value: &[u8]) -> Result<Option<Event>, WriteError> {
        if !matches!(slot, SlotName::Answers(_)) {
            return Ok(None);
        }
        let held = self.opened(slot, held)?;
        // EXPOSE: which question it answers, and no value.
        let held = held.and_then(|held| Question::of_stored(held.value.expose()).ok());
        let (Some(held), Ok(new)) = (held, Question::of_stored(value)) else {
            return Ok(None);
        };
        let reason = if new.correlation == held.correlation {
            AnswerRefusal::Repeated
        } else if new.asked_at <= held.asked_at {
            AnswerRefusal::Older
        } else {
            return Ok(None);
        };
        Ok(Some(Event::AnswerRefused {
            source: new.source,
            correlation: new.correlation,
            reason,
        }))
    }

    /// Names of the slots that hold something, for the count of what an end destroys.
    pub(super) async fn filled(&self) -> Result<Vec<SlotName>, StoreError> {
        let now = self.inner.clock.now();
        let stored = self.inner.store.index(&self.handle(), now).await?;
        let index = stored.and_then(|stored| Index::open(&self.keys, &self.handle(), &stored));
        Ok(index.map(|index| index.filled()).unwrap_or_default())
    }
}
