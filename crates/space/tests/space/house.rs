//! A house with a clock that tests move and a log that tests read.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use mn_domain::Clock;
use mn_event::{Event, EventLog, EventSink, Record};
use mn_seal::Pepper;
use mn_space::{MemoryStore, Person, SlotName, SpaceConfig, SpaceStore, Spaces, Token, Visit};

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

#[derive(Default)]
pub struct Recorder(Mutex<Vec<Record>>);

impl EventSink for Recorder {
    fn take(&self, record: &Record) {
        self.0.lock().unwrap().push(record.clone());
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

pub fn someone() -> Person {
    Person::oneself("198501012382".parse().unwrap())
}

pub fn csn() -> SlotName {
    SlotName::Answers("csn".parse().unwrap())
}

pub fn draft() -> SlotName {
    SlotName::Draft("ekonomiskt-bistand-fortsatt".parse().unwrap())
}

/// What a slot holds, as text.
pub async fn text(visit: &Visit, slot: &SlotName) -> Option<String> {
    let slot = visit.read(slot).await.unwrap()?;
    Some(String::from_utf8(slot.value.expose().clone()).unwrap())
}
