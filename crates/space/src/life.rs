use jiff::Timestamp;
use mn_event::EndReason;

/// Until when a visit lives, as the store knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// The end if the citizen does nothing more: the idle deadline, or the absolute one where that is nearer.
    pub ends_at: Timestamp,
    /// Whether that is the absolute one.
    pub is_last: bool,
    /// A signature order keeps the visit until then.
    pub held_until: Option<Timestamp>,
}

impl Life {
    /// When the visit really ends: a signature order is never cut off.
    #[must_use]
    pub fn end(&self) -> Timestamp {
        self.held_until
            .map_or(self.ends_at, |held| held.max(self.ends_at))
    }

    /// Whether the visit is over.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        now >= self.end()
    }

    /// Why it ends then.
    #[must_use]
    pub const fn reason(&self) -> EndReason {
        if self.is_last {
            EndReason::TimeUp
        } else {
            EndReason::Idle
        }
    }
}
