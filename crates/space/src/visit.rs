use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use mn_domain::Sensitive;
use mn_event::{EndReason, Event, Pseudonym};
use mn_seal::{Handle, Place, SealError, VisitKeys, VisitLabels, VisitPublicKey};
use zeroize::Zeroizing;

use crate::header::Header;
use crate::journal;
use crate::spaces::Inner;
use crate::{
    Act, Deposit, Deposited, EndError, JournalEntry, Life, Person, SlotName, SpaceError, StoreError, Stored,
    WriteError,
};

/// One opened private space, for the length of a request.
pub struct Visit {
    inner: Arc<Inner>,
    labels: VisitLabels,
    keys: VisitKeys,
    header: Header,
    public_key: VisitPublicKey,
    life: Mutex<Life>,
}

/// What a slot holds.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Which revision: hand it back to write the next.
    pub revision: u64,
    /// The value.
    pub value: Sensitive<Vec<u8>>,
}

/// What was destroyed. Exists only after the removal was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    /// How many slots held something.
    pub values: u32,
    /// How many sources had answered.
    pub sources: u32,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: EndReason,
    /// What the receipt calls the visit, in hexadecimal digits. Says nothing about the person.
    pub receipt_id: String,
}

impl Visit {
    pub(crate) fn new(
        inner: Arc<Inner>,
        labels: VisitLabels,
        keys: VisitKeys,
        (header, public_key, life): (Header, VisitPublicKey, Life),
    ) -> Self {
        Self {
            inner,
            labels,
            keys,
            header,
            public_key,
            life: Mutex::new(life),
        }
    }

    /// Who acts, and whom it is about.
    #[must_use]
    pub const fn person(&self) -> &Person {
        &self.header.person
    }

    /// Under what the server keeps the visit.
    #[must_use]
    pub const fn handle(&self) -> Handle {
        self.labels.handle()
    }

    /// Who, for the log.
    #[must_use]
    pub const fn pseudonym(&self) -> Pseudonym {
        Pseudonym::from_hash(self.labels.pseudonym())
    }

    /// When the visit began.
    #[must_use]
    pub const fn began_at(&self) -> Timestamp {
        self.header.began
    }

    /// When the visit ends if the citizen does nothing more.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        self.life().end()
    }

    /// When the citizen is to be warned of that.
    #[must_use]
    pub fn warn_at(&self) -> Timestamp {
        let ends_at = self.ends_at();
        ends_at.checked_sub(self.inner.config.warning).unwrap_or(ends_at)
    }

    /// When the visit ends whatever the citizen does.
    #[must_use]
    pub const fn absolute_end(&self) -> Timestamp {
        self.header.absolute
    }

    /// Until when a signature order keeps the visit, if one does.
    #[must_use]
    pub fn held_until(&self) -> Option<Timestamp> {
        self.life().held_until
    }

    fn life(&self) -> Life {
        *self.life.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lives(&self, life: Life) -> Timestamp {
        *self.life.lock().unwrap_or_else(PoisonError::into_inner) = life;
        life.end()
    }

    /// The present moment, if the visit is not over by what its sealed header says.
    fn now(&self) -> Result<Timestamp, SpaceError> {
        let now = self.inner.clock.now();
        let over = self.inner.over(&self.life(), self.header.absolute, now);
        // The idle deadline may have been moved by another request: about that, the store has the last word.
        if over == Some(EndReason::TimeUp) {
            Err(SpaceError::Gone)
        } else {
            Ok(now)
        }
    }

    /// The citizen did something: the idle time starts anew. Gives the new end.
    ///
    /// # Errors
    /// Fails where the visit has ended.
    pub async fn touch(&self) -> Result<Timestamp, SpaceError> {
        let now = self.now()?;
        let life = self.inner.idle_life(now, self.header.absolute);
        let life = self
            .inner
            .store
            .touch(&self.handle(), life.ends_at, life.is_last, now)
            .await?;
        Ok(self.lives(life))
    }

    /// The citizen pressed "stay". Gives the new end, which never lies beyond [`Self::absolute_end`].
    ///
    /// # Errors
    /// Fails where the visit has ended or its journal cannot be written.
    pub async fn extend(&self) -> Result<Timestamp, WriteError> {
        let ends_at = self.touch().await?;
        self.note(Act::Extended).await?;
        self.inner
            .log
            .record(Some(self.pseudonym()), Event::VisitExtended);
        Ok(ends_at)
    }

    /// A signature order runs until then: the visit does not run out in the middle of it. The grace of the
    /// configuration bounds it. Gives until when the visit is held.
    ///
    /// # Errors
    /// Fails where the visit has ended.
    pub async fn hold(&self, until: Timestamp) -> Result<Timestamp, SpaceError> {
        let now = self.now()?;
        let longest = now.checked_add(self.inner.config.grace).unwrap_or(now);
        let until = until.min(longest).min(self.inner.utmost(self.header.absolute));
        let life = self.inner.store.hold(&self.handle(), Some(until), now).await?;
        self.lives(life);
        Ok(until)
    }

    /// The signature order is over.
    ///
    /// # Errors
    /// Fails where the visit has ended.
    pub async fn release(&self) -> Result<(), SpaceError> {
        let now = self.now()?;
        let life = self.inner.store.hold(&self.handle(), None, now).await?;
        self.lives(life);
        Ok(())
    }

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

    /// What background work gets: it can put in, and cannot read. It is told when the visit ends.
    ///
    /// # Errors
    /// Fails where the visit has ended.
    pub async fn deposit(&self) -> Result<Deposit, SpaceError> {
        let ended = self.inner.background(&self.handle()).await?;
        Ok(Deposit {
            store: Arc::clone(&self.inner.store),
            clock: Arc::clone(&self.inner.clock),
            handle: self.handle(),
            public_key: self.public_key,
            ended,
        })
    }

    /// The token of one form of this visit.
    #[must_use]
    pub fn csrf_token(&self, form: &str) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.labels.form_tag(form))
    }

    /// Whether a token is that of the form.
    #[must_use]
    pub fn check_csrf(&self, form: &str, token: &str) -> bool {
        mn_seal::is_same(self.csrf_token(form).as_bytes(), token.as_bytes())
    }

    /// Ends the visit: the server's share is wiped first, then everything else goes.
    ///
    /// # Errors
    /// Fails where it had ended already, or its removal could not be verified: then there is no receipt.
    pub async fn end(self, reason: EndReason) -> Result<Deletion, EndError> {
        let ended = self.inner.end(&self.handle(), reason).await?;
        let count = |slots: usize| u32::try_from(slots).unwrap_or(u32::MAX);
        let answers = ended
            .slots
            .iter()
            .filter(|slot| matches!(slot, SlotName::Answers(_)));
        let receipt = u128::from_be_bytes(self.labels.receipt_id());
        Ok(Deletion {
            values: count(ended.slots.len()),
            sources: count(answers.count()),
            at: self.inner.clock.now(),
            reason,
            receipt_id: format!("{receipt:032x}"),
        })
    }

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

    fn appended(&self, last: &Stored, line: &[u8]) -> Result<Zeroizing<Vec<u8>>, WriteError> {
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

    fn sealed(&self, slot: &SlotName, last: u64, value: &[u8]) -> Result<Stored, WriteError> {
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

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visit").finish_non_exhaustive()
    }
}
