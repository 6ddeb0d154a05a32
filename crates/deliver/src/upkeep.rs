use std::collections::BTreeMap;

use jiff::SignedDuration;
use mn_domain::RecipientId;
use mn_event::Event;

use crate::{Fault, Outbox, State};

/// How what was sent is looked after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upkeep {
    /// How long a recipient may take to accept before people are told.
    pub patience: SignedDuration,
    /// How long after acceptance a receipt is kept.
    pub retention: SignedDuration,
}

impl Outbox {
    /// Tells for each recipient what it has not accepted in time, and forgets receipts whose time is over.
    ///
    /// # Errors
    /// [`Fault`] when the outbox fails.
    pub async fn keep_up(&self, rules: &Upkeep) -> Result<(), Fault> {
        let mut late: BTreeMap<RecipientId, (u32, u32)> = BTreeMap::new();
        for receipt in self.overdue(rules.patience).await? {
            let (waiting, rejected) = late.entry(receipt.recipient).or_default();
            if receipt.state == State::Rejected {
                *rejected += 1;
            } else {
                *waiting += 1;
            }
        }
        for (recipient, (waiting, rejected)) in late {
            let event = Event::DeliveriesOverdue {
                recipient,
                waiting,
                rejected,
            };
            self.log.record(None, event);
        }
        let receipts = self.forget_receipts(rules.retention).await?;
        if receipts > 0 {
            self.log.record(None, Event::ReceiptsForgotten { receipts });
        }
        Ok(())
    }
}
