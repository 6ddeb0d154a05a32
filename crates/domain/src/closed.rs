use jiff::Timestamp;
use jiff::civil::{Time, Weekday};

use crate::clock::sweden;

/// Hours of each week at which somebody is closed, in Swedish time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosedHours {
    /// The day on which they begin.
    pub weekday: Weekday,
    /// From when.
    pub from: Time,
    /// Until when: the same day, or the next where it is not after `from`. From midnight to midnight is the whole day.
    pub to: Time,
}

impl ClosedHours {
    /// When somebody with these hours opens; nothing when it is open at that moment, or never opens.
    ///
    /// Hours that touch count as one: who is closed all weekend opens on Monday.
    #[must_use]
    pub fn open_after(hours: &[Self], at: Timestamp) -> Option<Timestamp> {
        let mut opens = hours.iter().filter_map(|one| one.end(at)).max()?;
        // Each round goes on to later hours; a week of them means that it never opens.
        for _ in 0..=hours.len() {
            match hours.iter().filter_map(|one| one.end(opens)).max() {
                Some(later) => opens = later,
                None => return Some(opens),
            }
        }
        None
    }

    /// Whether there is no moment of a week at which somebody with these hours is open.
    #[must_use]
    pub fn never_open(hours: &[Self]) -> bool {
        let a_thursday = Timestamp::UNIX_EPOCH;
        hours.iter().any(|one| one.end(a_thursday).is_some()) && Self::open_after(hours, a_thursday).is_none()
    }

    /// When these hours end, if that moment lies in them.
    fn end(&self, at: Timestamp) -> Option<Timestamp> {
        let today = at.to_zoned_datetime(sweden()).date();
        // Hours over midnight may have begun yesterday.
        [today, today.yesterday().ok()?].into_iter().find_map(|day| {
            if day.weekday() != self.weekday {
                return None;
            }
            let last = if self.to > self.from {
                day
            } else {
                day.tomorrow().ok()?
            };
            let moment = |day: jiff::civil::Date, time| {
                let zoned = day.to_datetime(time).to_zoned_datetime(sweden()).ok()?;
                Some(zoned.timestamp())
            };
            let (from, to) = (moment(day, self.from)?, moment(last, self.to)?);
            (from <= at && at < to).then_some(to)
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    fn hours(weekday: Weekday, from: i8, to: i8) -> ClosedHours {
        ClosedHours {
            weekday,
            from: time(from, 0, 0, 0),
            to: time(to, 0, 0, 0),
        }
    }

    fn opens(hours: &[ClosedHours], at: &str) -> Option<String> {
        let at = at.parse().expect("a moment");
        ClosedHours::open_after(hours, at).map(|opens| opens.to_string())
    }

    #[test]
    fn hours_are_swedish_and_may_go_over_midnight() {
        // 2026-11-23 is a Monday; Swedish winter time is one hour ahead of UTC.
        let night = [hours(Weekday::Monday, 22, 6)];
        assert_eq!(opens(&night, "2026-11-23T20:59:59Z"), None);
        for closed in ["2026-11-23T21:00:00Z", "2026-11-24T04:59:59Z"] {
            assert_eq!(
                opens(&night, closed).as_deref(),
                Some("2026-11-24T05:00:00Z"),
                "{closed}"
            );
        }
        assert_eq!(opens(&night, "2026-11-24T05:00:00Z"), None);
        assert_eq!(opens(&night, "2026-11-24T22:00:00Z"), None, "only on Mondays");
    }

    #[test]
    fn hours_that_touch_count_as_one() {
        let weekend = [
            hours(Weekday::Sunday, 0, 0),
            hours(Weekday::Friday, 22, 0),
            hours(Weekday::Saturday, 0, 0),
            hours(Weekday::Monday, 0, 6),
        ];
        assert_eq!(
            opens(&weekend, "2026-11-27T23:00:00Z").as_deref(),
            Some("2026-11-30T05:00:00Z")
        );
    }

    #[test]
    fn summer_time_begins_and_ends_in_between() {
        // The clocks go forward on the night to Sunday 2027-03-28.
        let night = [hours(Weekday::Saturday, 22, 6)];
        assert_eq!(
            opens(&night, "2027-03-27T22:00:00Z").as_deref(),
            Some("2027-03-28T04:00:00Z")
        );
    }

    #[test]
    fn who_never_opens_is_found() {
        let days = (1..=7).filter_map(|day| Weekday::from_monday_one_offset(day).ok());
        let always: Vec<_> = days.map(|day| hours(day, 0, 0)).collect();
        assert!(ClosedHours::never_open(&always));
        assert!(!ClosedHours::never_open(&always[1..]) && !ClosedHours::never_open(&[]));
        assert_eq!(opens(&always, "2026-11-23T12:00:00Z"), None);
    }
}
