//! Rows that the citizen writes, one at a time.

use std::collections::BTreeMap;

use super::Draft;
use super::apply::kept;
use crate::{Case, FieldError, Kind, Problem, QuestionId, Written};

impl Draft {
    /// Writes one row, in the place of another or as a new one. Fields are named after the columns; so are the
    /// errors.
    ///
    /// # Errors
    /// What is missing or in the way; the row is then not kept.
    pub fn put_row(
        &mut self,
        case: &Case<'_>,
        question: &QuestionId,
        place: Option<usize>,
        post: &[(String, String)],
    ) -> Result<(), Vec<FieldError>> {
        let Some(Kind::Rows { columns, max }) = case.definition.question(question).map(|one| &one.kind)
        else {
            return Err(vec![FieldError::new(question.as_str(), Problem::NotAnOption)]);
        };
        let written: BTreeMap<QuestionId, Written> = columns
            .iter()
            .filter_map(|column| {
                let sent = post.iter().find(|(name, _)| name == column.id.as_str());
                sent.map(|(_, words)| (column.id.clone(), kept(words)))
            })
            .collect();
        let errors = case.reading(self).row_errors(columns, &written);
        if !errors.is_empty() {
            return Err(errors);
        }
        let too_many = || {
            vec![FieldError::new(
                question.as_str(),
                Problem::TooManyRows { max: *max },
            )]
        };
        let rows = self.rows_mut(question);
        let place = place.unwrap_or(rows.len());
        let count = rows.len();
        if let Some(row) = rows.get_mut(place) {
            *row = written;
        } else if count < *max {
            rows.push(written);
        } else {
            return Err(too_many());
        }
        Ok(())
    }

    /// Takes one row away. Tells whether there was one.
    pub fn remove_row(&mut self, question: &QuestionId, place: usize) -> bool {
        let rows = self.rows_mut(question);
        let is_there = place < rows.len();
        if is_there {
            rows.remove(place);
        }
        is_there
    }

    pub(super) fn rows_mut(&mut self, question: &QuestionId) -> &mut Vec<BTreeMap<QuestionId, Written>> {
        self.rows.entry(question.clone()).or_default()
    }
}
