use serde::Serialize;

/// Whether a source is asked: the state of the circuit breaker before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Breaker {
    /// It is asked.
    Closed,
    /// It failed for several visits in a row, and is left alone for a while.
    Open,
    /// One visit tries it, the others wait for how that goes.
    HalfOpen,
}

/// Whether a source can be reached, as the one who leads to it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// It can.
    Reachable,
    /// It cannot.
    NotReachable,
    /// Nobody knows: the one who leads to it does not answer, or does not say.
    Unknown,
}

impl Breaker {
    /// Its name in the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half_open",
        }
    }
}

impl Reach {
    /// Its name in the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reachable => "reachable",
            Self::NotReachable => "not_reachable",
            Self::Unknown => "unknown",
        }
    }
}
