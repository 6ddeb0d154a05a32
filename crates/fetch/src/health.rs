use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use mn_domain::{Clock, SourceId};
use mn_event::{Event, EventLog, Reach};
use mn_source::{HealthCheck, SourceError};

/// How long one check may take.
const LONGEST: Duration = Duration::from_secs(40);
/// Checks are at least so far apart, whoever wants them: others pay for the answer.
const APART: SignedDuration = SignedDuration::from_secs(10);

/// Whether one source can be reached, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Which source.
    pub source: SourceId,
    /// Whether it can.
    pub reach: Reach,
    /// Since when; nothing before the first answer.
    pub since: Option<Timestamp>,
}

/// Whether a check was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// Everybody was asked.
    Now,
    /// Nobody was: the last check was a moment ago, or one is under way.
    TooSoon,
}

/// Asks whoever leads to sources whether they can be reached, and remembers. Cheap to clone.
#[derive(Clone)]
pub struct Monitor {
    inside: Arc<Inside>,
}

struct Inside {
    checks: Vec<Arc<dyn HealthCheck>>,
    clock: Arc<dyn Clock>,
    log: EventLog,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    sources: BTreeMap<SourceId, (Reach, Option<Timestamp>)>,
    asked: Option<Timestamp>,
}

impl Monitor {
    /// Knows nothing yet.
    #[must_use]
    pub fn new(checks: Vec<Arc<dyn HealthCheck>>, clock: Arc<dyn Clock>, log: EventLog) -> Self {
        let sources = checks.iter().flat_map(|check| check.sources());
        let known = Known {
            sources: sources.map(|source| (source, (Reach::Unknown, None))).collect(),
            asked: None,
        };
        let inside = Inside {
            checks,
            clock,
            log,
            known: Mutex::new(known),
        };
        Self {
            inside: Arc::new(inside),
        }
    }

    /// What is known, by source.
    #[must_use]
    pub fn health(&self) -> Vec<Health> {
        let row = |(source, (reach, since)): (&SourceId, &(Reach, Option<Timestamp>))| Health {
            source: source.clone(),
            reach: *reach,
            since: *since,
        };
        self.known().sources.iter().map(row).collect()
    }

    /// When everybody was asked last.
    #[must_use]
    pub fn asked(&self) -> Option<Timestamp> {
        self.known().asked
    }

    /// Asks everybody, unless that was done a moment ago. What changed is told.
    pub async fn check(&self) -> Checked {
        let now = self.inside.clock.now();
        {
            let mut known = self.known();
            let is_soon =
                |asked: Timestamp| (SignedDuration::ZERO..APART).contains(&now.duration_since(asked));
            if known.asked.is_some_and(is_soon) {
                return Checked::TooSoon;
            }
            known.asked = Some(now);
        }
        for check in &self.inside.checks {
            let told = tokio::time::timeout(LONGEST, check.check()).await;
            self.hear(check.as_ref(), &told.unwrap_or(Err(SourceError::Late)));
        }
        Checked::Now
    }

    fn hear(&self, check: &dyn HealthCheck, told: &Result<Vec<mn_source::Reached>, SourceError>) {
        let now = self.inside.clock.now();
        for source in check.sources() {
            let reach = match told {
                Ok(told) => {
                    let one = told.iter().find(|one| one.source == source);
                    match one.and_then(|one| one.is_reached) {
                        Some(true) => Reach::Reachable,
                        Some(false) => Reach::NotReachable,
                        None => Reach::Unknown,
                    }
                }
                // Who leads to it is down, and so there is no way to it.
                Err(SourceError::Unreachable | SourceError::Late | SourceError::Faulty) => {
                    Reach::NotReachable
                }
                Err(_) => Reach::Unknown,
            };
            let mut known = self.known();
            let Some(before) = known.sources.get_mut(&source) else {
                continue;
            };
            let has_changed = before.0 != reach;
            if has_changed || before.1.is_none() {
                *before = (reach, Some(now));
            }
            drop(known);
            if has_changed {
                self.inside.log.record(None, Event::SourceReach { source, reach });
            }
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.inside.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
