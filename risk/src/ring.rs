use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use mn_event::{Event, EventSink, Record};
use serde::Serialize;

/// Where the operators' page reads events.
pub trait EventStore: Send + Sync {
    /// The latest events, the newest first, at most `limit`; of one kind, or of every kind.
    fn latest(&self, kind: Option<EventKind>, limit: usize) -> Vec<Record>;

    /// How often what has happened since the start.
    fn tally(&self) -> Tally;
}

/// The latest events, in memory: a bounded number, and counts of all. It forgets at the restart.
#[derive(Debug)]
pub struct Ring {
    capacity: usize,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    records: VecDeque<Record>,
    tally: Tally,
}

/// How often what has happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// By kind.
    pub kinds: BTreeMap<EventKind, u64>,
    /// Answers by source and state: (`csn`, `hit`).
    pub sources: BTreeMap<(String, &'static str), u64>,
    /// Answers in which something did not fit, by source and kind of check: (`csn`, `sum`).
    pub doubtful: BTreeMap<(String, &'static str), u64>,
}

/// What an event is about: the filters of the operators' page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The service itself.
    Service,
    /// Logins.
    Login,
    /// Visits and agreements.
    Visit,
    /// Sources.
    Source,
    /// Signatures.
    Signature,
    /// Applications on their way.
    Delivery,
    /// What was turned away.
    Refused,
}

impl EventKind {
    /// Every kind, in the order of the page.
    pub const ALL: [Self; 7] = [
        Self::Refused,
        Self::Login,
        Self::Visit,
        Self::Source,
        Self::Signature,
        Self::Delivery,
        Self::Service,
    ];

    /// The kind of an event.
    #[must_use]
    pub const fn of(event: &Event) -> Self {
        match event {
            Event::ServiceStarted { .. } | Event::ServiceStopped => Self::Service,
            Event::LoginStarted { .. } | Event::LoginCompleted => Self::Login,
            Event::VisitBegan
            | Event::VisitExtended
            | Event::VisitEnded { .. }
            | Event::FileAdded { .. }
            | Event::AgreementEntered { .. } => Self::Visit,
            Event::SourceAsked { .. }
            | Event::SourceAskedAgain { .. }
            | Event::SourceAnswered { .. }
            | Event::SourceDoubtful { .. }
            | Event::SourceFailed { .. }
            | Event::SourceBreaker { .. }
            | Event::SourceReach { .. } => Self::Source,
            Event::OrderStarted { .. } | Event::OrderEnded { .. } => Self::Signature,
            Event::SubmissionSent { .. }
            | Event::SubmissionFetched { .. }
            | Event::SubmissionAccepted { .. }
            | Event::SubmissionRejected { .. }
            | Event::DeliveriesOverdue { .. }
            | Event::ReceiptsForgotten { .. } => Self::Delivery,
            Event::SealBroken
            | Event::AllSealed
            | Event::SealingFailed
            | Event::LoginRefused { .. }
            | Event::AnswerRefused { .. }
            | Event::SignatureRefused { .. }
            | Event::FileRefused { .. }
            | Event::RequestRefused { .. } => Self::Refused,
        }
    }

    /// The kind's name in addresses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Login => "login",
            Self::Visit => "visit",
            Self::Source => "source",
            Self::Signature => "signature",
            Self::Delivery => "delivery",
            Self::Refused => "refused",
        }
    }

    /// The kind of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Ring {
    /// Makes a ring that keeps the latest `capacity` events.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            inside: Mutex::default(),
        }
    }
}

impl EventSink for Ring {
    fn take(&self, record: &Record) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        *inside
            .tally
            .kinds
            .entry(EventKind::of(&record.event))
            .or_default() += 1;
        let answered = match &record.event {
            Event::SourceAnswered { source, state, .. } => Some((source, state.name())),
            Event::SourceFailed { source, .. } => Some((source, "failed")),
            _ => None,
        };
        if let Some((source, state)) = answered {
            *inside
                .tally
                .sources
                .entry((source.to_string(), state))
                .or_default() += 1;
        }
        if let Event::SourceDoubtful { source, check } = &record.event {
            let key = (source.to_string(), check.name());
            *inside.tally.doubtful.entry(key).or_default() += 1;
        }
        inside.records.push_front(record.clone());
        inside.records.truncate(self.capacity);
    }
}

impl EventStore for Ring {
    fn latest(&self, kind: Option<EventKind>, limit: usize) -> Vec<Record> {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = |record: &&Record| kind.is_none_or(|kind| EventKind::of(&record.event) == kind);
        inside
            .records
            .iter()
            .filter(wanted)
            .take(limit)
            .cloned()
            .collect()
    }

    fn tally(&self) -> Tally {
        self.inside
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .tally
            .clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mn_domain::{CheckKind, SourceState};
    use mn_event::RequestRefusal;

    fn record(second: i64, event: Event) -> Record {
        let at = jiff::Timestamp::from_second(second).unwrap_or_default();
        Record {
            at,
            subject: None,
            event,
        }
    }

    #[test]
    fn keeps_the_latest_and_counts_all() {
        let ring = Ring::new(3);
        for second in 0..10 {
            ring.take(&record(second, Event::LoginCompleted));
        }
        ring.take(&record(
            10,
            Event::RequestRefused {
                reason: RequestRefusal::FormToken,
            },
        ));
        let seconds: Vec<_> = ring.latest(None, 100).iter().map(|r| r.at.as_second()).collect();
        assert_eq!(seconds, [10, 9, 8]);
        assert_eq!(ring.latest(Some(EventKind::Refused), 100).len(), 1);
        assert_eq!(ring.latest(None, 1).len(), 1);
        assert_eq!(ring.tally().kinds.get(&EventKind::Login), Some(&10));
    }

    #[test]
    fn counts_each_source_by_its_state() {
        let ring = Ring::new(3);
        let source: mn_domain::SourceId = "csn".parse().expect("a slug");
        let correlation = mn_domain::CorrelationId::from_random([7; 15]);
        for state in [SourceState::Hit, SourceState::Hit, SourceState::Unavailable] {
            ring.take(&record(
                1,
                Event::SourceAnswered {
                    source: source.clone(),
                    correlation: correlation.clone(),
                    state,
                    answers: 2,
                    notes: 0,
                    millis: 120,
                },
            ));
        }
        let tally = ring.tally();
        assert_eq!(tally.sources.get(&("csn".to_owned(), "hit")), Some(&2));
        assert_eq!(tally.sources.get(&("csn".to_owned(), "unavailable")), Some(&1));
    }

    #[test]
    fn counts_what_does_not_fit_by_source_and_check() {
        let ring = Ring::new(1);
        for check in [CheckKind::Sum, CheckKind::Order, CheckKind::Sum] {
            let source: mn_domain::SourceId = "csn".parse().expect("a slug");
            ring.take(&record(1, Event::SourceDoubtful { source, check }));
        }
        let tally = ring.tally();
        assert_eq!(tally.doubtful.get(&("csn".to_owned(), "sum")), Some(&2));
        assert_eq!(tally.doubtful.get(&("csn".to_owned(), "order")), Some(&1));
        assert_eq!(tally.kinds.get(&EventKind::Source), Some(&3));
    }

    #[test]
    fn every_kind_is_found_by_its_name() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(EventKind::from_name("everything"), None);
    }
}
