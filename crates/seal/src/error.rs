use thiserror::Error;

/// Why a value could not be sealed or opened. Says nothing about the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SealError {
    /// It is not in our format, or in an unknown version of it.
    #[error("the sealed value is not in a known format")]
    Format,
    /// It was changed, moved, or sealed with another key.
    #[error("the sealed value does not belong here")]
    Broken,
    /// It is larger than the cipher takes.
    #[error("the value is too large to seal")]
    TooLarge,
}

/// Why a key could not be read. Says nothing about the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    /// The file or text is not in the format of this kind of key.
    #[error("the key is not in the expected format")]
    Format,
    /// It is a key of another kind than is used here.
    #[error("the key is of another kind")]
    Kind,
    /// Its numbers are not a valid key, or public and private part do not agree.
    #[error("the key is not valid")]
    Invalid,
}
