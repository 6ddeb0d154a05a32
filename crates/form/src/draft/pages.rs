//! Which pages and questions there are, as far as the answers go.

use jiff::civil::Date;

use super::Draft;
use crate::{Case, FieldError, Kind, Question, Section, value};

impl Draft {
    /// Whether a question is asked, by the answers so far.
    #[must_use]
    pub fn asks(&self, case: &Case<'_>, question: &Question) -> bool {
        case.reading(self).is_asked(question)
    }

    /// The pages on which something is asked, by the answers so far.
    #[must_use]
    pub fn pages<'a>(&self, case: &Case<'a>) -> Vec<&'a Section> {
        let reading = case.reading(self);
        let sections = case.definition.sections.iter();
        sections
            .filter(|section| {
                section
                    .questions
                    .iter()
                    .any(|question| reading.is_asked(question))
            })
            .collect()
    }

    /// The page after one, by the answers so far.
    #[must_use]
    pub fn page_after<'a>(&self, case: &Case<'a>, section: &Section) -> Option<&'a Section> {
        let mut pages = self.pages(case).into_iter();
        pages.find(|page| page.id == section.id)?;
        pages.next()
    }

    /// What is missing or in the way on one page, for a page that is shown again.
    #[must_use]
    pub fn errors(&self, case: &Case<'_>, section: &Section) -> Vec<FieldError> {
        let reading = case.reading(self);
        let questions = section.questions.iter();
        questions.flat_map(|question| reading.errors(question)).collect()
    }
}

impl Kind {
    /// The months that a month question offers, by their first days; none for other kinds.
    #[must_use]
    pub fn months(&self, today: Date) -> Vec<Date> {
        match self {
            Self::Month { from_month, to_month } => value::months(today, *from_month, *to_month),
            _ => Vec::new(),
        }
    }
}
