//! One page of the form, as the browser sent it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Draft, Reading};
use crate::{Case, FieldError, Kind, Question, QuestionId, RowRef, Section, Written};

/// More than any honest text; what is longer is cut when kept, and refused as too long all the same.
const LONGEST_KEPT: usize = 5_000;

/// A correction is a sentence or two.
const LONGEST_CORRECTION: usize = 500;

/// What came of a page that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// What is missing or in the way, in the order of the page.
    pub errors: Vec<FieldError>,
    /// Whether a row was added or taken away: the page is shown again, without errors.
    pub rows_changed: bool,
    /// Whether answers opened further questions on this page: it is shown again, without their errors.
    pub more_asked: bool,
}

impl Applied {
    /// Whether the citizen can go on to the next page.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.errors.is_empty() && !self.rows_changed && !self.more_asked
    }
}

impl Draft {
    /// Takes what the browser sent for one page. Fields that the page does not have are not kept.
    ///
    /// Names: `question`; `question.row.column`; `add` = question and `remove` = `question.row` for rows;
    /// `row.<place>` = `keep` or `leave_out` and `correction.<place>` for what sources gave.
    pub fn apply(&mut self, case: &Case<'_>, section: &Section, post: &[(String, String)]) -> Applied {
        let asked_before = asked(&case.reading(self), section);
        for question in section
            .questions
            .iter()
            .filter(|one| asked_before.contains(&one.id))
        {
            match &question.kind {
                Kind::Rows { columns, max } => self.take_rows(question, columns, *max, post),
                Kind::Fetched { .. } => self.take_fetched(case, question, post),
                _ => self.take_plain(question, post),
            }
        }
        let rows_changed = self.change_rows(section, post);
        let reading = case.reading(self);
        let asked_now = asked(&reading, section);
        let shown = section
            .questions
            .iter()
            .filter(|one| asked_before.contains(&one.id));
        Applied {
            errors: shown.flat_map(|question| reading.errors(question)).collect(),
            rows_changed,
            more_asked: asked_now.difference(&asked_before).next().is_some(),
        }
    }

    /// Cuts what a page would not have kept: the draft did not come from our own pages.
    pub(crate) fn cut(&mut self) {
        let rows = self.rows.values_mut().flatten().flat_map(BTreeMap::values_mut);
        for words in self.answers.values_mut().flatten().chain(rows) {
            // EXPOSE: straight back under protection.
            *words = kept(words.expose());
        }
        for words in self.disputes.values_mut() {
            // EXPOSE: straight back under protection.
            *words = correction(words.expose());
        }
    }

    fn take_plain(&mut self, question: &Question, post: &[(String, String)]) {
        let sent = post.iter().filter(|(name, _)| name == question.id.as_str());
        let words: Vec<Written> = sent.map(|(_, words)| kept(words)).take(100).collect();
        self.answers.insert(question.id.clone(), words);
    }

    fn take_rows(
        &mut self,
        question: &Question,
        columns: &[Question],
        max: usize,
        post: &[(String, String)],
    ) {
        let prefix = format!("{}.", question.id);
        if !post.iter().any(|(name, _)| name.starts_with(&prefix)) {
            // A page that does not carry the rows leaves them as they are.
            return;
        }
        let mut rows: BTreeMap<usize, BTreeMap<QuestionId, Written>> = BTreeMap::new();
        for (name, words) in post {
            let mut parts = name.splitn(3, '.');
            let (Some(id), Some(row), Some(column)) = (parts.next(), parts.next(), parts.next()) else {
                continue;
            };
            let column = columns.iter().find(|one| one.id.as_str() == column);
            if let (true, Ok(row), Some(column)) = (id == question.id.as_str(), row.parse(), column) {
                let row = rows.entry(row).or_default();
                row.insert(column.id.clone(), kept(words));
            }
        }
        let is_removal = post.iter().any(|(name, _)| name == "remove");
        // One more than allowed is kept, so that the page can say that there are too many.
        let rows = rows.into_values().take(max.saturating_add(1));
        let rows = rows
            .filter(|row| is_removal || !row.values().all(Written::is_blank))
            .collect();
        self.rows.insert(question.id.clone(), rows);
    }

    fn change_rows(&mut self, section: &Section, post: &[(String, String)]) -> bool {
        let mut changed = false;
        for (name, target) in post {
            let (id, row) = target
                .split_once('.')
                .map_or((target.as_str(), None), |(id, row)| (id, row.parse().ok()));
            let question = section.questions.iter().find(|one| one.id.as_str() == id);
            let Some((id, max)) = question.and_then(rows_of) else {
                continue;
            };
            let rows = self.rows_mut(id);
            match (name.as_str(), row) {
                ("add", None) if rows.len() < max => rows.push(BTreeMap::new()),
                ("add", None) => {}
                ("remove", Some(row)) if row < rows.len() => drop(rows.remove(row)),
                _ => continue,
            }
            changed = true;
        }
        changed
    }

    fn take_fetched(&mut self, case: &Case<'_>, question: &Question, post: &[(String, String)]) {
        let places: BTreeSet<RowRef> = case
            .reading(self)
            .fetched(question, case.answers)
            .into_iter()
            .map(|row| row.at)
            .collect();
        for (name, words) in post {
            let Some((what, place)) = name.split_once('.') else {
                continue;
            };
            let Some(place) = place.parse().ok().filter(|place| places.contains(place)) else {
                continue;
            };
            match (what, words.trim()) {
                ("row", "leave_out") => drop(self.left_out.insert(place)),
                ("row", "keep") => drop(self.left_out.remove(&place)),
                // The page shows everything that was said of the row as one text, and so it comes back.
                ("correction", words) => {
                    self.take_back(&place);
                    if !words.is_empty() {
                        self.disputes.insert(place, correction(words));
                    }
                }
                _ => {}
            }
        }
    }
}

fn asked(reading: &Reading<'_>, section: &Section) -> BTreeSet<QuestionId> {
    let asked = section
        .questions
        .iter()
        .filter(|question| reading.is_asked(question));
    asked.map(|question| question.id.clone()).collect()
}

fn rows_of(question: &Question) -> Option<(&QuestionId, usize)> {
    match &question.kind {
        Kind::Rows { max, .. } => Some((&question.id, *max)),
        _ => None,
    }
}

pub(super) fn kept(words: &str) -> Written {
    cut(words, LONGEST_KEPT)
}

/// What the citizen says against a value, no longer than is kept.
pub(crate) fn correction(words: &str) -> Written {
    cut(words, LONGEST_CORRECTION)
}

fn cut(words: &str, longest: usize) -> Written {
    Written::new(words.trim().chars().take(longest).collect::<String>())
}
