use serde::{Deserialize, Serialize};

/// What the metadata checks of a source's values. A closed set, and all that is told to operators of a value in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// A total is what its parts come to.
    Sum,
    /// What comes first is not after what comes then; what is less is not more.
    Order,
    /// An amount, a number or a day is a plausible one.
    Range,
    /// The same payment is not there twice.
    Twice,
}

impl CheckKind {
    /// Every kind, in the order of tables.
    pub const ALL: [Self; 4] = [Self::Sum, Self::Order, Self::Range, Self::Twice];

    /// The kind's name in messages and files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Order => "order",
            Self::Range => "range",
            Self::Twice => "twice",
        }
    }
}
