//! How dates, times and amounts are written for people.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use mn_domain::{Language, PartialDate, Period};

use crate::texts::Translator;

/// A moment as a clock time in Sweden: `14.52`, in English `14:52`.
#[must_use]
pub fn clock(t: &Translator, at: Timestamp) -> String {
    let local = at.to_zoned_datetime(sweden());
    let mark = if t.language() == Language::En { ':' } else { '.' };
    format!("{:02}{mark}{:02}", local.hour(), local.minute())
}

/// A moment as date and clock time: `23 november 2026 14.52`.
#[must_use]
pub fn moment(t: &Translator, at: Timestamp) -> String {
    let date = at.to_zoned_datetime(sweden()).date();
    format!("{} {} {}", day(t, date), date.year(), clock(t, at))
}

/// A moment that is waited for: the clock time if it is today, `06.00`, else with its day, `24 november 06.00`. Begun
/// minutes count: what is at 14.32.20 is said to be at 14.33.
#[must_use]
pub fn soon(t: &Translator, now: Timestamp, at: Timestamp) -> String {
    let at = at
        .round(TimestampRound::new().smallest(Unit::Minute).mode(RoundMode::Ceil))
        .unwrap_or(at);
    let day_of = |moment: Timestamp| moment.to_zoned_datetime(sweden()).date();
    if day_of(now) == day_of(at) {
        clock(t, at)
    } else {
        format!("{} {}", day(t, day_of(at)), clock(t, at))
    }
}

/// A moment for programs, in Swedish time: `2026-11-23T14:52:07+01:00`.
#[must_use]
pub fn local(at: Timestamp) -> String {
    at.to_zoned_datetime(sweden())
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}

/// A moment as the day in Sweden, for names of files: `2026-11-23`.
#[must_use]
pub fn day_of(at: Timestamp) -> String {
    at.to_zoned_datetime(sweden()).date().to_string()
}

/// A date without its year: `25 oktober`.
#[must_use]
pub fn day(t: &Translator, date: Date) -> String {
    format!("{} {}", date.day(), month_name(t, date.month()))
}

/// A date with its year: `25 oktober 2026`.
#[must_use]
pub fn date(t: &Translator, date: Date) -> String {
    format!("{} {}", day(t, date), date.year())
}

/// A month with its year: `oktober 2026`.
#[must_use]
pub fn month(t: &Translator, year: i16, month: i8) -> String {
    format!("{} {year}", month_name(t, month))
}

/// A date that may lack a part: `2026`, `oktober 2026`, `25 oktober 2026`.
#[must_use]
pub fn partial(t: &Translator, value: PartialDate) -> String {
    match value {
        PartialDate::Year(year) => year.to_string(),
        PartialDate::Month(year, number) => month(t, year, number),
        PartialDate::Day(day) => date(t, day),
    }
}

/// A period: `1–31 oktober 2026`, `från 1 oktober 2026`; nothing when both ends are open.
#[must_use]
pub fn period(t: &Translator, period: &Period) -> Option<String> {
    match (period.from, period.to) {
        (None, None) => None,
        (Some(from), None) => Some(t.get("show.from").with("date", partial(t, from)).to_string()),
        (None, Some(to)) => Some(t.get("show.until").with("date", partial(t, to)).to_string()),
        (Some(from), Some(to)) if from == to => Some(partial(t, from)),
        (Some(PartialDate::Day(from)), Some(PartialDate::Day(to))) => Some(days(t, from, to)),
        (Some(from), Some(to)) => Some(format!("{}–{}", partial(t, from), partial(t, to))),
    }
}

fn days(t: &Translator, from: Date, to: Date) -> String {
    if from.year() != to.year() {
        format!("{} – {}", date(t, from), date(t, to))
    } else if from.month() != to.month() {
        format!("{} – {}", day(t, from), date(t, to))
    } else {
        format!("{}–{}", from.day(), date(t, to))
    }
}

/// A length of time in whole minutes: `15 minuter`, `2 timmar 30 minuter`.
#[must_use]
pub fn minutes(t: &Translator, minutes: u32) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    let of = |one: &str, many: &str, n: u32| t.get(if n == 1 { one } else { many }).with("n", n).to_string();
    let hours_text = of("show.hour", "show.hours", hours);
    let rest_text = of("show.minute", "show.minutes", rest);
    match (hours, rest) {
        (0, _) => rest_text,
        (_, 0) => hours_text,
        _ => format!("{hours_text} {rest_text}"),
    }
}

fn month_name(t: &Translator, month: i8) -> String {
    t.get(&format!("show.month_{month}")).to_string()
}

fn sweden() -> TimeZone {
    TimeZone::get("Europe/Stockholm").unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use std::sync::Arc;

    fn speak(language: Language) -> Translator {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../metadata/texts");
        Arc::new(crate::texts::Texts::load(&folder).unwrap_or_default()).speak(language)
    }

    fn span(from: &str, to: &str) -> Period {
        Period {
            from: from.parse().ok(),
            to: to.parse().ok(),
        }
    }

    #[test]
    fn times_are_swedish_and_in_swedish_time() {
        let at: Timestamp = "2026-07-01T22:30:00Z".parse().expect("a moment");
        assert_eq!(clock(&speak(Language::Sv), at), "00.30");
        assert_eq!(clock(&speak(Language::En), at), "00:30");
        assert_eq!(moment(&speak(Language::Sv), at), "2 juli 2026 00.30");
        assert_eq!(local(at), "2026-07-02T00:30:00+02:00");
        assert_eq!(day_of(at), "2026-07-02");
    }

    #[test]
    fn what_is_waited_for_has_its_day_when_that_is_another() {
        let moment = |text: &str| text.parse::<Timestamp>().expect("a moment");
        let now = moment("2026-11-23T20:00:00Z");
        let said = |at| soon(&speak(Language::Sv), now, moment(at));
        assert_eq!(said("2026-11-23T20:31:20Z"), "21.32");
        assert_eq!(said("2026-11-23T20:32:00Z"), "21.32");
        assert_eq!(said("2026-11-24T05:00:00Z"), "24 november 06.00");
    }

    #[test]
    fn periods_say_no_more_than_they_know() {
        let t = speak(Language::Sv);
        let shown = |from, to| period(&t, &span(from, to));
        assert_eq!(
            shown("2026-10-01", "2026-10-31").as_deref(),
            Some("1–31 oktober 2026")
        );
        assert_eq!(
            shown("2026-09-28", "2026-10-25").as_deref(),
            Some("28 september – 25 oktober 2026")
        );
        assert_eq!(
            shown("2025-12-29", "2026-01-04").as_deref(),
            Some("29 december 2025 – 4 januari 2026")
        );
        assert_eq!(shown("2026-10", "2026-10").as_deref(), Some("oktober 2026"));
        assert_eq!(shown("2026-10-01", "").as_deref(), Some("från 1 oktober 2026"));
        assert_eq!(shown("", "2026").as_deref(), Some("till 2026"));
        assert_eq!(shown("", ""), None);
    }

    #[test]
    fn lengths_are_hours_and_minutes() {
        let t = speak(Language::Sv);
        assert_eq!(minutes(&t, 15), "15 minuter");
        assert_eq!(minutes(&t, 150), "2 timmar 30 minuter");
        assert_eq!(minutes(&t, 61), "1 timme 1 minut");
    }
}
