use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use mn_domain::{ClosedHours, Purpose, SourceId};
use mn_help::Inspection;
use mn_source::DataSource;

use crate::breaker::{BreakerSettings, Standing};

/// How the sources are asked.
#[derive(Clone, Debug)]
pub struct FetcherSettings {
    /// How long a source may take whose own deadline is not said; a slow one delays nobody else.
    pub deadline: Duration,
    /// How many whole months before this one the answers should cover.
    pub months_back: i8,
    /// How long to wait before a source that failed is asked again; the next wait is three times as long, and there is
    /// no third.
    pub first_wait: Duration,
    /// When a source is left alone.
    pub breaker: BreakerSettings,
}

/// A source, and what its metadata says about asking it.
#[derive(Clone)]
pub struct Allowed {
    /// The source.
    pub source: Arc<dyn DataSource>,
    /// The purposes. For any other it is not asked.
    pub purposes: Vec<Purpose>,
    /// How long it may take, where that is not what it is for all.
    pub deadline: Option<Duration>,
    /// When it is closed. Then it is not asked.
    pub closed: Vec<ClosedHours>,
    /// What must hold between its values. What does not fit is told to operators, by kind alone.
    pub checks: Inspection,
}

/// Why a source is not asked now, though it may be at another time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// It is closed at this time of day; it opens then.
    Closed(Timestamp),
    /// It did not answer several visits in a row, and is left alone until then.
    Resting(Timestamp),
}

/// How it stands with a source on this node, for operators.
#[derive(Clone, Debug)]
pub struct SourceStanding {
    /// Which source.
    pub source: SourceId,
    /// Its circuit breaker.
    pub breaker: Standing,
    /// When it opens, where it is closed at this time of day.
    pub opens: Option<Timestamp>,
}
