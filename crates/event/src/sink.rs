use std::io::Write;
use std::sync::Arc;

use jiff::{RoundMode, TimestampRound, Unit};
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

    /// Records an event, in somebody's visit or in nobody's, by the millisecond: nine digits tell nobody more, and look
    /// like an amount to whoever searches a log for one.
    pub fn record(&self, subject: Option<Pseudonym>, event: Event) {
        let now = self.clock.now();
        let millisecond = TimestampRound::new()
            .smallest(Unit::Millisecond)
            .mode(RoundMode::Trunc);
        let record = Record {
            at: now.round(millisecond).unwrap_or(now),
            subject,
            event,
        };
        for sink in self.sinks.iter() {
            sink.take(&record);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use jiff::Timestamp;

    use super::*;

    struct Standing;

    impl Clock for Standing {
        fn now(&self) -> Timestamp {
            Timestamp::new(1_795_000_000, 123_956_789).unwrap()
        }
    }

    #[derive(Default)]
    struct Kept(Mutex<Vec<Record>>);

    impl EventSink for Kept {
        fn take(&self, record: &Record) {
            self.0.lock().unwrap().push(record.clone());
        }
    }

    #[test]
    fn a_record_says_no_more_of_a_second_than_its_thousandths() {
        let kept = Arc::new(Kept::default());
        let log = EventLog::new(Arc::new(Standing), vec![kept.clone()]);
        log.record(None, Event::ServiceStopped);
        let at = kept.0.lock().unwrap()[0].at;
        assert_eq!(at, Timestamp::from_millisecond(1_795_000_000_123).unwrap());
    }
}
