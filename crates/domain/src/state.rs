use serde::{Deserialize, Serialize};

/// How it went with one source. Seven different things, never shown as each other: an error is never
/// "you have nothing".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// The source answered with data.
    Hit,
    /// The source answered that it has nothing about the person.
    NoHit,
    /// The source answered, but some of its parts did not.
    Partial,
    /// The source may not give the data out to us.
    NotEntitled,
    /// The source could not be reached or had a fault; trying again may help.
    Unavailable,
    /// The source refused the question as such; trying again does not help.
    Rejected,
    /// The source was not asked.
    NotAsked,
}

impl SourceState {
    /// The state's name in messages and files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::NoHit => "no_hit",
            Self::Partial => "partial",
            Self::NotEntitled => "not_entitled",
            Self::Unavailable => "unavailable",
            Self::Rejected => "rejected",
            Self::NotAsked => "not_asked",
        }
    }

    /// Whether asking again may help.
    #[must_use]
    pub const fn is_worth_retrying(self) -> bool {
        matches!(self, Self::Unavailable | Self::Partial)
    }
}
