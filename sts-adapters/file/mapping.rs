//! How a bank writes the rows that it exports. One file of the metadata a bank; a new bank needs no code.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;
use schemars::{JsonSchema, schema_for};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::rows::is_currency;
use super::signs::{DecimalSign, Encoding, Separator, ThousandsSign};

/// One bank's way of writing rows: `metadata/banks-csv/*.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The mapping's id, which is also the file's name.
    pub id: String,
    /// What the bank is called.
    pub bank: String,
    /// How its characters are written.
    pub encoding: Encoding,
    /// What stands between columns.
    pub separator: Separator,
    /// How many lines stand before the heads of the columns.
    #[serde(default)]
    pub lines_before: u8,
    /// The heads of all columns, in their order. By them the file is known.
    pub header: Vec<String>,
    /// How dates are written: `%Y-%m-%d`, `%d.%m.%Y`.
    pub date: String,
    /// What stands before the decimals.
    pub decimal: DecimalSign,
    /// What may stand between thousands; nothing where it is not said.
    pub thousands: Option<ThousandsSign>,
    /// The currency of every row, where no column says it.
    pub currency: Option<String>,
    /// Which column holds what.
    pub columns: Columns,
}

/// Which column holds what, by its head.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// The day when it was booked.
    pub booked: String,
    /// The day from which it counts.
    pub valued: Option<String>,
    /// What it was.
    pub text: String,
    /// Who the other one was.
    pub counterparty: Option<String>,
    /// The amount with its sign. Without it `paid_in` and `paid_out` are there.
    pub amount: Option<String>,
    /// What came in, without a sign.
    pub paid_in: Option<String>,
    /// What went out, with or without a sign.
    pub paid_out: Option<String>,
    /// What is left afterwards.
    pub balance: Option<String>,
    /// The currency of the row.
    pub currency: Option<String>,
    /// The number of the account.
    pub account: Option<String>,
}

/// What is wrong with a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MappingFault {
    /// Two heads are alike, or one is empty.
    #[error("header: each column needs a head of its own, at least three of them")]
    Header,
    /// A column is named that the header does not have.
    #[error("columns: each is one of the heads in `header`, and stands for one thing only")]
    Column,
    /// Nothing says how much, or two things do.
    #[error("columns: either `amount`, or both `paid_in` and `paid_out`")]
    Amount,
    /// Nothing says in which currency, or two things do, or it is none.
    #[error("either `currency` (three capital letters) or `columns.currency`")]
    Currency,
    /// The way of writing dates does not give a whole date back.
    #[error("date: a day, a month and a year with century, for example %Y-%m-%d")]
    Date,
    /// The sign between thousands stands before the decimals too.
    #[error("thousands: another sign than `decimal`")]
    Thousands,
    /// Another mapping knows its files by the same heads.
    #[error("another bank's file has the same header: nobody can tell the two apart")]
    Ambiguous,
}

impl Mapping {
    /// A day as the bank writes it. Times and years without a century are none.
    pub(super) fn day(&self, text: &str) -> Option<Date> {
        let day = Date::strptime(&self.date, text).ok()?;
        // Lenient readers take what nobody wrote so.
        (1900..2200).contains(&day.year()).then_some(day)
    }

    /// A number as the bank writes it, with its sign; at most five decimals.
    pub(super) fn number(&self, text: &str) -> Option<Decimal> {
        let text = text.trim();
        let (is_negative, text) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = text.split_once(self.decimal.sign()).unwrap_or((text, ""));
        let whole = self.ungrouped(whole)?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 15 || part.len() > 5 || !digits(&whole) || !digits(part) {
            return None;
        }
        let number: Decimal = format!("{whole}.{part}0").parse().ok()?;
        let number = number.normalize();
        Some(if is_negative { -number } else { number })
    }

    /// The whole part without its signs between thousands, which stand before three digits each or not at all.
    fn ungrouped(&self, whole: &str) -> Option<String> {
        let Some(sign) = self.thousands else {
            return Some(whole.to_owned());
        };
        let is_sign = |c: char| sign.is(c);
        let groups: Vec<&str> = whole.split(is_sign).collect();
        let (first, others) = groups.split_first()?;
        let fits = others.is_empty() || (1..=3).contains(&first.len());
        (fits && others.iter().all(|group| group.len() == 3)).then(|| groups.concat())
    }

    fn faults(&self) -> Vec<MappingFault> {
        let columns = &self.columns;
        let heads: BTreeSet<&str> = self.header.iter().map(|head| head.trim()).collect();
        let is_header = heads.len() == self.header.len() && heads.len() >= 3 && !heads.contains("");
        let named = columns.all();
        let once: BTreeSet<&str> = named.iter().copied().collect();
        let are_heads = once.len() == named.len() && once.is_subset(&heads);
        let has_amount = matches!(
            (&columns.amount, &columns.paid_in, &columns.paid_out),
            (Some(_), None, None) | (None, Some(_), Some(_))
        );
        let has_currency = match (&self.currency, &columns.currency) {
            (Some(currency), None) => is_currency(currency),
            (None, Some(_)) => true,
            _ => false,
        };
        let sample = Date::constant(2031, 12, 25);
        let has_date = jiff::fmt::strtime::format(self.date.as_str(), sample)
            .ok()
            .and_then(|text| self.day(&text))
            == Some(sample);
        let checks = [
            (is_header, MappingFault::Header),
            (are_heads, MappingFault::Column),
            (has_amount, MappingFault::Amount),
            (has_currency, MappingFault::Currency),
            (has_date, MappingFault::Date),
            (self.has_thousands(), MappingFault::Thousands),
        ];
        checks
            .into_iter()
            .filter(|(holds, _)| !holds)
            .map(|(_, fault)| fault)
            .collect()
    }

    fn has_thousands(&self) -> bool {
        self.thousands.is_none_or(|sign| !sign.is(self.decimal.sign()))
    }

    fn is_known_like(&self, other: &Self) -> bool {
        let known = |mapping: &Self| {
            (
                mapping.separator.sign(),
                mapping.lines_before,
                mapping.header.clone(),
            )
        };
        known(self) == known(other)
    }
}

impl Columns {
    fn all(&self) -> Vec<&str> {
        let optional = [
            &self.valued,
            &self.counterparty,
            &self.amount,
            &self.paid_in,
            &self.paid_out,
            &self.balance,
            &self.currency,
            &self.account,
        ];
        let optional = optional.into_iter().flatten().map(String::as_str);
        [self.booked.as_str(), self.text.as_str()]
            .into_iter()
            .chain(optional)
            .collect()
    }
}

/// Every fault of every mapping, by the mapping's id.
pub fn faults(mappings: &[Mapping]) -> Vec<(String, MappingFault)> {
    let mut found = Vec::new();
    for (index, mapping) in mappings.iter().enumerate() {
        let own = mapping.faults().into_iter();
        found.extend(own.map(|fault| (mapping.id.clone(), fault)));
        if mappings
            .iter()
            .take(index)
            .any(|other| other.is_known_like(mapping))
        {
            found.push((mapping.id.clone(), MappingFault::Ambiguous));
        }
    }
    found
}

/// The JSON schema of `metadata/banks-csv/*.toml`, as checked in under `metadata/schema/bank-csv.schema.json`.
#[must_use]
pub fn schema() -> String {
    let mut schema = schema_for!(Mapping).to_value();
    schema.sort_all_objects();
    format!("{schema:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping() -> Mapping {
        Mapping {
            id: "a".to_owned(),
            bank: "A".to_owned(),
            encoding: Encoding::Utf8,
            separator: Separator::Semicolon,
            lines_before: 0,
            header: ["Dag", "Text", "Belopp"].map(str::to_owned).to_vec(),
            date: "%Y-%m-%d".to_owned(),
            decimal: DecimalSign::Comma,
            thousands: Some(ThousandsSign::Space),
            currency: Some("SEK".to_owned()),
            columns: Columns {
                booked: "Dag".to_owned(),
                text: "Text".to_owned(),
                amount: Some("Belopp".to_owned()),
                ..Columns::default()
            },
        }
    }

    #[test]
    fn numbers_are_read_as_the_bank_writes_them() {
        let bank = mapping();
        let read = |text: &str| bank.number(text).map(|number| number.to_string());
        for (text, number) in [
            ("1 250,50", "1250.5"),
            ("1\u{a0}250,50", "1250.5"),
            ("-40", "-40"),
            ("\u{2212}40,00", "-40"),
            ("+7,5", "7.5"),
            ("1234567,89", "1234567.89"),
        ] {
            assert_eq!(read(text).as_deref(), Some(number), "{text}");
        }
        for bad in [
            "", "-", ",5", "1.5", "1 25", "12 50,00", "1250 000", "1,5,5", "1e3", "--1", "1,123456", "NaN",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_fault_is_named() {
        assert_eq!(faults(&[mapping()]), []);
        let one = |change: fn(&mut Mapping)| {
            let mut bank = mapping();
            change(&mut bank);
            faults(&[bank])
                .into_iter()
                .map(|(_, fault)| fault)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            one(|bank| bank.header.push("Text".to_owned())),
            [MappingFault::Header]
        );
        assert_eq!(
            one(|bank| bank.columns.text = "Annat".to_owned()),
            [MappingFault::Column]
        );
        assert_eq!(
            one(|bank| bank.columns.text = "Dag".to_owned()),
            [MappingFault::Column]
        );
        assert_eq!(one(|bank| bank.columns.amount = None), [MappingFault::Amount]);
        assert_eq!(one(|bank| bank.currency = None), [MappingFault::Currency]);
        assert_eq!(
            one(|bank| bank.currency = Some("kr".to_owned())),
            [MappingFault::Currency]
        );
        assert_eq!(one(|bank| bank.date = "%m-%d".to_owned()), [MappingFault::Date]);
        assert_eq!(one(|bank| bank.date = "%Y %Q".to_owned()), [MappingFault::Date]);
        assert_eq!(
            one(|bank| bank.thousands = Some(ThousandsSign::Comma)),
            [MappingFault::Thousands]
        );
        let twin = Mapping {
            id: "b".to_owned(),
            ..mapping()
        };
        assert_eq!(
            faults(&[mapping(), twin]),
            [("b".to_owned(), MappingFault::Ambiguous)]
        );
    }
}
