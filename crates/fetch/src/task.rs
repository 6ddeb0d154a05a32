use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use mn_domain::{CheckKind, Clock};
use mn_event::{Event, EventLog, Pseudonym, SourceFailure};
use mn_help::{Doubt, Inspection};
use mn_source::{Ask, DataSource, Reply, Step, StoredAnswers};
use mn_space::{Act, Deposit, SlotName};
use tokio::time::{Instant, timeout_at};

use crate::breaker::Pass;
use crate::{outcome, retry};

/// One question under way. It holds the public key of the space, one source and the person asked about:
/// nothing that could read what is in the space.
pub struct Task {
    pub source: Arc<dyn DataSource>,
    pub ask: Ask,
    /// When the citizen asked; later than at any earlier question to this source.
    pub asked_at: Timestamp,
    pub deposit: Deposit,
    pub subject: Pseudonym,
    pub checks: Arc<Inspection>,
    pub deadline: Duration,
    pub first_wait: Duration,
    pub pass: Pass,
    /// Whether the citizen's journal tells of it: not where nobody is asked.
    pub is_told: bool,
    pub clock: Arc<dyn Clock>,
    pub log: EventLog,
}

impl Task {
    /// Asks, and leaves the answer in the space. Ends at once when the visit ends.
    pub async fn run(self) {
        let begun = self.clock.now();
        let (source, correlation) = (self.source.id().clone(), self.ask.correlation.clone());
        self.log
            .record(Some(self.subject), Event::SourceAsked { source, correlation });
        let ended = self.deposit.ended().clone();
        let outcome = tokio::select! {
            biased;
            () = ended.cancelled() => Err(SourceFailure::Cancelled),
            outcome = self.asked() => outcome,
        };
        let (events, verdict) = (self.events(&outcome, begun), outcome::verdict(&outcome));
        let doubtful = self.doubtful(&outcome);
        if !matches!(outcome, Err(SourceFailure::Cancelled)) {
            self.leave(outcome).await;
        }
        for event in events {
            self.log.record(Some(self.subject), event);
        }
        let source = self.source.id().clone();
        for check in doubtful {
            let source = source.clone();
            // Of nobody: what is odd about an answer may tell whose it is.
            self.log.record(None, Event::SourceDoubtful { source, check });
        }
        if let Some(state) = self.pass.tell(self.subject, verdict) {
            self.log.record(None, Event::SourceBreaker { source, state });
        }
    }

    /// Asks, and asks again where that may help and there is time.
    async fn asked(&self) -> Result<Reply, SourceFailure> {
        let until = Instant::now() + self.deadline;
        // A source that is tried after a rest is not pressed.
        let is_pressed = self.source.is_repeatable() && !self.pass.is_trial;
        let mut waits = retry::waits(self.first_wait).take_while(|_| is_pressed);
        loop {
            let began = Instant::now();
            let failure = match timeout_at(until, self.source.begin(&self.ask)).await {
                Ok(Ok(Step::Answers(reply))) => return Ok(reply),
                Ok(Ok(_)) => SourceFailure::Malformed,
                Ok(Err(error)) => outcome::failure(error),
                Err(_) => SourceFailure::Late,
            };
            let Some(wait) = waits.next().filter(|_| retry::helps(failure)) else {
                return Err(failure);
            };
            // It would take at least as long as it just did.
            if began.elapsed() + wait > until.duration_since(Instant::now()) {
                return Err(failure);
            }
            self.log.record(
                Some(self.subject),
                Event::SourceAskedAgain {
                    source: self.source.id().clone(),
                    correlation: self.ask.correlation.clone(),
                    failure,
                },
            );
            tokio::time::sleep(wait).await;
        }
    }

    async fn leave(&self, outcome: Result<Reply, SourceFailure>) {
        let reply = outcome.unwrap_or_else(|failure| Reply {
            state: outcome::state(failure),
            answers: Vec::new(),
            notes: Vec::new(),
        });
        let act = Act::Answered {
            source: self.source.id().clone(),
            state: reply.state,
            answers: count(reply.answers.len()),
            correlation: self.ask.correlation.clone(),
        };
        let stored = StoredAnswers {
            source: self.source.id().clone(),
            state: reply.state,
            asked_at: self.asked_at,
            answered_at: self.clock.now(),
            correlation: self.ask.correlation.clone(),
            answers: reply.answers,
            notes: reply.notes,
        };
        let Ok(bytes) = stored.to_sealed_bytes() else {
            return;
        };
        // A visit that ended in the meantime takes nothing more, and nobody waits for it.
        // EXPOSE: sealed to the visit's public key by the deposit.
        if self
            .deposit
            .put(&SlotName::Answers(stored.source), bytes.expose())
            .await
            .is_ok()
            && self.is_told
        {
            let _ = self.deposit.note(act).await;
        }
    }

    /// The kinds of checks that something in the answer does not pass.
    fn doubtful(&self, outcome: &Result<Reply, SourceFailure>) -> BTreeSet<CheckKind> {
        let Ok(reply) = outcome else {
            return BTreeSet::new();
        };
        let doubts = self.checks.doubts(&reply.answers, self.clock.now());
        doubts.iter().map(Doubt::kind).collect()
    }

    /// What is told of an outcome.
    fn events(&self, outcome: &Result<Reply, SourceFailure>, begun: Timestamp) -> Vec<Event> {
        let (source, correlation) = (self.source.id().clone(), self.ask.correlation.clone());
        let millis = self.clock.now().duration_since(begun).as_millis();
        let millis = u32::try_from(millis).unwrap_or_default();
        let failure = match outcome {
            Ok(reply) => {
                return vec![Event::SourceAnswered {
                    source,
                    correlation,
                    state: reply.state,
                    answers: count(reply.answers.len()),
                    notes: count(reply.notes.len()),
                    millis,
                }];
            }
            Err(failure) => *failure,
        };
        let refused = outcome::refusal(failure).map(|reason| Event::AnswerRefused {
            source: source.clone(),
            correlation: correlation.clone(),
            reason,
        });
        let failed = Event::SourceFailed {
            source,
            correlation,
            failure,
            millis,
        };
        refused.into_iter().chain([failed]).collect()
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
