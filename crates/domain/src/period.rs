use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A date that may lack its day or month, as LEFI sends them: `2022`, `2022-09`, `2022-09-25`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PartialDate {
    /// A whole year.
    Year(i16),
    /// A whole month.
    Month(i16, i8),
    /// One day.
    Day(Date),
}

impl PartialDate {
    /// The first day that the date covers.
    #[must_use]
    pub fn first_day(self) -> Option<Date> {
        match self {
            Self::Year(year) => Date::new(year, 1, 1).ok(),
            Self::Month(year, month) => Date::new(year, month, 1).ok(),
            Self::Day(date) => Some(date),
        }
    }

    /// The last day that the date covers.
    #[must_use]
    pub fn last_day(self) -> Option<Date> {
        match self {
            Self::Year(year) => Date::new(year, 12, 31).ok(),
            Self::Month(year, month) => Date::new(year, month, 1).ok().map(Date::last_of_month),
            Self::Day(date) => Some(date),
        }
    }
}

impl FromStr for PartialDate {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |part: &str| part.parse::<i16>().ok();
        let mut parts = text.split('-');
        match [parts.next(), parts.next(), parts.next()] {
            [Some(year), None, _] if year.len() == 4 && number(year).is_some() => Ok(Self::Year(
                Date::new(number(year).unwrap_or_default(), 1, 1)?.year(),
            )),
            [Some(year), Some(month), None] if year.len() == 4 && month.len() == 2 => {
                let first: Date = format!("{text}-01").parse()?;
                Ok(Self::Month(first.year(), first.month()))
            }
            _ => Ok(Self::Day(text.parse()?)),
        }
    }
}

impl TryFrom<String> for PartialDate {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(date) => write!(f, "{date}"),
        }
    }
}

/// From and to, either of which may be open; both days are part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The first day, if the period has a start.
    pub from: Option<PartialDate>,
    /// The last day, if the period has an end.
    pub to: Option<PartialDate>,
}

impl Period {
    /// The period between two days.
    #[must_use]
    pub const fn days(from: Date, to: Date) -> Self {
        Self {
            from: Some(PartialDate::Day(from)),
            to: Some(PartialDate::Day(to)),
        }
    }
}

impl fmt::Display for Period {
    /// ISO 8601 interval with `..` for an open end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |date: Option<PartialDate>| date.map_or_else(|| "..".to_owned(), |date| date.to_string());
        write!(f, "{}/{}", side(self.from), side(self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates_that_lack_a_part() {
        for text in ["2022", "2022-09", "2022-09-25"] {
            assert_eq!(
                text.parse::<PartialDate>().map(|d| d.to_string()).ok().as_deref(),
                Some(text)
            );
        }
        for bad in ["", "22", "2022-13", "2022-9", "2022-02-30", "abcd"] {
            assert!(bad.parse::<PartialDate>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_month_covers_its_days() {
        let month: PartialDate = "2024-02".parse().expect("a month");
        assert_eq!(month.last_day().map(jiff::civil::Date::day), Some(29));
    }
}
