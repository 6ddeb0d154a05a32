use std::time::Duration;

use super::{Client, Collect, Completion, FailedHint, OrderError, OrderRef, PendingHint};

/// How often an order is asked about, and when to give up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The time between two questions. BankID asks for two seconds.
    pub interval: Duration,
    /// How many questions in all. An order lives about three minutes at BankID.
    pub most_turns: u32,
    /// How many questions in a row may go unanswered.
    pub most_troubles: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            interval: Duration::from_secs(2),
            most_turns: 180,
            most_troubles: 15,
        }
    }
}

/// How an order ended.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It was signed. Kept before anything else: BankID does not say it twice.
    Complete(Box<Completion>),
    /// It ended without a signature.
    Failed(FailedHint),
}

/// An order that is being followed. It is consumed by each question, and a finished one gives none back: a finished order
/// cannot be collected twice.
pub struct Following<'a> {
    client: &'a dyn Client,
    order: OrderRef,
}

/// What one question gave.
pub enum Turn<'a> {
    /// Ask again later.
    Pending(Following<'a>, PendingHint),
    /// There was no answer; ask again later, or stop.
    Trouble(Following<'a>),
    /// It is over.
    Over(Outcome),
}

impl<'a> Following<'a> {
    /// Follows an order from here on.
    #[must_use]
    pub const fn new(client: &'a dyn Client, order: OrderRef) -> Self {
        Self { client, order }
    }

    /// Asks once.
    ///
    /// # Errors
    /// [`OrderError`] when asking again would not help: nobody can know how the order ended.
    pub async fn ask(self) -> Result<Turn<'a>, OrderError> {
        match self.client.collect(&self.order).await {
            Ok(Collect::Pending(hint)) => Ok(Turn::Pending(self, hint)),
            Ok(Collect::Failed(hint)) => Ok(Turn::Over(Outcome::Failed(hint))),
            Ok(Collect::Complete(completion)) => Ok(Turn::Over(Outcome::Complete(completion))),
            Err(OrderError::RetryLater) => Ok(Turn::Trouble(self)),
            Err(error) => Err(error),
        }
    }
}

/// Asks about an order until it is over, and tells each time what it waits for. Dropping the future stops asking; it does
/// not cancel the order.
///
/// # Errors
/// [`OrderError`] when nobody can know how the order ended.
pub async fn follow(
    client: &dyn Client,
    order: OrderRef,
    pace: Pace,
    mut pending: impl FnMut(PendingHint) + Send,
) -> Result<Outcome, OrderError> {
    let mut following = Following::new(client, order);
    let mut troubles = 0;
    for _ in 0..pace.most_turns {
        following = match following.ask().await? {
            Turn::Over(outcome) => return Ok(outcome),
            Turn::Pending(following, hint) => {
                troubles = 0;
                pending(hint);
                following
            }
            Turn::Trouble(_) if troubles >= pace.most_troubles => return Err(OrderError::RetryLater),
            Turn::Trouble(following) => {
                troubles += 1;
                following
            }
        };
        tokio::time::sleep(pace.interval).await;
    }
    Err(OrderError::Failed)
}
