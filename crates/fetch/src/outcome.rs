use mn_domain::SourceState;
use mn_event::SourceFailure;
use mn_source::SourceError;

/// What a failure means for the citizen: in which of the seven states the source is.
pub const fn state(failure: SourceFailure) -> SourceState {
    match failure {
        SourceFailure::Unreachable
        | SourceFailure::Late
        | SourceFailure::Faulty
        | SourceFailure::Malformed
        | SourceFailure::TooLarge
        | SourceFailure::WrongPerson
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
        SourceError::PurposeNotAllowed => SourceFailure::PurposeNotAllowed,
    }
}
