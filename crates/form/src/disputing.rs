//! "This is not right", said of any value that a source gave: brought to the row of the application that it belongs
//! to, if there is one.

use jiff::civil::Date;
use mn_source::{Answer, StoredAnswers};

use crate::draft::correction;
use crate::{Case, Draft, Kind, RowRef, Written, fetched_rows};

/// A row of the application, and what the citizen says of one value that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disputable {
    /// The row.
    pub row: RowRef,
    /// Where the draft keeps what is said of the value: in the row's record, whatever record it stands in itself.
    pub kept_at: RowRef,
}

impl Case<'_> {
    /// The row of the application that a value belongs to: its own, that of its record, or that of the payment whose
    /// details it is one of. `None` where the application says nothing of it.
    #[must_use]
    pub fn disputable(&self, value: &RowRef) -> Option<Disputable> {
        let stored = self.answers.iter().find(|stored| stored.source == value.source)?;
        let (index, answer) = find(stored, value)?;
        self.rows_of(value).into_iter().find_map(|row| {
            let (_, amount) = find(stored, &row)?;
            let nth = if row == *value {
                value.nth
            } else if row.record != 0 && row.record == value.record {
                // Several rows of one record: the value is said of the first.
                value.nth
            } else {
                let within = amount.place.rsplit_once('/')?.0;
                let is_below = |one: &Answer| {
                    let rest = one.place.strip_prefix(within);
                    one.field == value.field && rest.is_some_and(|rest| rest.starts_with('/'))
                };
                let before = stored.answers.iter().take(index);
                let nth = before.filter(|one| is_below(one)).count();
                is_below(answer).then_some(u16::try_from(nth).ok()?)?
            };
            let kept_at = RowRef {
                source: row.source.clone(),
                record: row.record,
                field: value.field.clone(),
                nth,
            };
            Some(Disputable { row, kept_at })
        })
    }

    /// Every row that the form makes of the value's source, whatever its month; the value itself first, if it is one.
    fn rows_of(&self, value: &RowRef) -> Vec<RowRef> {
        let mut rows = Vec::new();
        for question in self.definition.sections.iter().flat_map(|one| &one.questions) {
            if let Kind::Fetched { rules, .. } = &question.kind {
                let all = fetched_rows(rules, self.answers, Date::MIN, Date::MAX);
                rows.extend(all.into_iter().map(|row| row.at));
            }
        }
        rows.retain(|row| row.source == value.source);
        rows.sort_by_key(|row| row != value);
        rows
    }
}

/// A value by its place among the answers.
fn find<'a>(stored: &'a StoredAnswers, at: &RowRef) -> Option<(usize, &'a Answer)> {
    let all = stored.answers.iter().enumerate();
    let mut equal = all.filter(|(_, one)| one.record == at.record && one.field == at.field);
    equal.nth(at.nth.into())
}

impl Draft {
    /// What the citizen says against one value.
    #[must_use]
    pub fn said_of(&self, value: &Disputable) -> Option<&Written> {
        self.disputes.get(&value.kept_at)
    }

    /// Keeps what the citizen says against one value; with blank words it is taken back.
    pub fn dispute(&mut self, value: &Disputable, words: &str) {
        if words.trim().is_empty() {
            self.disputes.remove(&value.kept_at);
        } else {
            self.disputes.insert(value.kept_at.clone(), correction(words));
        }
    }

    /// Takes back everything that was said of a row and of what belongs to it.
    pub(crate) fn take_back(&mut self, row: &RowRef) {
        self.disputes.retain(|at, _| !belongs(at, row));
    }

    /// Everything that the citizen says against a row and what belongs to it, as one text. `term` gives the word for a
    /// field.
    pub(crate) fn all_said(&self, row: &RowRef, term: impl Fn(&RowRef) -> String) -> Option<Written> {
        let own = self.disputes.get(row).map(|words| words.expose().to_owned());
        let others = self.disputes.iter();
        let others = others.filter(|(at, _)| *at != row && belongs(at, row));
        // EXPOSE: joined into what stands beside the row, under protection again.
        let others = others.map(|(at, words)| format!("{}: {}", term(at), words.expose()));
        let all: Vec<String> = own.into_iter().chain(others).collect();
        (!all.is_empty()).then(|| Written::new(all.join("\n")))
    }
}

/// Whether something was said of a row, or of a value that belongs to it.
pub(crate) fn belongs(at: &RowRef, row: &RowRef) -> bool {
    let beside = row.record != 0 && at.record == row.record && at.field != row.field;
    at == row || (beside && at.source == row.source)
}
