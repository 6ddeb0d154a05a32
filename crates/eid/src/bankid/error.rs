use mn_http::HttpError;
use thiserror::Error;

use super::wire;

/// Why BankID did not do as asked: what the caller does differently, and no word of BankID's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum OrderError {
    /// Nothing happened there: maintenance, no connection, too many questions. The same question may be asked again.
    #[error("BankID cannot be asked right now")]
    RetryLater,
    /// BankID had a fault or was late. Nobody knows whether the order exists; the citizen decides about another.
    #[error("BankID did not finish the question")]
    Failed,
    /// The person had an order already. BankID has ended both; somebody else may be trying to use the BankID.
    #[error("another order was under way, and both have ended")]
    AlreadyInProgress,
    /// No such order: it ended, was collected before, or is too old.
    #[error("the order is gone")]
    NoSuchOrder,
    /// The question was wrong, or the agreement with BankID does not allow it. Asking again does not help.
    #[error("BankID refused the question as such")]
    OwnFault,
    /// The answer breaks the contract.
    #[error("BankID's answer breaks the contract")]
    Malformed,
}

impl OrderError {
    /// The entry of `metadata/texts/bankid.toml` that says what happened and what to do.
    #[must_use]
    pub const fn text_key(self) -> &'static str {
        match self {
            Self::AlreadyInProgress => "RFA4",
            Self::RetryLater | Self::Failed => "RFA5",
            Self::NoSuchOrder => "RFA3",
            Self::OwnFault | Self::Malformed => "RFA22",
        }
    }

    /// What an error answer to a question about an order means. Status and code must agree, else the answer is not
    /// BankID's.
    pub(super) fn of_answer(status: u16, body: &[u8]) -> Self {
        let code = wire::error_code(body).unwrap_or_default();
        match (status, code.as_str()) {
            (400, "alreadyInProgress") => Self::AlreadyInProgress,
            (400, "invalidParameters") => Self::NoSuchOrder,
            (401 | 403, "unauthorized")
            | (404, "notFound")
            | (405, "methodNotAllowed")
            | (415, "unsupportedMediaType") => Self::OwnFault,
            (429 | 503, _) => Self::RetryLater,
            (408, "requestTimeout") | (500..=599, _) => Self::Failed,
            _ => Self::Malformed,
        }
    }

    /// What a failed exchange means.
    pub(super) const fn of_exchange(error: HttpError) -> Self {
        match error {
            HttpError::Unreachable => Self::RetryLater,
            HttpError::Late => Self::Failed,
            HttpError::NotAllowed => Self::OwnFault,
            HttpError::TooLarge => Self::Malformed,
        }
    }

    /// The same for a question that begins an order: there is none that could be gone.
    pub(super) const fn at_beginning(self) -> Self {
        match self {
            Self::NoSuchOrder => Self::OwnFault,
            other => other,
        }
    }

    /// The same for a question about an order that exists: to ask again changes nothing.
    pub(super) const fn about_order(self) -> Self {
        match self {
            Self::Failed => Self::RetryLater,
            other => other,
        }
    }
}
