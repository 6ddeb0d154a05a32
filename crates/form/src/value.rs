//! From what was written to what it says.

use jiff::ToSpan;
use jiff::civil::Date;
use mn_domain::Amount;
use serde_json::{Value as Json, json};

use crate::{ChoiceOption, Kind, Problem, Written};

/// An answer that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An amount.
    Amount(Amount),
    /// A whole number.
    Number(i64),
    /// A day.
    Date(Date),
    /// A month, by its first day.
    Month(Date),
    /// One option.
    Choice(String),
    /// Some options, in the order of the form.
    Choices(Vec<String>),
    /// Yes or no.
    YesNo(bool),
    /// Words.
    Text(Written),
    /// The declaration has been made.
    Declared,
}

impl Value {
    /// Whether a condition's answer is given.
    pub(crate) fn is(&self, wanted: &str) -> bool {
        match self {
            Self::Choice(option) => option == wanted,
            Self::Choices(options) => options.iter().any(|option| option == wanted),
            Self::YesNo(yes) => wanted == if *yes { "yes" } else { "no" },
            _ => false,
        }
    }

    /// The day, if it is one.
    pub(crate) const fn day(&self) -> Option<Date> {
        match self {
            Self::Date(day) => Some(*day),
            _ => None,
        }
    }

    /// The value in `application.json`.
    pub(crate) fn json(&self) -> Json {
        match self {
            Self::Amount(amount) => json!(amount.to_string()),
            Self::Number(number) => json!(number),
            Self::Date(date) => json!(date.to_string()),
            Self::Month(first) => json!(first.strftime("%Y-%m").to_string()),
            Self::Choice(option) => json!(option),
            Self::Choices(options) => json!(options),
            Self::YesNo(yes) => json!(yes),
            // EXPOSE: written into the application, which is sealed to the recipient.
            Self::Text(words) => json!(words.expose()),
            Self::Declared => json!(true),
        }
    }
}

/// Reads the answer to a simple question. `None` is no answer at all.
pub(crate) fn read(kind: &Kind, written: &[Written], today: Date) -> Result<Option<Value>, Problem> {
    if let Kind::Choices { options, none } = kind {
        return choices(options, none.as_deref(), written);
    }
    let Some(words) = written.first().filter(|words| !words.is_blank()) else {
        return Ok(None);
    };
    // EXPOSE: reading needs the words; problems carry none of them.
    let text = words.expose().trim();
    Ok(Some(match kind {
        Kind::Amount { min, max } => Value::Amount(amount(text, *min, *max)?),
        Kind::Number { min, max } => Value::Number(number(text, *min, *max)?),
        Kind::Date { from_month, to_month } => {
            let first = month_from(today, *from_month);
            let last = month_from(today, *to_month).map(Date::last_of_month);
            Value::Date(date(text, first, last)?)
        }
        Kind::Month { from_month, to_month } => {
            let chosen = format!("{text}-01").parse().map_err(|_| Problem::NotAnOption)?;
            let found = months(today, *from_month, *to_month).contains(&chosen);
            Value::Month(found.then_some(chosen).ok_or(Problem::NotAnOption)?)
        }
        Kind::Choice { options } => Value::Choice(option(options, text)?),
        Kind::YesNo => Value::YesNo(match text {
            "yes" => true,
            "no" => false,
            _ => return Err(Problem::NotAnOption),
        }),
        Kind::Text { max, .. } if text.chars().count() > *max => return Err(Problem::TooLong { max: *max }),
        Kind::Text { .. } => Value::Text(Written::new(one_kind_of_line_end(text))),
        Kind::Declaration if text == "yes" => Value::Declared,
        Kind::Declaration | Kind::Choices { .. } | Kind::Rows { .. } | Kind::Fetched { .. } => {
            return Ok(None);
        }
    }))
}

/// What is said where nothing is written.
pub(crate) const fn absence(kind: &Kind) -> Problem {
    match kind {
        Kind::Amount { .. } => Problem::AmountBlank,
        Kind::Declaration => Problem::NotDeclared,
        Kind::Rows { .. } => Problem::NoRows,
        _ => Problem::Missing,
    }
}

/// The months that may be chosen, by their first days.
pub(crate) fn months(today: Date, from: i32, to: i32) -> Vec<Date> {
    (from..=to)
        .filter_map(|offset| month_from(today, offset))
        .collect()
}

/// The first day of the month so many months away.
pub(crate) fn month_from(day: Date, months: i32) -> Option<Date> {
    day.first_of_month().checked_add(months.months()).ok()
}

fn amount(text: &str, min: Amount, max: Amount) -> Result<Amount, Problem> {
    let amount = Amount::from_person(text).map_err(|_| Problem::NotAnAmount)?;
    if amount < min {
        return Err(Problem::AmountTooLow { min });
    }
    if amount > max {
        return Err(Problem::AmountTooHigh { max });
    }
    Ok(amount)
}

fn number(text: &str, min: i64, max: i64) -> Result<i64, Problem> {
    let is_plain = text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit());
    let number: i64 = is_plain
        .then(|| text.parse().ok())
        .flatten()
        .ok_or(Problem::NotANumber)?;
    if (min..=max).contains(&number) {
        Ok(number)
    } else {
        Err(Problem::NumberOutside { min, max })
    }
}

fn date(text: &str, first: Option<Date>, last: Option<Date>) -> Result<Date, Problem> {
    let date = day(text).ok_or(Problem::NotADate)?;
    match (first, last) {
        (Some(first), _) if date < first => Err(Problem::TooEarly { first }),
        (_, Some(last)) if date > last => Err(Problem::TooLate { last }),
        _ => Ok(date),
    }
}

/// A day as Swedes write it: `2026-11-25`, `20261125`, `25/11 2026`, `25.11.2026`.
fn day(text: &str) -> Option<Date> {
    let is_separator = |c: char| matches!(c, '-' | '/' | '.' | ' ');
    let parts: Vec<&str> = text.split(is_separator).filter(|part| !part.is_empty()).collect();
    let number = |part: &str| -> Option<i16> {
        let is_plain = part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        is_plain.then(|| part.parse().ok()).flatten()
    };
    let (year, month, day) = match parts.as_slice() {
        [all] if all.len() == 8 => (
            number(all.get(..4)?)?,
            number(all.get(4..6)?)?,
            number(all.get(6..)?)?,
        ),
        [year, month, day] if year.len() == 4 => (number(year)?, number(month)?, number(day)?),
        [day, month, year] if year.len() == 4 => (number(year)?, number(month)?, number(day)?),
        _ => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn option(options: &[ChoiceOption], text: &str) -> Result<String, Problem> {
    let found = options.iter().find(|option| option.value == text);
    found
        .map(|option| option.value.clone())
        .ok_or(Problem::NotAnOption)
}

fn choices(
    options: &[ChoiceOption],
    none: Option<&str>,
    written: &[Written],
) -> Result<Option<Value>, Problem> {
    // EXPOSE: compared with the options of the form; what equals none of them is not kept.
    let chosen: Vec<&str> = written.iter().map(|words| words.expose().trim()).collect();
    let chosen: Vec<&str> = chosen.into_iter().filter(|text| !text.is_empty()).collect();
    if chosen.is_empty() {
        return Ok(None);
    }
    for text in &chosen {
        option(options, text)?;
    }
    let values = options.iter().map(|option| option.value.as_str());
    let values: Vec<String> = values
        .filter(|value| chosen.contains(value))
        .map(str::to_owned)
        .collect();
    if values.len() > 1 && none.is_some_and(|none| values.iter().any(|value| value == none)) {
        return Err(Problem::NoneAndOthers);
    }
    Ok(Some(Value::Choices(values)))
}

/// Browsers send CR LF between lines, whatever was typed.
fn one_kind_of_line_end(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
