use mn_eid::bankid::{Client, FailedHint, OrderError, OrderRef, Outcome, Pace, PendingHint, follow};
use mn_event::{OrderOutcome, SignatureRefusal};
use mn_package::RecipientKeys;

use crate::{Awaited, NotSealed, Sealed, Verifier};

/// How a signature order ended.
#[derive(Clone, Debug)]
pub enum Ended {
    /// It was signed and verified. Commit it before anybody is told.
    Sealed(Box<Sealed>),
    /// There is no signature, and there will be none: the application can be abandoned.
    NotSigned(FailedHint),
    /// A signature came and was refused: nothing is sent, and a risk event is due.
    Refused(SignatureRefusal),
    /// A good signature came, but the recipient's keys could not seal it: nothing is sent.
    NotSealed,
    /// Nobody can know how the order ended. It is asked about again at the next start, if it can be.
    Unknown(OrderError),
}

impl Ended {
    /// What is logged.
    #[must_use]
    pub const fn outcome(&self) -> OrderOutcome {
        match self {
            Self::Sealed(_) => OrderOutcome::Signed,
            Self::NotSigned(
                FailedHint::UserCancel | FailedHint::UserDeclinedCall | FailedHint::Cancelled,
            ) => OrderOutcome::Cancelled,
            Self::NotSigned(FailedHint::ExpiredTransaction | FailedHint::StartFailed) => {
                OrderOutcome::Expired
            }
            Self::NotSigned(_) | Self::NotSealed => OrderOutcome::Failed,
            Self::Refused(_) => OrderOutcome::Refused,
            Self::Unknown(OrderError::RetryLater | OrderError::Failed) => OrderOutcome::Unreachable,
            Self::Unknown(_) => OrderOutcome::Lost,
        }
    }
}

/// Finishes one signature order: what must be signed, and who opens it.
#[derive(Clone, Copy)]
pub struct Finishing<'a> {
    /// BankID.
    pub client: &'a dyn Client,
    /// How often to ask.
    pub pace: Pace,
    /// What the signature must be.
    pub awaited: &'a Awaited,
    /// The recipient's keys.
    pub keys: &'a RecipientKeys,
    /// Who verifies.
    pub verifier: &'a Verifier,
}

impl Finishing<'_> {
    /// Follows the order to its end and verifies the signature. Runs without the citizen's key and without her
    /// browser; `pending` is told what the order waits for.
    pub async fn finish(&self, order: OrderRef, pending: impl FnMut(PendingHint) + Send) -> Ended {
        match follow(self.client, order, self.pace, pending).await {
            Ok(Outcome::Failed(hint)) => Ended::NotSigned(hint),
            Err(error) => Ended::Unknown(error),
            Ok(Outcome::Complete(completion)) => {
                match self.verifier.seal(self.awaited, &completion, self.keys) {
                    Ok(sealed) => Ended::Sealed(Box::new(sealed)),
                    Err(NotSealed::Refused(reason)) => Ended::Refused(reason),
                    Err(NotSealed::Seal(_)) => Ended::NotSealed,
                }
            }
        }
    }
}
