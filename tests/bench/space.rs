use std::path::Path;
use std::sync::Arc;

use mn_domain::{Clock, SystemClock};
use mn_event::EventLog;
use mn_seal::Pepper;
use mn_space::{Person, SpaceConfig, Spaces};
use mn_valkey::{Address, Limits, Settings, ValkeyStore};

use super::Measured;

/// One of Skatteverket's published test numbers.
const PERSON: &str = "199001012385";

pub fn person() -> Measured<Person> {
    Ok(Person::oneself(PERSON.parse()?))
}

pub fn config() -> SpaceConfig {
    SpaceConfig {
        max_visits: 1_000_000,
        max_bytes: usize::MAX,
        ..SpaceConfig::default()
    }
}

/// Spaces in this process's memory.
pub fn in_memory(clock: Arc<dyn Clock>) -> Spaces {
    let log = EventLog::new(clock.clone(), Vec::new());
    Spaces::new(config(), Pepper::draw(), clock, log)
}

/// Spaces in a store that several nodes share, reached by its socket.
pub fn shared(socket: &Path) -> Measured<Spaces> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let config = config();
    let store = ValkeyStore::new(Settings {
        address: Address::Unix(socket.to_path_buf()),
        credentials: None,
        limits: Limits {
            visits: config.max_visits,
            bytes: 1 << 30,
            visit_bytes: config.max_visit_bytes,
        },
    })?;
    let log = EventLog::new(clock.clone(), Vec::new());
    Ok(Spaces::with_store(
        config,
        Pepper::draw(),
        clock,
        log,
        Arc::new(store),
    ))
}
