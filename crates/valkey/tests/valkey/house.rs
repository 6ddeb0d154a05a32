use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use mn_domain::{Clock, SystemClock};
use mn_event::{Event, EventLog};
use mn_seal::Pepper;
use mn_space::{SpaceConfig, Spaces, Token, Visit};

use crate::{
    samples::{Recorder, someone},
    server::Server,
};

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
