use std::fmt::{self, Write as _};
use std::iter::Sum;
use std::ops::Add;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroize;

/// An amount in decimal kronor. Never a float; read from the source's own text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Amount(Decimal);

/// The text is not an amount of at most two decimals between minus and plus one thousand million kronor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not an amount in kronor")]
pub struct InvalidAmount;

impl Amount {
    const LIMIT: i64 = 1_000_000_000;

    /// Nought kronor, which is not the same as no answer.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// The amount as a decimal number of kronor.
    #[must_use]
    pub const fn kronor(self) -> Decimal {
        self.0
    }

    /// Takes what a person wrote: `1 250,50`, `1250.5`, `1250 kr`.
    ///
    /// # Errors
    /// [`InvalidAmount`] when the text is anything else.
    pub fn from_person(text: &str) -> Result<Self, InvalidAmount> {
        let text = text.trim();
        let text = text.strip_suffix("kr").unwrap_or(text);
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        plain.replace(',', ".").parse()
    }

    /// Takes a decimal number of kronor.
    ///
    /// # Errors
    /// [`InvalidAmount`] outside of the limits.
    pub fn from_decimal(kronor: Decimal) -> Result<Self, InvalidAmount> {
        let normal = kronor.normalize();
        if normal.scale() > 2 || normal.abs() > Decimal::from(Self::LIMIT) {
            return Err(InvalidAmount);
        }
        Ok(Self(normal))
    }

    /// The amount as Swedes write it: `1 250,50 kr`, `3 292 kr`, `−40 kr`.
    #[must_use]
    pub fn swedish(self) -> String {
        let sign = if self.0.is_sign_negative() && !self.0.is_zero() {
            "\u{2212}"
        } else {
            ""
        };
        let (parts, unit) = (self.0.mantissa().unsigned_abs(), 10_u128.pow(self.0.scale()));
        let ore = parts % unit * 100 / unit;
        let mut text = String::with_capacity(32);
        text.push_str(sign);
        push_grouped(&mut text, parts / unit);
        if ore > 0 {
            // Writing into a text cannot fail.
            let _ = write!(text, ",{ore:02}");
        }
        text.push_str("\u{a0}kr");
        text
    }
}

/// Writes a number with a space before each three digits.
fn push_grouped(text: &mut String, number: u128) {
    let last = number % 1000;
    let _ = if number < 1000 {
        write!(text, "{last}")
    } else {
        push_grouped(text, number / 1000);
        write!(text, "\u{a0}{last:03}")
    };
}

impl FromStr for Amount {
    type Err = InvalidAmount;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            return Err(InvalidAmount);
        }
        Self::from_decimal(Decimal::from_str(text).map_err(|_| InvalidAmount)?)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0).normalize())
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl Zeroize for Amount {
    fn zeroize(&mut self) {
        self.0 = Decimal::ZERO;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_sources_and_people_write() {
        assert_eq!("3292".parse::<Amount>().map(|a| a.to_string()), Ok("3292".into()));
        assert_eq!(
            "-12.50".parse::<Amount>().map(|a| a.to_string()),
            Ok("-12.5".into())
        );
        assert_eq!(
            Amount::from_person(" 1 250,50 kr ").map(|a| a.to_string()),
            Ok("1250.5".into())
        );
        for bad in ["", "-", "1e3", "12,5,5", "1.234", "abc", "10000000000"] {
            assert_eq!(Amount::from_person(bad), Err(InvalidAmount), "{bad}");
        }
    }

    #[test]
    fn a_sum_is_written_as_its_parts_are() {
        let amount = |text: &str| text.parse::<Amount>().unwrap();
        assert_eq!((amount("0.40") + amount("0.20")).to_string(), "0.6");
        assert_eq!((amount("1.35") + amount("0.25")).to_string(), "1.6");
    }

    #[test]
    fn writes_as_swedes_do() {
        let shown = |text: &str| text.parse::<Amount>().map(Amount::swedish);
        assert_eq!(shown("3292"), Ok("3\u{a0}292\u{a0}kr".into()));
        assert_eq!(shown("1250.5"), Ok("1\u{a0}250,50\u{a0}kr".into()));
        assert_eq!(
            shown("-1234567.05"),
            Ok("\u{2212}1\u{a0}234\u{a0}567,05\u{a0}kr".into())
        );
        assert_eq!(shown("0"), Ok("0\u{a0}kr".into()));
        assert_eq!(shown("-0.05"), Ok("\u{2212}0,05\u{a0}kr".into()));
        assert_eq!(shown("1000"), Ok("1\u{a0}000\u{a0}kr".into()));
        assert_eq!(
            shown("1000000000"),
            Ok("1\u{a0}000\u{a0}000\u{a0}000\u{a0}kr".into())
        );
    }
}
