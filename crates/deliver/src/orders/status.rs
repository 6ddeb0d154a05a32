use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use mn_domain::SubmissionId;
use mn_eid::bankid::{FailedHint, PendingHint};

/// How it goes with a signature order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderStatus {
    /// The citizen has not finished yet.
    Waiting(PendingHint),
    /// The signature is verified and the application safe in the outbox.
    Sent,
    /// It ended without a signature. Nothing was sent.
    NotSigned(FailedHint),
    /// A signature came and was refused. Nothing was sent.
    Refused,
    /// Nobody knows how it ended. Nothing was sent.
    Unknown,
}

/// The orders of this process, by submission.
#[derive(Debug, Default)]
pub struct Statuses(Mutex<HashMap<SubmissionId, OrderStatus>>);

impl Statuses {
    pub fn set(&self, submission: SubmissionId, status: OrderStatus) {
        self.lock().insert(submission, status);
    }

    pub fn get(&self, submission: SubmissionId) -> Option<OrderStatus> {
        self.lock().get(&submission).copied()
    }

    pub fn forget(&self, submission: SubmissionId) {
        self.lock().remove(&submission);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<SubmissionId, OrderStatus>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
