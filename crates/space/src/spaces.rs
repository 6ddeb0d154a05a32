use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use mn_domain::Clock;
use mn_event::{EndReason, Event, EventLog, Pseudonym};
use mn_seal::{Handle, Pepper, ServerShare, Token, VisitKeys, VisitLabels};
use tokio_util::sync::CancellationToken;

use crate::header::{self, Header};
use crate::index::Index;
use crate::label::Labels;
use crate::told::Told;
use crate::{
    BeginError, EndError, Ended, Heard, Life, MemoryStore, NoVisit, NodeId, Opening, Person, SpaceConfig,
    SpaceStore, StoreError, Stored, Visit,
};

/// Every private space of the installation. Cheap to clone.
#[derive(Clone)]
pub struct Spaces(Arc<Inner>);

pub(crate) struct Inner {
    pub config: SpaceConfig,
    pub store: Arc<dyn SpaceStore>,
    pub clock: Arc<dyn Clock>,
    pub log: EventLog,
    pub pepper: Pepper,
    pub node: NodeId,
    pub told: Told,
}

impl Spaces {
    /// Makes the spaces of one node, kept in its memory.
    #[must_use]
    pub fn new(config: SpaceConfig, pepper: Pepper, clock: Arc<dyn Clock>, log: EventLog) -> Self {
        let store = Arc::new(MemoryStore::new(&config));
        Self::with_store(config, pepper, clock, log, store)
    }

    /// Makes spaces that are kept in a store of one's choice.
    #[must_use]
    pub fn with_store(
        config: SpaceConfig,
        pepper: Pepper,
        clock: Arc<dyn Clock>,
        log: EventLog,
        store: Arc<dyn SpaceStore>,
    ) -> Self {
        let inner = Arc::new(Inner {
            config,
            store,
            clock,
            log,
            pepper,
            node: NodeId::draw(),
            told: Told::default(),
        });
        let listening = Arc::downgrade(&inner);
        inner.store.listen(Box::new(move |heard| {
            if let Some(inner) = listening.upgrade() {
                inner.heard(heard);
            }
        }));
        Self(inner)
    }

    /// Begins a visit: the token goes to the browser, and nowhere else.
    ///
    /// # Errors
    /// Fails where the house is full; nobody inside loses anything by it.
    pub async fn begin(&self, person: Person) -> Result<(Token, Visit), BeginError> {
        let inner = &self.0;
        let epoch = inner.store.epoch().await.map_err(|_| BeginError::Unavailable)?;
        let (token, share) = (Token::draw(), ServerShare::draw());
        let labels = VisitLabels::of(&token);
        let keys =
            VisitKeys::derive(&token, &share, &inner.pepper, epoch).map_err(|_| BeginError::Unavailable)?;
        let began = header::rounded(inner.clock.now());
        let absolute = began
            .checked_add(inner.config.absolute)
            .map_err(|_| BeginError::Unavailable)?;
        let header = Header {
            person,
            began,
            absolute,
            public_key: keys.public_key(),
        };
        let life = inner.idle_life(began, absolute);
        let sealed = header.seal(&keys, &labels.handle());
        let opening = Opening {
            share,
            pseudonym: labels.pseudonym(),
            header: sealed.map_err(|_| BeginError::Unavailable)?,
            index: inner.first_index(&keys, &labels.handle())?,
            life,
            gone_by: inner.utmost(absolute),
        };
        match inner.store.begin(labels.handle(), opening).await {
            Ok(()) => {}
            Err(StoreError::Full) => return Err(BeginError::Full),
            Err(_) => return Err(BeginError::Unavailable),
        }
        let naming = inner.labels(&token);
        let visit = Visit::new(Arc::clone(inner), (labels, naming), keys, (header, life));
        inner.log.record(Some(visit.pseudonym()), Event::VisitBegan);
        Ok((token, visit))
    }

    /// Opens the visit that the token belongs to. The sealed header is opened before anything else happens.
    ///
    /// Opening is no sign of life: pages that reload by themselves open too. [`Visit::touch`] is.
    ///
    /// # Errors
    /// Fails where there is no such visit or its time is up; then it is ended at once.
    pub async fn open(&self, token: &Token) -> Result<Visit, NoVisit> {
        let inner = &self.0;
        let labels = VisitLabels::of(token);
        let seen = inner.told.epoch();
        let entry = inner.store.entry(&labels.handle()).await?;
        if entry.epoch < seen || inner.told.has_ended(&labels.handle()) {
            inner.broken(Pseudonym::from_hash(labels.pseudonym()));
            return Err(NoVisit::Unknown);
        }
        inner.told.saw_epoch(entry.epoch);
        let keys = VisitKeys::derive(token, &entry.share, &inner.pepper, entry.epoch)
            .map_err(|_| NoVisit::Unknown)?;
        let Some(header) = Header::open(&keys, &labels.handle(), &entry.header) else {
            inner.broken(Pseudonym::from_hash(labels.pseudonym()));
            return Err(NoVisit::Unknown);
        };
        let now = inner.clock.now();
        if let Some(reason) = inner.over(&entry.life, header.absolute, now) {
            // Whatever the sweep finds later, from here on the visit is gone.
            let _ = self.end(&labels.handle(), reason).await;
            return Err(NoVisit::Ended(reason));
        }
        let naming = inner.labels(token);
        let visit = Visit::new(Arc::clone(inner), (labels, naming), keys, (header, entry.life));
        if entry.waiting > 0 {
            visit.collect().await?;
        }
        Ok(visit)
    }

    /// Ends a visit without its token, for example when the identity provider says that the login has ended.
    ///
    /// # Errors
    /// Fails where it had ended already, or its removal could not be verified.
    pub async fn end(&self, handle: &Handle, reason: EndReason) -> Result<Ended, EndError> {
        self.0.end(handle, reason).await
    }

    /// Ends every visit whose time is up. Called each second; gives how many ended.
    pub async fn sweep(&self) -> usize {
        let now = self.0.clock.now();
        let ended = self.0.store.sweep(now).await.unwrap_or_default();
        for ended in &ended {
            self.0.ended(ended, ended.reason);
        }
        self.0.told.forget(now);
        if self.0.told.take_doubt() {
            self.0.look_after().await;
        }
        ended.len()
    }

    /// Says that this node lives. Called each second; a store that cannot be reached hears it later.
    pub async fn beat(&self) {
        let _ = self.0.store.beat(&self.0.node).await;
    }

    /// Stops what this node does for visits. Visits that no other node can reach end with it; those in a shared
    /// store live on.
    ///
    /// # Errors
    /// Fails where the store cannot be reached.
    pub async fn close(&self) -> Result<(), StoreError> {
        if !self.0.store.is_shared() {
            self.0.wipe_all().await?;
        }
        self.0.told.stop_all();
        Ok(())
    }

    /// Makes every visit unreadable at once: wipes every share and raises the epoch. Gives how many ended. Each node
    /// records it when it hears of it.
    ///
    /// # Errors
    /// Fails where the store cannot be reached.
    pub async fn seal_all(&self) -> Result<usize, StoreError> {
        let count = self.0.wipe_all().await?;
        if !self.0.store.is_shared() {
            self.0.heard(Heard::AllEnded);
        }
        Ok(count)
    }

    /// When every visit was sealed, if that is not longer ago than a visit of then could have lasted.
    #[must_use]
    pub fn sealed_lately(&self) -> Option<Timestamp> {
        let sealed = self.0.told.sealed_at()?;
        let until = sealed.checked_add(self.0.config.absolute).ok()?;
        (self.0.clock.now() < until).then_some(sealed)
    }

    /// How long visits live and how many there may be.
    #[must_use]
    pub fn config(&self) -> &SpaceConfig {
        &self.0.config
    }
}

impl Inner {
    /// A life that begins now, without a hold.
    pub(crate) fn idle_life(&self, now: Timestamp, absolute: Timestamp) -> Life {
        let idle = now.checked_add(self.config.idle).unwrap_or(absolute);
        Life {
            ends_at: idle.min(absolute),
            is_last: idle >= absolute,
            held_until: None,
        }
    }

    /// The last moment that any hold can keep a visit to. Follows from the sealed header, not from the store.
    pub(crate) fn utmost(&self, absolute: Timestamp) -> Timestamp {
        absolute.checked_add(self.config.grace).unwrap_or(absolute)
    }

    /// Whether and why a visit is over: by what the store says, and by what the sealed header says.
    pub(crate) fn over(&self, life: &Life, absolute: Timestamp, now: Timestamp) -> Option<EndReason> {
        let held = life.held_until.is_some_and(|held| now < held);
        if now >= self.utmost(absolute) || (now >= absolute && !held) {
            return Some(EndReason::TimeUp);
        }
        life.is_over(now).then(|| life.reason())
    }

    pub(crate) async fn end(&self, handle: &Handle, reason: EndReason) -> Result<Ended, EndError> {
        let ended = match self.store.end(handle).await {
            Ok(ended) => ended,
            Err(StoreError::Gone) => return Err(EndError::Gone),
            Err(_) => return Err(EndError::Unavailable),
        };
        self.ended(&ended, reason);
        match self.store.holds(handle).await {
            Ok(false) => Ok(ended),
            Ok(true) => Err(EndError::NotVerified),
            Err(_) => Err(EndError::Unavailable),
        }
    }

    async fn wipe_all(&self) -> Result<usize, StoreError> {
        let ended = self.store.seal_all().await?;
        self.told.stop_all();
        for ended in &ended {
            self.ended(ended, EndReason::Sealed);
        }
        Ok(ended.len())
    }

    /// Stops background work and records the end.
    fn ended(&self, ended: &Ended, reason: EndReason) {
        self.gone(ended.handle);
        let slots = u32::try_from(ended.slots.len()).unwrap_or(u32::MAX);
        let subject = Pseudonym::from_hash(ended.pseudonym);
        self.log
            .record(Some(subject), Event::VisitEnded { reason, slots });
    }

    /// Tells whatever runs here, and remembers the end where somebody could put the visit back.
    fn gone(&self, handle: Handle) {
        self.told.stop(&handle);
        if self.store.is_shared() {
            let longest = self.clock.now().checked_add(self.config.absolute);
            let until = longest.map_or(Timestamp::MAX, |absolute| self.utmost(absolute));
            self.told.bury(handle, until);
        }
    }

    fn heard(&self, heard: Heard) {
        match heard {
            Heard::Ended(handle) => self.gone(handle),
            Heard::AllEnded => {
                self.told.stop_all();
                self.told.all_sealed(self.clock.now());
                self.log.record(None, Event::AllSealed);
            }
            Heard::Unsure => self.told.doubt(),
        }
    }

    /// Looks whether the visits of which something runs here have ended without this node being told.
    async fn look_after(&self) {
        for handle in self.told.all() {
            match self.store.holds(&handle).await {
                Ok(true) => {}
                Ok(false) => self.gone(handle),
                Err(_) => return self.told.doubt(),
            }
        }
    }

    /// The token that is cancelled when the visit ends.
    ///
    /// It is entered first and the visit looked for afterwards: an end in between finds one or the other.
    pub(crate) async fn background(&self, handle: &Handle) -> Result<CancellationToken, StoreError> {
        let ended = self.told.background(handle);
        if self.store.holds(handle).await? {
            return Ok(ended);
        }
        self.told.stop(handle);
        Err(StoreError::Gone)
    }

    pub(crate) fn broken(&self, subject: Pseudonym) {
        self.tell(subject, Event::SealBroken);
    }

    pub(crate) fn tell(&self, subject: Pseudonym, event: Event) {
        self.log.record(Some(subject), event);
    }

    fn labels(&self, token: &Token) -> Labels {
        Labels::of(token, self.store.is_shared())
    }

    fn first_index(&self, keys: &VisitKeys, handle: &Handle) -> Result<Option<Stored>, BeginError> {
        let index = self
            .store
            .is_shared()
            .then(|| Index::new().seal(keys, handle))
            .transpose();
        index.map_err(|_| BeginError::Unavailable)
    }
}

impl fmt::Debug for Spaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spaces").finish_non_exhaustive()
    }
}
