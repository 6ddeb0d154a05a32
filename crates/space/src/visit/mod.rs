mod filing;
mod slots;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use mn_event::{EndReason, Event, Pseudonym};
use mn_seal::{DepositKey, Handle, VisitKeys, VisitLabels};

pub use self::slots::Slot;
use crate::header::Header;
use crate::label::Labels;
use crate::spaces::Inner;
use crate::{Act, Deposit, EndError, Life, NodeId, Person, SlotName, SpaceError, WriteError};

/// One opened private space, for the length of a request.
pub struct Visit {
    inner: Arc<Inner>,
    labels: VisitLabels,
    naming: Labels,
    keys: VisitKeys,
    header: Header,
    life: Mutex<Life>,
}

/// What was destroyed. Exists only after the removal was verified: [`Visit::end`] alone makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
        (labels, naming): (VisitLabels, Labels),
        keys: VisitKeys,
        (header, life): (Header, Life),
    ) -> Self {
        Self {
            inner,
            labels,
            naming,
            keys,
            header,
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
    pub(super) fn now(&self) -> Result<Timestamp, SpaceError> {
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
        match self.note(Act::Extended).await {
            // A visit without room for one more line lives on all the same.
            Ok(()) | Err(WriteError::Full) => {}
            Err(error) => return Err(error),
        }
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

    /// What background work gets: it can put in, and cannot read. It is told when the visit ends.
    ///
    /// # Errors
    /// Fails where the visit has ended.
    pub async fn deposit(&self) -> Result<Deposit, SpaceError> {
        let ended = self.inner.background(&self.handle()).await?;
        Ok(Deposit {
            store: Arc::clone(&self.inner.store),
            clock: Arc::clone(&self.inner.clock),
            key: self.deposit_key(),
            labels: self.naming.clone(),
            ended,
        })
    }

    fn deposit_key(&self) -> DepositKey {
        DepositKey::new(&self.inner.pepper, self.handle(), self.header.public_key)
    }

    /// The node that this request is on, for what runs only there.
    #[must_use]
    pub fn node(&self) -> &NodeId {
        &self.inner.node
    }

    /// Whether a node lives, so that what it began may still come.
    ///
    /// # Errors
    /// Fails where the store cannot be reached.
    pub async fn is_alive(&self, node: &NodeId) -> Result<bool, SpaceError> {
        Ok(*node == self.inner.node || self.inner.store.is_alive(node).await?)
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
        let known = self.named().await;
        let ended = self.inner.end(&self.handle(), reason).await?;
        let count = |slots: usize| u32::try_from(slots).unwrap_or(u32::MAX);
        let names = known.unwrap_or_else(|| {
            let names = ended.slots.iter();
            names.filter_map(|label| self.naming.name(label)).collect()
        });
        let answers = names.iter().filter(|slot| matches!(slot, SlotName::Answers(_)));
        let receipt = u128::from_be_bytes(self.labels.receipt_id());
        Ok(Deletion {
            values: count(ended.slots.len()),
            sources: count(answers.count()),
            at: self.inner.clock.now(),
            reason,
            receipt_id: format!("{receipt:032x}"),
        })
    }
}

impl Visit {
    /// The names of what an end will destroy, where the store itself cannot tell them.
    async fn named(&self) -> Option<Vec<SlotName>> {
        if !self.naming.are_opaque() {
            return None;
        }
        // Where this fails, so does the end, or the receipt counts fewer sources than there were.
        let _ = self.collect().await;
        Some(self.filled().await.unwrap_or_default())
    }
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visit").finish_non_exhaustive()
    }
}
