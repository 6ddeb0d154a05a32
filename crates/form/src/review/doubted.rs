//! What does not fit in what sources gave, brought to the rows of the form.

use mn_domain::{FieldId, SourceId};
use mn_help::Concern;

use super::CheckShown;
use crate::{Case, RowRef, Speak, Written};

/// One value that got a mark.
pub(super) struct Doubted<'a> {
    source: &'a SourceId,
    record: u16,
    field: &'a FieldId,
    /// Which of several equal fields of the record.
    nth: usize,
    concerns: Vec<Concern>,
}

/// Every value of the case that got a mark.
pub(super) fn doubted<'a>(case: &Case<'a>) -> Vec<Doubted<'a>> {
    let mut doubted = Vec::new();
    for stored in case.answers {
        for (index, concerns) in case.speak.concerns(stored) {
            let Some(answer) = stored.answers.get(index) else {
                continue;
            };
            let before = stored.answers.iter().take(index);
            let equal = before.filter(|other| other.record == answer.record && other.field == answer.field);
            doubted.push(Doubted {
                source: &stored.source,
                record: answer.record,
                field: &answer.field,
                nth: equal.count(),
                concerns,
            });
        }
    }
    doubted
}

/// What does not fit in one row: in its amount, or in what stands beside it in the same record.
pub(super) fn of_row(doubted: &[Doubted<'_>], at: &RowRef, speak: &dyn Speak) -> Vec<CheckShown> {
    let is_own = |one: &Doubted<'_>| *one.field == at.field && one.nth == usize::from(at.nth);
    let is_of_row = |one: &&Doubted<'_>| {
        let beside = at.record != 0 && *one.field != at.field;
        *one.source == at.source && one.record == at.record && (is_own(one) || beside)
    };
    let mut shown = Vec::new();
    for one in doubted.iter().filter(is_of_row) {
        for concern in &one.concerns {
            // EXPOSE: moved into the row, under protection again.
            let text = concern.text.expose();
            let term = speak.field(one.field).term;
            let text = if is_own(one) || text.starts_with(&term) {
                Written::new(text.as_str())
            } else {
                Written::new(format!("{term}: {text}"))
            };
            shown.push(CheckShown {
                kind: concern.kind,
                text,
            });
        }
    }
    shown
}
