//! The signature order of a visit: one at a time, and none left behind.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use mn_deliver::OrderStatus;
use mn_domain::SubmissionId;
use mn_eid::bankid::Order;
use mn_form::Written;
use mn_seal::Digest;
use mn_space::{Act, SlotName, Typed, Visit, WriteError};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::refused::Refused;

/// The order under way of a visit, in its slot.
pub const ORDER: Typed<UnderWay> = Typed::new(SlotName::Order);

/// How long a press on the button may take to become an order. What takes longer has failed.
const PRESS_LASTS: SignedDuration = SignedDuration::from_secs(35);
/// How long the end of a visit waits for an order that was called off, and how often it looks.
const LOOKS: u32 = 60;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// The order under way, as it lies sealed in the space. Before there is one, a press on the button holds its place.
#[derive(Serialize, Deserialize)]
pub struct UnderWay {
    /// What is to be signed.
    pub submission: SubmissionId,
    /// The text that the app shows.
    pub visible: Written,
    /// The digest of what was reviewed.
    pub reviewed: Digest,
    /// The revision of the draft that it was made of.
    pub draft: u64,
    /// When the button was pressed.
    pub pressed: Timestamp,
    /// The order, unless it has not begun yet.
    pub order: Option<Order>,
}

/// The right to begin the one order of a visit.
pub struct Press {
    way: UnderWay,
    revision: u64,
}

impl UnderWay {
    /// Whether the button has just been pressed and the order is about to begin.
    pub fn is_beginning(&self, now: Timestamp) -> bool {
        self.order.is_none() && now.duration_since(self.pressed) < PRESS_LASTS
    }
}

impl Press {
    /// The digest of what was reviewed.
    pub const fn reviewed(&self) -> &Digest {
        &self.way.reviewed
    }

    /// Takes the place of the visit's order. Nothing when another press has it, when an order is waiting to be signed,
    /// or when exactly this has been sent already: a second press sends nothing twice.
    ///
    /// # Errors
    /// When the visit cannot be used.
    pub async fn take(
        app: &App,
        visit: &Visit,
        reviewed: Digest,
        draft: u64,
    ) -> Result<Option<Self>, Refused> {
        let (last, now) = (ORDER.read(visit).await?, app.clock.now());
        if let Some((_, way)) = &last {
            let is_taken = match app.orders.status(way.submission) {
                Some(OrderStatus::Waiting(_)) => true,
                Some(OrderStatus::Sent) => way.reviewed == reviewed,
                _ => way.is_beginning(now),
            };
            if is_taken {
                return Ok(None);
            }
        }
        let way = UnderWay {
            submission: SubmissionId::from_random(mn_seal::random()),
            visible: Written::new(""),
            reviewed,
            draft,
            pressed: now,
            order: None,
        };
        let revision = last.map_or(0, |(revision, _)| revision);
        match ORDER.write(visit, revision, &way).await {
            Ok(revision) => Ok(Some(Self { way, revision })),
            Err(WriteError::Conflict) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The order has begun.
    ///
    /// # Errors
    /// When the visit cannot be used.
    pub async fn began(
        self,
        visit: &Visit,
        submission: SubmissionId,
        order: Order,
        visible: Written,
    ) -> Result<(), Refused> {
        let way = UnderWay {
            submission,
            visible,
            order: Some(order),
            ..self.way
        };
        ORDER.write(visit, self.revision, &way).await?;
        Ok(())
    }
}

/// Whether an order waits for the citizen.
pub fn is_waiting(app: &App, submission: SubmissionId) -> bool {
    matches!(app.orders.status(submission), Some(OrderStatus::Waiting(_)))
}

/// Calls off what is not signed yet, because the visit ends, and waits until it is known how the order ended.
/// False when nobody knows in time.
pub async fn call_off(app: &App, visit: &Visit) -> bool {
    // What cannot be read has no order that could be called off, and must not stand in the way of the end.
    let Ok(Some((_, way))) = ORDER.read(visit).await else {
        return true;
    };
    if let Some(order) = way.order.as_ref().filter(|_| is_waiting(app, way.submission)) {
        // What was signed in the same moment cannot be called off any more, and is sent.
        let _ = app.orders.cancel(order).await;
    }
    for _ in 0..LOOKS {
        if !is_waiting(app, way.submission) {
            return !way.is_beginning(app.clock.now());
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    false
}

/// Every application that an order began for in this visit.
pub async fn of_visit(visit: &Visit) -> Vec<SubmissionId> {
    let journal = visit.journal().await.unwrap_or_default();
    let started = journal.into_iter().filter_map(|entry| match entry.act {
        Act::OrderStarted { submission } => Some(submission),
        _ => None,
    });
    started.collect()
}
