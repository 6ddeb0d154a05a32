//! What is read out of a file, collected: values, notes, and whether something was lost.

use jiff::civil::Date;
use mn_domain::{Amount, FileKind, FileRefusal, Sensitive, SourceState};
use mn_source::{Answer, FieldSpec, Note, NoteKind, ReadFile, Reply};
use rust_decimal::Decimal;

use crate::document::place::Place;

/// Most rows of one file: some years of an ordinary account.
pub const MAX_ROWS: usize = 2_000;
/// Longest text of a row that is kept whole.
const LONGEST: usize = 500;

/// A sum with its sign, in a currency. Sums of different currencies are never added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// The sum; negative leaves the account.
    pub sum: Decimal,
    /// Three letters.
    pub currency: String,
}

/// Where the money of one thing goes: kronor here, other currencies there.
pub type Purses = (FieldSpec, FieldSpec);

/// Collects what is read out of one file.
#[derive(Debug, Default)]
pub struct Out {
    answers: Vec<Answer>,
    notes: Vec<Note>,
    record: u16,
    is_torn: bool,
}

impl Out {
    /// Begins a record of its own.
    pub fn next_record(&mut self) -> Result<(), FileRefusal> {
        self.record = self.record.checked_add(1).ok_or(FileRefusal::TooLarge)?;
        Ok(())
    }

    /// Notes a thing at a place.
    pub fn note(&mut self, kind: NoteKind, at: &Place) {
        self.notes.push(Note::new(kind, at.to_string()));
    }

    /// Notes a value that could not be read and was left out: the file is no longer told in full.
    pub fn lose(&mut self, at: &Place) {
        self.is_torn = true;
        self.note(NoteKind::UnreadableValue, at);
    }

    /// Adds a value to the record.
    pub fn put(&mut self, field: &FieldSpec, value: impl Into<Sensitive<String>>, at: &Place) {
        // A list of our own: each id is one, which a test shows.
        if let Ok(id) = field.id.parse() {
            self.answers.push(Answer {
                field: id,
                value: value.into(),
                unit: field.unit,
                period: None,
                record: self.record,
                place: at.to_string(),
            });
        }
    }

    /// Adds a day, if there is one.
    pub fn day(&mut self, field: &FieldSpec, day: Option<Date>, at: &Place) {
        if let Some(day) = day {
            self.put(field, day.to_string(), at);
        }
    }

    /// Adds what people wrote, in one line; nothing where there is nothing but space.
    pub fn words(&mut self, field: &FieldSpec, text: &str, at: &Place) {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.chars().count() > LONGEST || line.chars().any(char::is_control) {
            self.lose(at);
        } else if !line.is_empty() {
            self.put(field, line, at);
        }
    }

    /// Adds a sum of money where its currency belongs.
    pub fn money(&mut self, (kronor, foreign): &Purses, money: &Money, at: &Place) {
        if money.currency != "SEK" {
            let Money { sum, currency } = money;
            self.put(foreign, format!("{sum} {currency}"), at);
        } else if let Ok(amount) = Amount::from_decimal(money.sum) {
            self.put(kronor, amount.to_string(), at);
        } else {
            self.lose(at);
        }
    }

    /// What was read, as a reply: nothing found, found in part, or found.
    pub fn finish(self, kind: FileKind, is_found: bool) -> ReadFile {
        let state = match (is_found, self.is_torn) {
            (_, true) => SourceState::Partial,
            (true, false) => SourceState::Hit,
            (false, false) => SourceState::NoHit,
        };
        ReadFile {
            kind,
            reply: Reply {
                state,
                answers: self.answers,
                notes: self.notes,
            },
        }
    }
}

/// An account's number, all but its end hidden: some numbers are a person's.
pub fn shortened(number: &str) -> Option<String> {
    let plain: Vec<char> = number.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let is_number = (5..=34).contains(&plain.len()) && plain.iter().all(char::is_ascii_alphanumeric);
    let end: String = plain.iter().skip(plain.len().saturating_sub(4)).collect();
    is_number.then(|| format!("…{end}"))
}

/// Three capital letters.
pub fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_shows_its_end_only() {
        assert_eq!(
            shortened("SE45 5000 0000 0583 9825 7466").as_deref(),
            Some("…7466")
        );
        assert_eq!(shortened("3300-850101 2382").as_deref(), Some("…2382"));
        for bad in ["", "1234", "12345<", &"1".repeat(40)] {
            assert_eq!(shortened(bad), None, "{bad}");
        }
    }

    #[test]
    fn text_becomes_one_line_and_control_signs_are_no_text() {
        let (mut out, at) = (Out::default(), Place::at("/rad"));
        out.words(&super::super::fields::TEXT, " a\n  b ", &at);
        out.words(&super::super::fields::TEXT, " \t ", &at);
        out.words(&super::super::fields::TEXT, "a\u{7}b", &at);
        out.words(&super::super::fields::TEXT, &"x".repeat(501), &at);
        // EXPOSE: a test looks.
        let values: Vec<&str> = out
            .answers
            .iter()
            .map(|answer| answer.value.expose().as_str())
            .collect();
        assert_eq!(values, ["a b"]);
        assert_eq!(out.notes.len(), 2);
    }
}
