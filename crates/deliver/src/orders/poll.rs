use std::time::Duration;

use mn_domain::{FormId, RecipientId};
use mn_eid::bankid::OrderRef;
use mn_event::{Event, OrderOutcome, Pseudonym};
use mn_seal::Digest;
use mn_sign::{Awaited, Ended, Finishing, Sealed};
use mn_space::{Act, Deposit};

use super::{OrderStatus, Orders, name};
use crate::{Fault, Signed};

/// How long the outcome of an order is remembered for the page that asks for it. Receipts last longer.
const REMEMBERED: Duration = Duration::from_hours(3);
/// How often a commit that the outbox refused is tried again, and how long apart.
const TRIES: u32 = 5;
const BETWEEN_TRIES: Duration = Duration::from_millis(400);

/// Follows one order to its end. It holds digests and a keyed hash, and nothing that opens the space.
pub struct Poll {
    pub orders: Orders,
    pub awaited: Awaited,
    pub recipient: RecipientId,
    pub form: FormId,
    pub order: OrderRef,
    pub subject: Option<Pseudonym>,
    pub deposit: Option<Deposit>,
}

impl Poll {
    /// Follows, verifies, commits. Runs on when the visit has ended: what was signed is sent.
    pub async fn run(self) {
        let submission = self.awaited.submission;
        let (outcome, status) = self.outcome().await;
        self.orders
            .log
            .record(self.subject, Event::OrderEnded { submission, outcome });
        // What stays prepared is taken up again at the next start.
        let _ = match status {
            OrderStatus::Sent => Ok(()),
            OrderStatus::Unknown => self.orders.outbox.lose(submission).await,
            _ => self.orders.outbox.abandon(submission).await,
        };
        self.orders.statuses().set(submission, status);
        let orders = self.orders.clone();
        tokio::spawn(async move {
            tokio::time::sleep(REMEMBERED).await;
            orders.statuses().forget(submission);
        });
    }

    async fn outcome(&self) -> (OrderOutcome, OrderStatus) {
        let Some(keys) = self.orders.recipients.get(&self.recipient) else {
            return (OrderOutcome::Failed, OrderStatus::Unknown);
        };
        let finishing = Finishing {
            client: self.orders.client.as_ref(),
            pace: self.orders.pace,
            awaited: &self.awaited,
            keys,
            verifier: &self.orders.verifier,
        };
        let submission = self.awaited.submission;
        let pending = |hint| self.orders.statuses().set(submission, OrderStatus::Waiting(hint));
        let ended = finishing.finish(self.order.clone(), pending).await;
        let outcome = ended.outcome();
        match ended {
            Ended::Sealed(sealed) => self.commit(*sealed).await,
            Ended::NotSigned(hint) => (outcome, OrderStatus::NotSigned(hint)),
            Ended::Refused(reason) => {
                self.orders
                    .log
                    .record(self.subject, Event::SignatureRefused { submission, reason });
                (outcome, OrderStatus::Refused)
            }
            Ended::NotSealed | Ended::Unknown(_) => (outcome, OrderStatus::Unknown),
        }
    }

    /// Nothing is shown as sent before the outbox has it.
    async fn commit(&self, sealed: Sealed) -> (OrderOutcome, OrderStatus) {
        let signed = Signed {
            submission: sealed.submission,
            signed_at: sealed.signed_at,
            parts: sealed.parts,
        };
        for _ in 0..TRIES {
            match self.orders.outbox.commit(&signed).await {
                Ok(_) => {
                    self.tell_the_citizen().await;
                    return (OrderOutcome::Signed, OrderStatus::Sent);
                }
                Err(_) => tokio::time::sleep(BETWEEN_TRIES).await,
            }
        }
        (OrderOutcome::Lost, OrderStatus::Unknown)
    }

    async fn tell_the_citizen(&self) {
        if let Some(deposit) = &self.deposit {
            let (submission, form, recipient) =
                (self.awaited.submission, self.form.clone(), self.recipient.clone());
            // A visit that has ended has no journal any more; the receipt is in the outbox.
            let _ = deposit
                .note(Act::Sent {
                    submission,
                    form,
                    recipient,
                })
                .await;
        }
    }
}

impl Orders {
    /// Takes up the orders that were running when the service stopped: finishes those that can still be
    /// collected and gives up the others. Gives how many were taken up.
    ///
    /// # Errors
    /// [`Fault`] when the outbox fails.
    pub async fn resume(&self) -> Result<usize, Fault> {
        let mut resumed = 0;
        for open in self.outbox.orders_to_resume().await? {
            let Some(sealed) = open.order else {
                self.give_up(open.submission, OrderOutcome::Lost).await;
                continue;
            };
            let Some(order) = name::open(&self.names, open.submission, &sealed) else {
                // Sealed by another pepper: it may have been signed, and nobody can learn it.
                self.lose(open.submission).await;
                continue;
            };
            let awaited = Awaited {
                submission: open.submission,
                manifest: open.manifest,
                visible: None,
                signer: Digest::from_bytes(*open.person.as_bytes()),
            };
            let poll = Poll {
                orders: self.clone(),
                awaited,
                recipient: open.recipient,
                form: open.form,
                order,
                subject: None,
                deposit: None,
            };
            self.tasks.spawn(poll.run());
            resumed += 1;
        }
        Ok(resumed)
    }
}
