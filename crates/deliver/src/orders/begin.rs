use mn_domain::SubmissionId;
use mn_eid::bankid::{Order, OrderError, OrderRef, PendingHint};
use mn_event::{Event, OrderOutcome};
use mn_form::Completed;
use mn_sign::{Browser, FreezeError, Frozen, begin, freeze};
use mn_space::{Agreed, SpaceError};
use thiserror::Error;

use super::{OrderStatus, Orders, name};
use crate::orders::poll::Poll;
use crate::{Pending, PrepareError, Reception};

/// A signature order that has begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// What is to be signed.
    pub submission: SubmissionId,
    /// The order, to be kept sealed in the space.
    pub order: Order,
    /// What was frozen.
    pub frozen: Frozen,
}

/// Why no signature order began. Nothing was sent.
#[derive(Debug, Error)]
pub enum CannotSign {
    /// The recipient's keys are not at hand or not in force.
    #[error("nothing can be sealed to the recipient")]
    Recipient,
    /// The application could not be frozen.
    #[error("the application could not be frozen")]
    Freeze(#[from] FreezeError),
    /// The application could not be made durable.
    #[error("the application could not be made durable")]
    Prepare(#[from] PrepareError),
    /// BankID did not begin an order.
    #[error("BankID did not begin an order")]
    Order(#[from] OrderError),
    /// The visit has ended.
    #[error("the visit has ended")]
    Space(#[from] SpaceError),
}

impl Orders {
    /// Freezes a completed application, makes it durable, begins its order and follows it in the background.
    ///
    /// # Errors
    /// [`CannotSign`]; then nothing was sent, and nothing waits.
    pub async fn begin(
        &self,
        visit: &Agreed,
        completed: Completed,
        browser: Browser,
    ) -> Result<Begun, CannotSign> {
        let keys = self
            .recipients
            .get(&completed.recipient)
            .ok_or(CannotSign::Recipient)?;
        let frozen = freeze(completed, keys, self.clock.as_ref())?;
        let signer = visit.person().actor();
        let pending = Pending {
            submission: frozen.submission,
            recipient: frozen.recipient.clone(),
            form: frozen.form.clone(),
            person: self.person(signer),
            manifest: frozen.manifest,
            reception: Reception::Outbox,
            parts: frozen.parts.clone(),
        };
        self.outbox.prepare(&pending).await?;
        let order = match begin(self.client.as_ref(), &frozen, signer, browser).await {
            Ok(order) => order,
            Err(error) => {
                self.give_up(frozen.submission, OrderOutcome::Unreachable).await;
                return Err(error.into());
            }
        };
        let submission = frozen.submission;
        self.log
            .record(Some(visit.pseudonym()), Event::OrderStarted { submission });
        if self.remember(submission, &order.order_ref).await.is_err() {
            // Without its name the order could not be found again after a stop; it is not begun then.
            let _ = self.client.cancel(&order.order_ref).await;
            self.give_up(submission, OrderOutcome::Failed).await;
            return Err(CannotSign::Order(OrderError::RetryLater));
        }
        self.statuses().set(
            submission,
            OrderStatus::Waiting(PendingHint::OutstandingTransaction),
        );
        let poll = Poll {
            orders: self.clone(),
            awaited: frozen.awaited(signer, &self.people),
            recipient: frozen.recipient.clone(),
            form: frozen.form.clone(),
            order: order.order_ref.clone(),
            subject: Some(visit.pseudonym()),
            deposit: Some(visit.deposit().await?),
        };
        self.tasks.spawn(poll.run());
        Ok(Begun {
            submission,
            order,
            frozen,
        })
    }

    /// Cancels an order that the citizen does not want to sign. The poller sees it end.
    ///
    /// # Errors
    /// [`OrderError`] when BankID did not confirm it: the order may have been signed in the same moment.
    pub async fn cancel(&self, order: &Order) -> Result<(), OrderError> {
        self.client.cancel(&order.order_ref).await
    }

    /// How it goes with an order of this process; none when it is not known here.
    #[must_use]
    pub fn status(&self, submission: SubmissionId) -> Option<OrderStatus> {
        self.statuses().get(submission)
    }

    /// Keeps what BankID calls an order, sealed, until the order has ended.
    async fn remember(&self, submission: SubmissionId, order: &OrderRef) -> Result<(), ()> {
        let sealed = name::seal(&self.names, submission, order).map_err(drop)?;
        let kept = self.outbox.order_started(submission, &sealed).await;
        kept.map_err(drop)
    }

    /// Gives up an order that may have been signed.
    pub(super) async fn lose(&self, submission: SubmissionId) {
        let outcome = OrderOutcome::Lost;
        self.log.record(None, Event::OrderEnded { submission, outcome });
        // What stays prepared is given up at the next start.
        let _ = self.outbox.lose(submission).await;
    }

    pub(super) async fn give_up(&self, submission: SubmissionId, outcome: OrderOutcome) {
        self.log.record(None, Event::OrderEnded { submission, outcome });
        // What stays prepared is given up at the next start.
        let _ = self.outbox.abandon(submission).await;
    }
}
