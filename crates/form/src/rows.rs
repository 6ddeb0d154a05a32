//! Rows that sources gave. They are read anew from the sealed answers each time and never travel through the
//! browser and back.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use mn_domain::{Amount, FieldId, PartialDate, SourceId};
use mn_source::{Answer, StoredAnswers};
use serde::{Deserialize, Serialize};

use crate::{FetchRule, Written};

/// The place of one fetched value: source, record, field, and which of several equal fields.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RowRef {
    /// The source.
    pub source: SourceId,
    /// The record within the source's answer.
    pub record: u16,
    /// The field.
    pub field: FieldId,
    /// 0, unless the record holds the field more than once.
    pub nth: u16,
}

impl fmt::Display for RowRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/{}", self.source, self.record, self.field, self.nth)
    }
}

/// The text is no place of a fetched value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the place of a fetched value")]
pub struct InvalidRowRef;

impl FromStr for RowRef {
    type Err = InvalidRowRef;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split('/').collect();
        let [source, record, field, nth] = parts.as_slice() else {
            return Err(InvalidRowRef);
        };
        Ok(Self {
            source: source.parse().map_err(|_| InvalidRowRef)?,
            record: record.parse().map_err(|_| InvalidRowRef)?,
            field: field.parse().map_err(|_| InvalidRowRef)?,
            nth: nth.parse().map_err(|_| InvalidRowRef)?,
        })
    }
}

impl TryFrom<String> for RowRef {
    type Error = InvalidRowRef;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<RowRef> for String {
    fn from(row: RowRef) -> Self {
        row.to_string()
    }
}

/// One row that a source gave.
#[derive(Clone, Debug)]
pub struct FetchedRow {
    /// The place of its amount.
    pub at: RowRef,
    /// The amount, as the source gave it.
    pub amount: Amount,
    /// The day, where the source says it.
    pub day: Option<Date>,
    /// What the amount is for, as the source wrote it, and in which field.
    pub what: Option<(FieldId, Written)>,
    /// The rule that made the row.
    pub rule: usize,
    /// When the source answered.
    pub answered_at: Timestamp,
}

/// The rows that the rules make of the answers, within some days, in the order of the days.
///
/// A row whose day is not known is among them: the citizen sees it and decides.
#[must_use]
pub fn fetched_rows(rules: &[FetchRule], answers: &[StoredAnswers], from: Date, to: Date) -> Vec<FetchedRow> {
    let mut rows = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        for stored in answers.iter().filter(|stored| stored.source == rule.source) {
            rows.extend(of_source(index, rule, stored));
        }
    }
    rows.retain(|row| row.day.is_none_or(|day| (from..=to).contains(&day)));
    rows.sort_by(|one, other| (one.day, &one.at).cmp(&(other.day, &other.at)));
    rows
}

fn of_source(index: usize, rule: &FetchRule, stored: &StoredAnswers) -> Vec<FetchedRow> {
    let mut records: BTreeMap<(u16, usize), Vec<&Answer>> = BTreeMap::new();
    for (position, answer) in stored.answers.iter().enumerate() {
        // Record 0 stands alone: each of its answers is a record of its own.
        let alone = if answer.record == 0 { position } else { 0 };
        records.entry((answer.record, alone)).or_default().push(answer);
    }
    let mut rows = Vec::new();
    let mut seen: BTreeMap<u16, u16> = BTreeMap::new();
    for ((record, _), answers) in &records {
        for answer in answers.iter().filter(|answer| answer.field == rule.amount) {
            let nth = seen.entry(*record).or_default();
            let at = RowRef {
                source: stored.source.clone(),
                record: *record,
                field: rule.amount.clone(),
                nth: *nth,
            };
            *nth = nth.saturating_add(1);
            rows.extend(row(index, rule, at, answer, answers).map(|mut row| {
                row.answered_at = stored.answered_at;
                row
            }));
        }
    }
    rows
}

fn row(
    index: usize,
    rule: &FetchRule,
    at: RowRef,
    amount: &Answer,
    record: &[&Answer],
) -> Option<FetchedRow> {
    let value = |field: &FieldId| {
        let answer = record.iter().find(|answer| answer.field == *field);
        // EXPOSE: the value moves into the row, under protection again.
        answer.map(|answer| Written::new(answer.value.expose().as_str()))
    };
    if let Some(only) = &rule.only {
        // EXPOSE: compared with the values that the rule names.
        let counts = value(&only.field).is_some_and(|found| only.is.iter().any(|is| is == found.expose()));
        if !counts {
            return None;
        }
    }
    // EXPOSE: dates and amounts are read; what cannot be read was noted by the source's adapter.
    let sum: Amount = amount.value.expose().parse().ok()?;
    if rule.incoming && sum <= Amount::default() {
        return None;
    }
    let said = rule
        .date
        .as_ref()
        .and_then(value)
        .and_then(|words| words.expose().parse().ok());
    let period = amount
        .period
        .and_then(|period| period.to)
        .and_then(PartialDate::last_day);
    Some(FetchedRow {
        at,
        amount: sum,
        day: said.or(period),
        what: rule
            .what
            .as_ref()
            .and_then(|field| Some((field.clone(), value(field)?))),
        rule: index,
        answered_at: Timestamp::UNIX_EPOCH,
    })
}
