use std::io::Write;
use std::sync::Arc;

use mn_domain::Clock;

use crate::{Event, Pseudonym, Record};

/// Where events go.
pub trait EventSink: Send + Sync {
    /// Takes one record. Must not block for long and must not fail the caller.
    fn take(&self, record: &Record);
}

/// Writes each record as one JSON line to standard output, for the machine's log collector.
#[derive(Clone, Copy, Debug, Default)]
pub struct StdoutSink;

impl EventSink for StdoutSink {
    fn take(&self, record: &Record) {
        if let Ok(mut line) = serde_json::to_vec(record) {
            line.push(b'\n');
            // A log that cannot be written must not stop a visit; the collector notices the silence.
            let _ = std::io::stdout().lock().write_all(&line);
        }
    }
}

/// Stamps events with the time and hands them to every sink.
#[derive(Clone)]
pub struct EventLog {
    clock: Arc<dyn Clock>,
    sinks: Arc<[Arc<dyn EventSink>]>,
}

impl EventLog {
    /// Makes a log of the sinks.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, sinks: Vec<Arc<dyn EventSink>>) -> Self {
        Self {
            clock,
            sinks: sinks.into(),
        }
    }

    /// Records an event, in somebody's visit or in nobody's.
    pub fn record(&self, subject: Option<Pseudonym>, event: Event) {
        let record = Record {
            at: self.clock.now(),
            subject,
            event,
        };
        for sink in self.sinks.iter() {
            sink.take(&record);
        }
    }
}
