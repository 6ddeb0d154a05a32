//! Turns the sources' spellings into ours, or says that it cannot.

use jiff::civil::Date;
use mn_domain::{Amount, PartialDate, Unit};
use rust_decimal::Decimal;

use crate::ssbtek::tree::Element;

/// What a value is in the source's message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A value of a code list, kept as written.
    Code,
    /// A date: `2016-11-18`, `2016-11-18+01:00`, `20161118`, a date with time, or one that lacks its day.
    Date,
    /// Decimal kronor in one text.
    Amount,
    /// Decimal kronor with a currency beside (`summa`, `valuta`).
    Money,
    /// A share written as numerator and denominator (`taljare`, `namnare`).
    Share,
    /// Per cent.
    Percent,
    /// A year.
    Year,
    /// Yes or no, in any of the senders' spellings.
    YesNo,
    /// A number of days.
    Days,
    /// A number of something else.
    Count,
    /// The lines of an address, joined.
    Lines,
    /// Somebody or something of whom it is only said that it is there.
    Presence,
}

/// What became of a value.
#[derive(Debug, PartialEq, Eq)]
pub enum Read {
    /// It is a value.
    Value(String),
    /// The element is there and says nothing.
    Blank,
    /// It is something else than the contract says.
    Unreadable,
}

/// What LEFI writes for somebody who has died on a day that nobody knows.
const NO_DATE: &str = "Datum saknas";
/// Longest text that is kept.
const LONGEST: usize = 1000;

impl Kind {
    /// What such a value is counted in.
    pub const fn unit(self) -> Option<Unit> {
        match self {
            Self::Text | Self::Share | Self::Lines => None,
            Self::Code => Some(Unit::Code),
            Self::Date => Some(Unit::Date),
            Self::Amount | Self::Money => Some(Unit::Kronor),
            Self::Percent => Some(Unit::Percent),
            Self::Year => Some(Unit::Year),
            Self::YesNo | Self::Presence => Some(Unit::YesNo),
            Self::Days => Some(Unit::Days),
            Self::Count => Some(Unit::Count),
        }
    }

    /// Reads an element's value.
    pub fn read(self, element: &Element) -> Read {
        match self {
            Self::Money => money(element),
            Self::Share => share(element),
            Self::Presence => presence(element),
            Self::Date if element.text() == Some(NO_DATE) => Read::Blank,
            _ => element.text().map_or(Read::Blank, |text| self.read_text(text)),
        }
    }

    /// Reads a value out of a text that is not blank.
    pub fn read_text(self, text: &str) -> Read {
        let value = match self {
            Self::Text | Self::Code | Self::Money | Self::Share | Self::Lines => words(text),
            Self::Date => date(text),
            Self::Amount => amount(text).map(|amount| amount.to_string()),
            Self::Percent | Self::Days | Self::Count => number(text),
            Self::Presence => Some("true".to_owned()),
            Self::Year => year(text),
            Self::YesNo => yes_no(text),
        };
        value.map_or(Read::Unreadable, Read::Value)
    }
}

/// Whether a text has nothing but visible ASCII and single spaces.
fn is_plain(text: &str) -> bool {
    let mut before = b'x';
    text.bytes().all(|byte| {
        let fits = byte.is_ascii_graphic() || byte == b' ' && before != b' ';
        before = byte;
        fits
    })
}

fn words(text: &str) -> Option<String> {
    // Most texts are one short word or a few, plainly spaced.
    if text.len() <= LONGEST && is_plain(text) {
        return Some(text.to_owned());
    }
    let fits = text.chars().count() <= LONGEST;
    let clean = text.chars().all(|c| !c.is_control() || c.is_ascii_whitespace());
    (fits && clean).then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Reads a date in any of the senders' spellings and writes it as `YYYY-MM-DD`.
pub fn date(text: &str) -> Option<String> {
    partial_date(text).map(|date| date.to_string())
}

/// Reads a date that may lack its day.
pub fn partial_date(text: &str) -> Option<PartialDate> {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return compact(text).map(PartialDate::Day);
    }
    let (day, rest) = text.split_at_checked(10).unwrap_or((text, ""));
    let known_rest = rest.is_empty() || rest.starts_with('T') || is_zone(rest);
    known_rest.then(|| day.parse().ok()).flatten()
}

fn compact(text: &str) -> Option<Date> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn is_zone(text: &str) -> bool {
    let shaped = |rest: &str| {
        rest.len() == 5
            && rest
                .bytes()
                .enumerate()
                .all(|(at, b)| if at == 2 { b == b':' } else { b.is_ascii_digit() })
    };
    text == "Z" || text.strip_prefix(['+', '-']).is_some_and(shaped)
}

fn amount(text: &str) -> Option<Amount> {
    text.parse().ok().or_else(|| double(text))
}

/// An amount that travelled as a binary fraction: what is within a millionth of an öre is that öre.
fn double(text: &str) -> Option<Amount> {
    let plain: Decimal = text.parse().or_else(|_| Decimal::from_scientific(text)).ok()?;
    let rounded = plain.round_dp(2);
    let off = (plain - rounded).abs();
    if off > Decimal::new(1, 8) {
        None
    } else {
        Amount::from_decimal(rounded).ok()
    }
}

fn money(element: &Element) -> Read {
    let Some(sum) = element.find("summa").and_then(Element::text) else {
        return Read::Blank;
    };
    match element.find("valuta").and_then(Element::text) {
        Some("SEK") | None => Kind::Amount.read_text(sum),
        Some(_) => Read::Unreadable,
    }
}

fn share(element: &Element) -> Read {
    let part = |name| match element.find(name).and_then(Element::text) {
        Some(text) => text.parse::<u32>().ok(),
        None => Some(0),
    };
    match (part("taljare"), part("namnare")) {
        (Some(0), Some(0)) => Read::Blank,
        (Some(over), Some(under)) if under > 0 => Read::Value(format!("{over}/{under}")),
        _ => Read::Unreadable,
    }
}

fn presence(element: &Element) -> Read {
    if element.children.is_empty() && element.text().is_none() {
        return Read::Blank;
    }
    Read::Value("true".to_owned())
}

fn number(text: &str) -> Option<String> {
    let number: Decimal = text.parse().ok()?;
    (!number.is_sign_negative() && number <= Decimal::from(100_000)).then(|| number.normalize().to_string())
}

fn year(text: &str) -> Option<String> {
    (text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
}

fn yes_no(text: &str) -> Option<String> {
    let yes = match text.to_lowercase().as_str() {
        "true" | "1" | "j" | "ja" => true,
        "false" | "0" | "n" | "nej" => false,
        _ => return None,
    };
    Some(yes.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: Kind, text: &str) -> Option<String> {
        match kind.read_text(text) {
            Read::Value(value) => Some(value),
            Read::Blank | Read::Unreadable => None,
        }
    }

    #[test]
    fn reads_every_spelling_of_a_date() {
        for text in [
            "20161118",
            "2016-11-18",
            "2016-11-18+01:00",
            "2016-11-18Z",
            "2016-11-18T03:04:05",
        ] {
            assert_eq!(read(Kind::Date, text).as_deref(), Some("2016-11-18"), "{text}");
        }
        assert_eq!(read(Kind::Date, "2022-09").as_deref(), Some("2022-09"));
        for bad in [
            "202209",
            "20161318",
            "2016-02-30",
            "2016-11-18 x",
            "18/11/2016",
            "00000000",
            "2016-11-18+1",
        ] {
            assert_eq!(read(Kind::Date, bad), None, "{bad}");
        }
    }

    #[test]
    fn reads_amounts_and_never_rounds_real_parts_of_an_ore() {
        let cases = [
            ("3292", "3292"),
            ("-40", "-40"),
            ("1250.50", "1250.5"),
            ("1250.5000000000001", "1250.5"),
            ("1e3", "1000"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(Kind::Amount, text).as_deref(), Some(expected), "{text}");
        }
        for bad in ["", "1,5", "kr", "1.005", "99999999999", "NaN"] {
            assert_eq!(read(Kind::Amount, bad), None, "{bad}");
        }
    }

    #[test]
    fn reads_yes_and_no() {
        for (text, expected) in [
            ("true", "true"),
            ("1", "true"),
            ("Ja", "true"),
            ("J", "true"),
            ("0", "false"),
            ("false", "false"),
        ] {
            assert_eq!(read(Kind::YesNo, text).as_deref(), Some(expected));
        }
        assert_eq!(read(Kind::YesNo, "kanske"), None);
    }

    #[test]
    fn reads_numbers_and_words() {
        assert_eq!(read(Kind::Days, "2.50").as_deref(), Some("2.5"));
        assert_eq!(read(Kind::Percent, "-1"), None);
        assert_eq!(read(Kind::Year, "2012").as_deref(), Some("2012"));
        assert_eq!(read(Kind::Year, "12"), None);
        assert_eq!(read(Kind::Text, "a\n  b").as_deref(), Some("a b"));
        assert_eq!(read(Kind::Text, "a\u{0}b"), None);
        assert_eq!(read(Kind::Text, &"x".repeat(1001)), None);
    }
}
