//! What a draft says, read against its definition.

use std::collections::BTreeMap;

use jiff::civil::Date;

use mn_source::StoredAnswers;

use super::Draft;
use crate::{
    Condition, Definition, FetchedRow, FieldError, Kind, Problem, Question, QuestionId, Value, Written,
    fetched_rows, value,
};

/// One row as it can be used, by column.
pub(crate) type RowValues = BTreeMap<QuestionId, Value>;

/// A draft beside the definition it answers.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) definition: &'a Definition,
    pub(crate) draft: &'a Draft,
    pub(crate) today: Date,
}

impl Reading<'_> {
    /// Whether a question is asked.
    pub(crate) fn is_asked(&self, question: &Question) -> bool {
        question.when.iter().all(|condition| self.holds(condition))
    }

    fn holds(&self, condition: &Condition) -> bool {
        let Some(earlier) = self.definition.question(&condition.question) else {
            return false;
        };
        // A question rests on earlier ones only (checked when the form is read), so this ends.
        let value = self
            .is_asked(earlier)
            .then(|| self.value(earlier).ok().flatten())
            .flatten();
        value.is_some_and(|value| condition.is.iter().any(|wanted| value.is(wanted)))
    }

    /// The answer to a question without rows.
    pub(crate) fn value(&self, question: &Question) -> Result<Option<Value>, Problem> {
        answer(question, self.draft.written(&question.id), self.today)
    }

    /// The chosen month of a month question that is asked.
    pub(crate) fn month(&self, id: &QuestionId) -> Option<Date> {
        let question = self.definition.question(id)?;
        match self.is_asked(question).then(|| self.value(question))? {
            Ok(Some(Value::Month(first))) => Some(first),
            _ => None,
        }
    }

    /// The days whose fetched payments count for a question.
    pub(crate) fn days(&self, kind: &Kind) -> Option<(Date, Date)> {
        let Kind::Fetched {
            month,
            from_month,
            to_month,
            ..
        } = kind
        else {
            return None;
        };
        let chosen = self.month(month)?;
        let last = value::month_from(chosen, *to_month)?.last_of_month();
        Some((value::month_from(chosen, *from_month)?, last))
    }

    /// The rows that sources gave for a question.
    pub(crate) fn fetched(&self, question: &Question, answers: &[StoredAnswers]) -> Vec<FetchedRow> {
        match (&question.kind, self.days(&question.kind)) {
            (Kind::Fetched { rules, .. }, Some((from, to))) => fetched_rows(rules, answers, from, to),
            _ => Vec::new(),
        }
    }

    /// The rows of a question, or everything that is the matter with them.
    pub(crate) fn rows(&self, question: &Question) -> Result<Vec<RowValues>, Vec<FieldError>> {
        let Kind::Rows { columns, max } = &question.kind else {
            return Ok(Vec::new());
        };
        let mut errors = Vec::new();
        let mut rows = Vec::new();
        for (index, written) in self.draft.written_rows(&question.id).iter().enumerate() {
            if written.values().all(Written::is_blank) {
                continue;
            }
            rows.push(self.row(columns, written, &format!("{}.{index}", question.id), &mut errors));
        }
        if rows.len() > *max {
            errors.push(FieldError::new(
                question.id.as_str(),
                Problem::TooManyRows { max: *max },
            ));
        }
        if rows.is_empty() && question.required {
            errors.push(FieldError::new(question.id.as_str(), Problem::NoRows));
        }
        if errors.is_empty() { Ok(rows) } else { Err(errors) }
    }

    fn row(
        &self,
        columns: &[Question],
        written: &BTreeMap<QuestionId, Written>,
        at: &str,
        errors: &mut Vec<FieldError>,
    ) -> RowValues {
        let mut values = RowValues::new();
        for column in columns {
            let holds = |condition: &Condition| {
                let given = values.get(&condition.question);
                given.is_some_and(|value: &Value| condition.is.iter().any(|wanted| value.is(wanted)))
            };
            if !column.when.iter().all(holds) {
                continue;
            }
            let words = written
                .get(&column.id)
                .map(std::slice::from_ref)
                .unwrap_or_default();
            match answer(column, words, self.today) {
                Ok(Some(value)) => drop(values.insert(column.id.clone(), value)),
                Ok(None) => {}
                Err(problem) => errors.push(FieldError::new(format!("{at}.{}", column.id), problem)),
            }
        }
        values
    }

    /// Everything that is the matter with one row, by column.
    pub(crate) fn row_errors(
        &self,
        columns: &[Question],
        written: &BTreeMap<QuestionId, Written>,
    ) -> Vec<FieldError> {
        let mut errors = Vec::new();
        self.row(columns, written, "", &mut errors);
        for error in &mut errors {
            error.at = error.at.trim_start_matches('.').to_owned();
        }
        errors
    }

    /// Everything that is the matter with one question.
    pub(crate) fn errors(&self, question: &Question) -> Vec<FieldError> {
        if !self.is_asked(question) {
            return Vec::new();
        }
        match &question.kind {
            Kind::Rows { .. } => self.rows(question).err().unwrap_or_default(),
            Kind::Fetched { .. } => Vec::new(),
            _ => {
                let problem = self.value(question).err();
                problem
                    .map(|problem| FieldError::new(question.id.as_str(), problem))
                    .into_iter()
                    .collect()
            }
        }
    }

    /// Everything that is the matter with the draft.
    pub(crate) fn all_errors(&self) -> Vec<FieldError> {
        self.definition
            .questions()
            .flat_map(|question| self.errors(question))
            .collect()
    }
}

fn answer(question: &Question, written: &[Written], today: Date) -> Result<Option<Value>, Problem> {
    let value = value::read(&question.kind, written, today)?;
    if value.is_none() && question.required {
        return Err(value::absence(&question.kind));
    }
    Ok(value)
}
