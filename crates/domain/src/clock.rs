use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Where time comes from. An argument everywhere, so that tests can move it.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// Today's date in Sweden.
    fn today(&self) -> Date {
        self.now().to_zoned_datetime(sweden()).date()
    }
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where real time enters")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Sweden's time zone; UTC where the time zone database lacks it.
pub(crate) fn sweden() -> TimeZone {
    TimeZone::get("Europe/Stockholm").unwrap_or(TimeZone::UTC)
}
