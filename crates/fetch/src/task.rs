use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use mn_domain::Clock;
use mn_event::{Event, EventLog, Pseudonym, SourceFailure};
use mn_source::{Ask, DataSource, Reply, Step, StoredAnswers};
use mn_space::{Act, Deposit, SlotName};

use crate::outcome;

/// One question under way. It holds the public key of the space, one source and the person asked about:
/// nothing that could read what is in the space.
pub struct Task {
    pub source: Arc<dyn DataSource>,
    pub ask: Ask,
    pub deposit: Deposit,
    pub subject: Pseudonym,
    pub deadline: Duration,
    pub clock: Arc<dyn Clock>,
    pub log: EventLog,
}

impl Task {
    /// Asks, and leaves the answer in the space. Ends at once when the visit ends.
    pub async fn run(self) {
        let asked_at = self.clock.now();
        let (source, correlation) = (self.source.id().clone(), self.ask.correlation.clone());
        self.log
            .record(Some(self.subject), Event::SourceAsked { source, correlation });
        let ended = self.deposit.ended().clone();
        let outcome = tokio::select! {
            biased;
            () = ended.cancelled() => Err(SourceFailure::Cancelled),
            outcome = tokio::time::timeout(self.deadline, self.source.begin(&self.ask)) => match outcome {
                Ok(Ok(Step::Answers(reply))) => Ok(reply),
                Ok(Ok(_)) => Err(SourceFailure::Malformed),
                Ok(Err(error)) => Err(outcome::failure(error)),
                Err(_) => Err(SourceFailure::Late),
            },
        };
        let event = self.event(&outcome, asked_at);
        if !matches!(outcome, Err(SourceFailure::Cancelled)) {
            self.leave(outcome, asked_at).await;
        }
        self.log.record(Some(self.subject), event);
    }

    async fn leave(&self, outcome: Result<Reply, SourceFailure>, asked_at: Timestamp) {
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
            asked_at,
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
        {
            let _ = self.deposit.note(act).await;
        }
    }

    fn event(&self, outcome: &Result<Reply, SourceFailure>, asked_at: Timestamp) -> Event {
        let (source, correlation) = (self.source.id().clone(), self.ask.correlation.clone());
        let millis = self.clock.now().duration_since(asked_at).as_millis();
        let millis = u32::try_from(millis).unwrap_or_default();
        match outcome {
            Ok(reply) => Event::SourceAnswered {
                source,
                correlation,
                state: reply.state,
                answers: count(reply.answers.len()),
                notes: count(reply.notes.len()),
                millis,
            },
            Err(failure) => Event::SourceFailed {
                source,
                correlation,
                failure: *failure,
                millis,
            },
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
