use thiserror::Error;

/// Why no reply could be read. Variants are what a caller does differently; none carries a value or
/// the source's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SourceError {
    /// The source could not be reached, or broke the connection. Trying again may help.
    #[error("the source could not be reached")]
    Unreachable,
    /// The source did not answer in time. Trying again may help.
    #[error("the source did not answer in time")]
    Late,
    /// The source has a fault of its own. Trying again may help.
    #[error("the source has a fault")]
    Faulty,
    /// The source refused the question as such. Trying again does not help.
    #[error("the source refused the question")]
    Refused,
    /// The answer breaks the contract.
    #[error("the source broke its contract at {at}")]
    Malformed {
        /// Where, as the contract spells it; never what.
        at: &'static str,
    },
    /// The answer is larger or deeper than any honest one.
    #[error("the answer is too large")]
    TooLarge,
    /// The answer is about somebody else. Nothing of it may be stored; a risk event is due.
    #[error("the answer is about another person")]
    WrongPerson,
    /// The answer is to another question, or to none. Nothing of it may be stored; a risk event is due.
    #[error("nobody asked for the answer")]
    Unasked,
    /// The purpose is not one that this source may be asked for.
    #[error("the source may not be asked for this purpose")]
    PurposeNotAllowed,
}
