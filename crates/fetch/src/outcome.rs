use mn_domain::SourceState;
use mn_event::{AnswerRefusal, SourceFailure};
use mn_source::{Reply, SourceError};

use crate::breaker::Verdict;

/// What a failure means for the citizen: in which of the seven states the source is.
pub const fn state(failure: SourceFailure) -> SourceState {
    match failure {
        SourceFailure::Unreachable
        | SourceFailure::Late
        | SourceFailure::Faulty
        | SourceFailure::Malformed
        | SourceFailure::TooLarge
        | SourceFailure::WrongPerson
        | SourceFailure::Unasked
        | SourceFailure::Cancelled => SourceState::Unavailable,
        SourceFailure::Refused | SourceFailure::PurposeNotAllowed => SourceState::Rejected,
    }
}

/// What a failure means for the log.
pub const fn failure(error: SourceError) -> SourceFailure {
    match error {
        SourceError::Unreachable => SourceFailure::Unreachable,
        SourceError::Late => SourceFailure::Late,
        SourceError::Faulty => SourceFailure::Faulty,
        SourceError::Refused => SourceFailure::Refused,
        SourceError::Malformed { .. } => SourceFailure::Malformed,
        SourceError::TooLarge => SourceFailure::TooLarge,
        SourceError::WrongPerson => SourceFailure::WrongPerson,
        SourceError::Unasked => SourceFailure::Unasked,
        SourceError::PurposeNotAllowed => SourceFailure::PurposeNotAllowed,
    }
}

/// What an outcome tells about the next question to the same source.
pub const fn verdict(outcome: &Result<Reply, SourceFailure>) -> Verdict {
    match outcome {
        Ok(reply) => match reply.state {
            SourceState::Unavailable => Verdict::Ill,
            SourceState::NotAsked => Verdict::Neither,
            SourceState::Hit
            | SourceState::NoHit
            | SourceState::Partial
            | SourceState::NotEntitled
            | SourceState::Rejected => Verdict::Well,
        },
        Err(SourceFailure::Unreachable | SourceFailure::Late | SourceFailure::Faulty) => Verdict::Ill,
        // It reaches us, or nobody was asked. An answer that may be forged shows nothing at all.
        Err(
            SourceFailure::Refused
            | SourceFailure::Malformed
            | SourceFailure::TooLarge
            | SourceFailure::WrongPerson
            | SourceFailure::Unasked
            | SourceFailure::PurposeNotAllowed
            | SourceFailure::Cancelled,
        ) => Verdict::Neither,
    }
}

/// Which failures are attacks until proved otherwise.
pub const fn refusal(failure: SourceFailure) -> Option<AnswerRefusal> {
    match failure {
        SourceFailure::WrongPerson => Some(AnswerRefusal::OtherPerson),
        SourceFailure::Unasked => Some(AnswerRefusal::Unasked),
        SourceFailure::TooLarge => Some(AnswerRefusal::TooLarge),
        SourceFailure::Unreachable
        | SourceFailure::Late
        | SourceFailure::Faulty
        | SourceFailure::Refused
        | SourceFailure::Malformed
        | SourceFailure::PurposeNotAllowed
        | SourceFailure::Cancelled => None,
    }
}
