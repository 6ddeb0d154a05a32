use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use mn_domain::Clock;
use mn_event::{Breaker as State, Pseudonym};

/// When a source is left alone.
#[derive(Clone, Copy, Debug)]
pub struct BreakerSettings {
    /// After it failed for so many visits in a row. Visits count and not questions: one person about whom a source
    /// cannot answer, however often she tries, closes it for nobody else.
    pub failing_visits: usize,
    /// So long; then one visit tries it.
    pub rest: Duration,
}

/// What a question told about its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It answers.
    Well,
    /// It does not.
    Ill,
    /// Neither: what came says nothing about the next question.
    Neither,
}

/// How a breaker stands, for operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether the source is asked.
    pub state: State,
    /// Since when.
    pub since: Timestamp,
    /// Until when it is not asked, where it is not.
    pub until: Option<Timestamp>,
    /// For how many visits in a row it failed.
    pub failing_visits: usize,
}

/// The circuit breaker before one source. It knows what this node heard; each node finds out for itself.
pub struct Breaker {
    settings: BreakerSettings,
    clock: Arc<dyn Clock>,
    /// How long a trial may take. After that another visit tries, whatever became of the first.
    trial: SignedDuration,
    inside: Mutex<Inside>,
}

struct Inside {
    standing: Standing,
    failing: HashSet<Pseudonym>,
}

/// The right to ask once. What came of it is told with [`Pass::tell`]; dropped untold it says nothing.
pub struct Pass {
    breaker: Arc<Breaker>,
    /// Whether this question finds out for all whether the source is back.
    pub is_trial: bool,
    is_told: bool,
}

impl Breaker {
    pub fn new(settings: BreakerSettings, clock: Arc<dyn Clock>, deadline: Duration) -> Arc<Self> {
        let standing = Standing {
            state: State::Closed,
            since: clock.now(),
            until: None,
            failing_visits: 0,
        };
        Arc::new(Self {
            settings,
            clock,
            trial: signed(deadline),
            inside: Mutex::new(Inside {
                standing,
                failing: HashSet::new(),
            }),
        })
    }

    /// How it stands now.
    pub fn standing(&self) -> Standing {
        self.inside().standing
    }

    /// Until when the source is not asked; nothing where it is.
    pub fn rests_until(&self) -> Option<Timestamp> {
        let now = self.clock.now();
        // A clock that was set back does not make the rest longer.
        let standing = self.standing();
        standing
            .until
            .filter(|until| standing.since <= now && now < *until)
    }

    /// Lets a question through, and says whether the breaker changed by it. Nothing while the source rests.
    pub fn admit(self: &Arc<Self>) -> Option<(Pass, Option<State>)> {
        let now = self.clock.now();
        let mut inside = self.inside();
        let Standing {
            state, since, until, ..
        } = inside.standing;
        if until.is_some_and(|until| since <= now && now < until) {
            return None;
        }
        let is_trial = state != State::Closed;
        let before = inside.standing.state;
        if is_trial {
            inside.turn(
                State::HalfOpen,
                now,
                Some(now.saturating_add(self.trial).unwrap_or(Timestamp::MAX)),
            );
        }
        let pass = Pass {
            breaker: self.clone(),
            is_trial,
            is_told: false,
        };
        let changed = (inside.standing.state != before).then_some(inside.standing.state);
        Some((pass, changed))
    }

    fn hear(&self, is_trial: bool, visit: Pseudonym, verdict: Verdict) -> Option<State> {
        let now = self.clock.now();
        let mut inside = self.inside();
        let before = inside.standing.state;
        match (verdict, before) {
            (Verdict::Well, _) => {
                inside.failing.clear();
                inside.standing.failing_visits = 0;
                if before != State::Closed {
                    inside.turn(State::Closed, now, None);
                }
            }
            (Verdict::Ill, State::HalfOpen) if is_trial => self.rest(&mut inside, now),
            (Verdict::Ill, State::Closed) => {
                inside.failing.insert(visit);
                inside.standing.failing_visits = inside.failing.len();
                if inside.failing.len() >= self.settings.failing_visits {
                    self.rest(&mut inside, now);
                }
            }
            // The next visit tries at once.
            (Verdict::Neither, State::HalfOpen) if is_trial => inside.standing.until = None,
            (Verdict::Ill | Verdict::Neither, _) => {}
        }
        (inside.standing.state != before).then_some(inside.standing.state)
    }

    fn rest(&self, inside: &mut Inside, now: Timestamp) {
        let until = now
            .saturating_add(signed(self.settings.rest))
            .unwrap_or(Timestamp::MAX);
        inside.turn(State::Open, now, Some(until));
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn turn(&mut self, state: State, since: Timestamp, until: Option<Timestamp>) {
        self.standing.state = state;
        self.standing.since = since;
        self.standing.until = until;
        self.failing.clear();
    }
}

impl Pass {
    /// Tells what the question showed. Gives the breaker's new state when it changed.
    pub fn tell(mut self, visit: Pseudonym, verdict: Verdict) -> Option<State> {
        self.is_told = true;
        self.breaker.hear(self.is_trial, visit, verdict)
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if !self.is_told {
            let nobody = Pseudonym::from_hash([0; 8]);
            self.breaker.hear(self.is_trial, nobody, Verdict::Neither);
        }
    }
}

fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}

#[cfg(test)]
#[path = "breaker_tests.rs"]
mod tests;
