use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use mn_domain::{Clock, SystemClock};
use mn_event::{Event, EventLog, EventSink, Record};
use mn_seal::Pepper;
use mn_space::{Person, SlotName, SpaceConfig, Spaces, Token, Visit};

use crate::server::Server;

/// The system's clock, moved by hand.
pub struct MovedClock(Mutex<SignedDuration>);

impl MovedClock {
    pub fn minutes(&self, minutes: i64) {
        *self.0.lock().unwrap() += SignedDuration::from_mins(minutes);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        SystemClock.now() + *self.0.lock().unwrap()
    }
}

#[derive(Default)]
pub struct Recorder(Mutex<Vec<Record>>);

impl EventSink for Recorder {
    fn take(&self, record: &Record) {
        self.0.lock().unwrap().push(record.clone());
    }
}

/// One node over a store.
pub struct Node {
    pub clock: Arc<MovedClock>,
    pub log: Arc<Recorder>,
    pub spaces: Spaces,
}

impl Node {
    pub fn of(server: &Server, pepper: &Pepper) -> Self {
        let clock = Arc::new(MovedClock(Mutex::new(SignedDuration::ZERO)));
        let log = Arc::new(Recorder::default());
        let events = EventLog::new(clock.clone(), vec![log.clone()]);
        let (config, store) = (SpaceConfig::default(), Arc::new(server.store()));
        let spaces = Spaces::with_store(config, pepper.clone(), clock.clone(), events, store);
        Self { clock, log, spaces }
    }

    pub async fn begin(&self) -> (Token, Visit) {
        self.spaces.begin(someone()).await.unwrap()
    }

    pub fn count(&self, wanted: &Event) -> usize {
        let records = self.log.0.lock().unwrap();
        records.iter().filter(|record| record.event == *wanted).count()
    }
}

pub const NUMBER: &str = "198501012382";

pub fn someone() -> Person {
    Person::oneself(NUMBER.parse().unwrap())
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
