use mn_event::EndReason;
use thiserror::Error;

use crate::StoreError;

/// Why a visit could not begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BeginError {
    /// The house is full. Nobody inside loses anything.
    #[error("no more visits can begin just now")]
    Full,
    /// The store cannot be reached.
    #[error("the store of visits cannot be reached")]
    Unavailable,
}

/// Why a token opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoVisit {
    /// There is no such visit, or no longer.
    #[error("the token opens no visit")]
    Unknown,
    /// Its time has just run out.
    #[error("the visit has ended")]
    Ended(EndReason),
    /// The store cannot be reached.
    #[error("the store of visits cannot be reached")]
    Unavailable,
}

/// Why something in an open visit could not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SpaceError {
    /// The visit ended in the meantime.
    #[error("the visit has ended")]
    Gone,
    /// A slot does not open: it was changed or moved.
    #[error("a sealed value does not belong here")]
    Broken,
    /// The store cannot be reached.
    #[error("the store of visits cannot be reached")]
    Unavailable,
}

/// Why a slot could not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WriteError {
    /// Somebody else, such as another tab, wrote it in the meantime.
    #[error("the value was changed in the meantime")]
    Conflict,
    /// The visit ended in the meantime.
    #[error("the visit has ended")]
    Gone,
    /// The visit holds as much as a visit may.
    #[error("the visit holds as much as it may")]
    Full,
    /// The slot can only be appended to.
    #[error("the journal can only be appended to")]
    AppendOnly,
    /// A slot does not open: it was changed or moved.
    #[error("a sealed value does not belong here")]
    Broken,
    /// The store cannot be reached.
    #[error("the store of visits cannot be reached")]
    Unavailable,
}

/// Why background work could not put something into a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DepositError {
    /// The visit has ended.
    #[error("the visit has ended")]
    Gone,
    /// The visit holds as much as a visit may.
    #[error("the visit holds as much as it may")]
    Full,
    /// Background work may not write this slot.
    #[error("background work may not write this slot")]
    NotAllowed,
    /// The value is too large to seal.
    #[error("the value is too large to seal")]
    TooLarge,
    /// The store cannot be reached.
    #[error("the store of visits cannot be reached")]
    Unavailable,
}

/// Why the end of a visit could not be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EndError {
    /// It had ended already.
    #[error("the visit had ended already")]
    Gone,
    /// The store still holds it: no receipt.
    #[error("the removal could not be verified")]
    NotVerified,
    /// The store cannot be reached: no receipt.
    #[error("the store of visits cannot be reached")]
    Unavailable,
}

impl From<StoreError> for SpaceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Gone => Self::Gone,
            StoreError::Conflict | StoreError::Full | StoreError::Unavailable => Self::Unavailable,
        }
    }
}

impl From<StoreError> for WriteError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Gone => Self::Gone,
            StoreError::Conflict => Self::Conflict,
            StoreError::Full => Self::Full,
            StoreError::Unavailable => Self::Unavailable,
        }
    }
}

impl From<SpaceError> for WriteError {
    fn from(error: SpaceError) -> Self {
        match error {
            SpaceError::Gone => Self::Gone,
            SpaceError::Broken => Self::Broken,
            SpaceError::Unavailable => Self::Unavailable,
        }
    }
}

impl From<StoreError> for DepositError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Gone => Self::Gone,
            StoreError::Full => Self::Full,
            StoreError::Conflict | StoreError::Unavailable => Self::Unavailable,
        }
    }
}

impl From<StoreError> for NoVisit {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Gone | StoreError::Conflict | StoreError::Full => Self::Unknown,
            StoreError::Unavailable => Self::Unavailable,
        }
    }
}

impl From<SpaceError> for NoVisit {
    fn from(error: SpaceError) -> Self {
        match error {
            SpaceError::Gone | SpaceError::Broken => Self::Unknown,
            SpaceError::Unavailable => Self::Unavailable,
        }
    }
}
