//! Who visits, what slots they use, and a log that tests read: the same for tests over every store.

use std::sync::Mutex;

use mn_event::{EventSink, Record};
use mn_space::{Person, SlotName, Visit};

/// Keeps what is logged.
#[derive(Default)]
pub struct Recorder(pub Mutex<Vec<Record>>);

impl EventSink for Recorder {
    fn take(&self, record: &Record) {
        self.0.lock().unwrap().push(record.clone());
    }
}

/// Who visits.
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
