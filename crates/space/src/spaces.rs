use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use mn_domain::Clock;
use mn_event::{EndReason, Event, EventLog, Pseudonym};
use mn_seal::{Handle, Pepper, ServerShare, Token, VisitKeys, VisitLabels};
use tokio_util::sync::CancellationToken;

use crate::header::{self, Header};
use crate::{
    BeginError, EndError, Ended, Life, MemoryStore, NoVisit, Opening, Person, SpaceConfig, SpaceStore,
    StoreError, Visit,
};

/// Every private space of the installation. Cheap to clone.
#[derive(Clone)]
pub struct Spaces(Arc<Inner>);

pub(crate) struct Inner {
    pub config: SpaceConfig,
    pub store: Arc<dyn SpaceStore>,
    pub clock: Arc<dyn Clock>,
    pub log: EventLog,
    pepper: Pepper,
    running: Mutex<HashMap<Handle, CancellationToken>>,
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
        Self(Arc::new(Inner {
            config,
            store,
            clock,
            log,
            pepper,
            running: Mutex::default(),
        }))
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
        };
        let life = inner.idle_life(began, absolute);
        let opening = Opening {
            share,
            public_key: keys.public_key(),
            pseudonym: labels.pseudonym(),
            header: header
                .seal(&keys, &labels.handle())
                .map_err(|_| BeginError::Unavailable)?,
            life,
        };
        let public_key = opening.public_key;
        match inner.store.begin(labels.handle(), opening).await {
            Ok(()) => {}
            Err(StoreError::Full) => return Err(BeginError::Full),
            Err(_) => return Err(BeginError::Unavailable),
        }
        let visit = Visit::new(Arc::clone(inner), labels, keys, (header, public_key, life));
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
        let epoch = inner.store.epoch().await?;
        let entry = inner.store.entry(&labels.handle()).await?;
        let keys =
            VisitKeys::derive(token, &entry.share, &inner.pepper, epoch).map_err(|_| NoVisit::Unknown)?;
        let Some(header) = Header::open(&keys, &labels.handle(), &entry.header) else {
            let subject = Pseudonym::from_hash(labels.pseudonym());
            inner.log.record(Some(subject), Event::SealBroken);
            return Err(NoVisit::Unknown);
        };
        let now = inner.clock.now();
        if let Some(reason) = inner.over(&entry.life, header.absolute, now) {
            // Whatever the sweep finds later, from here on the visit is gone.
            let _ = self.end(&labels.handle(), reason).await;
            return Err(NoVisit::Ended(reason));
        }
        let visit = Visit::new(
            Arc::clone(inner),
            labels,
            keys,
            (header, entry.public_key, entry.life),
        );
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
        ended.len()
    }

    /// Makes every visit unreadable at once: wipes every share and raises the epoch. Gives how many ended.
    ///
    /// # Errors
    /// Fails where the store cannot be reached.
    pub async fn seal_all(&self) -> Result<usize, StoreError> {
        let ended = self.0.store.seal_all().await?;
        for ended in &ended {
            self.0.ended(ended, EndReason::Sealed);
        }
        Ok(ended.len())
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

    /// Stops background work and records the end.
    fn ended(&self, ended: &Ended, reason: EndReason) {
        self.stop(&ended.handle);
        let slots = u32::try_from(ended.slots.len()).unwrap_or(u32::MAX);
        let subject = Pseudonym::from_hash(ended.pseudonym);
        self.log
            .record(Some(subject), Event::VisitEnded { reason, slots });
    }

    /// The token that is cancelled when the visit ends on this node.
    ///
    /// It is entered first and the visit looked for afterwards: an end in between finds one or the other.
    pub(crate) async fn background(&self, handle: &Handle) -> Result<CancellationToken, StoreError> {
        let ended = self.running().entry(*handle).or_default().clone();
        if self.store.holds(handle).await? {
            return Ok(ended);
        }
        self.stop(handle);
        Err(StoreError::Gone)
    }

    fn stop(&self, handle: &Handle) {
        let running = self.running().remove(handle);
        if let Some(running) = running {
            running.cancel();
        }
    }

    fn running(&self) -> MutexGuard<'_, HashMap<Handle, CancellationToken>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Spaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spaces").finish_non_exhaustive()
    }
}
