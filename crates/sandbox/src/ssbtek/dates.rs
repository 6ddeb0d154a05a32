//! Dates as the agencies write them.

use jiff::ToSpan;
use jiff::civil::Date;

pub use crate::clock::day_of_month;

/// The day that many days away.
pub fn days(today: Date, away: i64) -> Date {
    today.saturating_add(away.days())
}

/// ÅÅÅÅMMDD
pub fn compact(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

/// ÅÅÅÅVV, a week
pub fn week(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{}{:02}", week.year(), week.week())
}

/// A date with Sweden's time zone, as Arbetsförmedlingen and Migrationsverket write it.
pub fn zoned(day: Date) -> String {
    let summer = (4..=10).contains(&day.month());
    format!("{day}+0{}:00", if summer { 2 } else { 1 })
}
