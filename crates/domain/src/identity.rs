use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use thiserror::Error;

use crate::Sensitive;

/// The number under which authorities know a person: a personnummer or a samordningsnummer, 12 digits.
///
/// Source of the rules: Skatteverket SKV 704 and SKV 707.
#[derive(Clone, PartialEq, Eq)]
pub enum IdentityNumber {
    /// A person in the population register.
    Personnummer(Personnummer),
    /// A person who is not, with the day of birth plus 60.
    Samordningsnummer(Samordningsnummer),
}

/// A personnummer: `YYYYMMDDNNNC`.
#[derive(Clone, PartialEq, Eq)]
pub struct Personnummer(Sensitive<String>);

/// A samordningsnummer: as a personnummer, the day plus 60. Month and day may be unknown (`00`, `60`).
#[derive(Clone, PartialEq, Eq)]
pub struct Samordningsnummer(Sensitive<String>);

/// Why a text is not an identity number. Carries no part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidIdentityNumber {
    /// It is not twelve digits.
    #[error("an identity number is twelve digits")]
    Shape,
    /// The check digit does not agree with the others.
    #[error("the check digit does not agree")]
    Checksum,
    /// A personnummer holds a real date.
    #[error("the date of birth does not exist")]
    Date,
}

impl IdentityNumber {
    /// The twelve digits.
    #[must_use]
    pub const fn digits(&self) -> &Sensitive<String> {
        match self {
            Self::Personnummer(number) => &number.0,
            Self::Samordningsnummer(number) => &number.0,
        }
    }

    /// Whether a source speaks of this person. Takes 12 digits, or 10 without the century, with or
    /// without `-` or `+`.
    #[must_use]
    pub fn is_same_person(&self, other: &str) -> bool {
        let digits: String = other.chars().filter(|c| !matches!(c, '-' | '+' | ' ')).collect();
        // EXPOSE: comparing needs the digits; neither side leaves this function.
        let own = self.digits().expose();
        match digits.len() {
            12 => digits == *own,
            10 => own.ends_with(&digits),
            _ => false,
        }
    }
}

impl FromStr for IdentityNumber {
    type Err = InvalidIdentityNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = Sensitive::new(text.trim().replace('-', ""));
        // EXPOSE: parsing needs the digits; errors carry none of them.
        let bytes = digits.expose().as_bytes();
        if bytes.len() != 12 || !bytes.iter().all(u8::is_ascii_digit) {
            return Err(InvalidIdentityNumber::Shape);
        }
        if luhn(bytes.get(2..).unwrap_or_default()) != 0 {
            return Err(InvalidIdentityNumber::Checksum);
        }
        if number(bytes, 6..8) >= 60 {
            return Ok(Self::Samordningsnummer(Samordningsnummer(digits)));
        }
        let (year, month, day) = (number(bytes, 0..4), number(bytes, 4..6), number(bytes, 6..8));
        let small = |value: i16| i8::try_from(value).map_err(|_| InvalidIdentityNumber::Date);
        Date::new(year, small(month)?, small(day)?).map_err(|_| InvalidIdentityNumber::Date)?;
        Ok(Self::Personnummer(Personnummer(digits)))
    }
}

impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Personnummer(_) => "Personnummer([sensitive])",
            Self::Samordningsnummer(_) => "Samordningsnummer([sensitive])",
        })
    }
}

fn number(digits: &[u8], range: std::ops::Range<usize>) -> i16 {
    digits
        .get(range)
        .unwrap_or_default()
        .iter()
        .fold(0, |sum, digit| sum * 10 + i16::from(digit - b'0'))
}

/// The Luhn sum modulo ten over ten digits, the check digit among them; 0 when it agrees.
fn luhn(digits: &[u8]) -> u32 {
    let doubled = |(index, digit): (usize, &u8)| {
        let value = u32::from(digit - b'0') * if index % 2 == 0 { 2 } else { 1 };
        value / 10 + value % 10
    };
    digits.iter().enumerate().map(doubled).sum::<u32>() % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_test_numbers_of_both_kinds() {
        assert!(matches!(
            "198501012382".parse(),
            Ok(IdentityNumber::Personnummer(_))
        ));
        assert!(matches!(
            "19850101-2382".parse(),
            Ok(IdentityNumber::Personnummer(_))
        ));
        assert!(matches!(
            "191711602399".parse(),
            Ok(IdentityNumber::Samordningsnummer(_))
        ));
    }

    #[test]
    fn says_what_is_wrong_without_repeating_it() {
        let wrong = |text: &str| text.parse::<IdentityNumber>().err();
        assert_eq!(wrong("8501012382"), Some(InvalidIdentityNumber::Shape));
        assert_eq!(wrong("20000101T220"), Some(InvalidIdentityNumber::Shape));
        assert_eq!(wrong("199001011234"), Some(InvalidIdentityNumber::Checksum));
        assert!(!format!("{:?}", "198501012382".parse::<IdentityNumber>()).contains("1985"));
    }

    #[test]
    fn knows_the_same_person_with_and_without_century() {
        let person: IdentityNumber = "198501012382".parse().expect("a test number");
        assert!(person.is_same_person("198501012382"));
        assert!(person.is_same_person("850101-2382"));
        assert!(!person.is_same_person("199001012385"));
        assert!(!person.is_same_person(""));
    }
}
