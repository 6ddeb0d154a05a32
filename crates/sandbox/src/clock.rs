//! The sandbox's own time, which a test may move forward.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// The system's time plus what the control interface added.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    /// Tells the time.
    #[expect(
        clippy::disallowed_methods,
        reason = "the other side's own clock; it knows no mn_domain"
    )]
    pub fn now(&self) -> Timestamp {
        let shift = SignedDuration::from_secs(self.0.load(Ordering::Relaxed));
        Timestamp::now().checked_add(shift).unwrap_or(Timestamp::MAX)
    }

    /// Tells the day in Sweden.
    pub fn today(&self) -> Date {
        let zone = TimeZone::get("Europe/Stockholm").unwrap_or(TimeZone::UTC);
        self.now().to_zoned_datetime(zone).date()
    }

    /// Moves the clock; zero sets it back to the system's time.
    pub fn shift(&self, seconds: i64) {
        if seconds == 0 {
            self.0.store(0, Ordering::Relaxed);
        } else {
            self.0.fetch_add(seconds, Ordering::Relaxed);
        }
    }
}

/// Tells the day `day` of the month `months` away from `today`; a day the month lacks becomes its last.
pub fn day_of_month(today: Date, months: i32, day: i8) -> Date {
    let first = today.first_of_month().saturating_add(months.months());
    first
        .with()
        .day(day.clamp(1, first.days_in_month()))
        .build()
        .unwrap_or(first)
}
