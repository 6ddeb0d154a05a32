//! Which days may be asked about.

use jiff::ToSpan;
use jiff::civil::Date;
use mn_domain::{PartialDate, Period};

/// First and last day, both included.
pub type Days = (Date, Date);

/// The days of a question: an open start is half a year back, an open end is today.
pub fn days(period: Period, today: Date) -> Option<Days> {
    let from = period
        .from
        .map_or_else(|| today.checked_sub(6.months()).ok(), PartialDate::first_day)?;
    let to = period.to.map_or(Some(today), PartialDate::last_day)?;
    (from <= to).then_some((from, to))
}

/// CSN answers for two months back and one month ahead, and refuses the question otherwise (-1006).
pub fn for_csn((from, to): Days, today: Date) -> Option<Days> {
    let first = today.checked_sub(2.months()).ok()?;
    let last = today.checked_add(1.month()).ok()?;
    let (from, to) = (from.max(first), to.min(last));
    (from <= to).then_some((from, to))
}

/// LEFI refuses the question for more than two years.
pub fn for_lefi((from, to): Days) -> Option<Days> {
    let first = to.checked_sub(2.years()).ok()?.tomorrow().ok()?;
    Some((from.max(first), to))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_open_period_is_half_a_year() {
        let open = Period { from: None, to: None };
        let today = date(2026, 11, 23);
        assert_eq!(days(open, today), Some((date(2026, 5, 23), today)));
        assert_eq!(days(Period::days(today, date(2026, 1, 1)), today), None);
    }

    #[test]
    fn csn_is_never_asked_outside_its_window() {
        let today = date(2026, 11, 23);
        let half_year = (date(2026, 5, 23), date(2027, 5, 23));
        assert_eq!(
            for_csn(half_year, today),
            Some((date(2026, 9, 23), date(2026, 12, 23)))
        );
        assert_eq!(for_csn((date(2026, 1, 1), date(2026, 2, 1)), today), None);
        let end_of_april = for_csn((date(2026, 1, 1), date(2026, 12, 31)), date(2026, 4, 30));
        assert_eq!(end_of_april, Some((date(2026, 2, 28), date(2026, 5, 30))));
    }

    #[test]
    fn lefi_is_never_asked_for_more_than_two_years() {
        let asked = for_lefi((date(2020, 1, 1), date(2026, 11, 23)));
        assert_eq!(asked, Some((date(2024, 11, 24), date(2026, 11, 23))));
    }
}
