//! A house with a clock that tests move and a log that tests read.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use mn_domain::Clock;
use mn_event::{Event, EventLog, Record};
use mn_seal::Pepper;
use mn_space::{MemoryStore, Opening, SlotName, SpaceConfig, SpaceStore, Spaces, Stored, Token, Visit};

use crate::samples::{Recorder, someone};

pub struct ManualClock(Mutex<Timestamp>);

impl ManualClock {
    pub fn new() -> Self {
        Self(Mutex::new("2026-11-23T12:00:00Z".parse().unwrap()))
    }

    pub fn forward(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap();
        *now = now.checked_add(by).unwrap();
    }

    pub fn minutes(&self, minutes: i64) {
        self.forward(SignedDuration::from_mins(minutes));
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

pub struct House {
    pub pepper: Pepper,
    pub clock: Arc<ManualClock>,
    pub log: Arc<Recorder>,
    pub store: Arc<MemoryStore>,
    pub spaces: Spaces,
}

impl House {
    pub fn new() -> Self {
        Self::of(SpaceConfig::default())
    }

    pub fn of(config: SpaceConfig) -> Self {
        let store = Arc::new(MemoryStore::new(&config));
        Self::kept_in(store.clone(), store, config)
    }

    /// A house whose visits go to `kept`, which stands before or is the store.
    pub fn kept_in(kept: Arc<dyn SpaceStore>, store: Arc<MemoryStore>, config: SpaceConfig) -> Self {
        let clock = Arc::new(ManualClock::new());
        let log = Arc::new(Recorder::default());
        let events = EventLog::new(clock.clone(), vec![log.clone()]);
        let pepper = Pepper::draw();
        let spaces = Spaces::with_store(config, pepper.clone(), clock.clone(), events, kept);
        Self {
            pepper,
            clock,
            log,
            store,
            spaces,
        }
    }

    pub async fn begin(&self) -> (Token, Visit) {
        self.spaces.begin(someone()).await.unwrap()
    }

    /// What the store keeps under a slot's name.
    pub async fn stored(&self, visit: &Visit, slot: &SlotName) -> Stored {
        let (handle, label) = (visit.handle(), slot.into());
        let shown = self.store.read(&handle, &label, visit.began_at()).await;
        shown.unwrap().slot
    }

    /// What would put a visit into a store once more.
    pub async fn opening(&self, visit: &Visit) -> Opening {
        let entry = self.store.entry(&visit.handle()).await.unwrap();
        Opening {
            share: entry.share,
            pseudonym: [0; 8],
            header: entry.header,
            index: None,
            life: entry.life,
            gone_by: visit.absolute_end(),
        }
    }

    pub fn events(&self) -> Vec<Event> {
        self.log
            .0
            .lock()
            .unwrap()
            .iter()
            .map(|record| record.event.clone())
            .collect()
    }

    pub fn records(&self) -> Vec<Record> {
        self.log.0.lock().unwrap().clone()
    }
}
