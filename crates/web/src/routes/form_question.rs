//! One question of the form as plain data.

use mn_form::{Case, ChoiceOption, Draft, Kind, Question, Written};

use crate::pages::{self, Choice, QuestionKind};

/// Makes the views of a page's questions.
pub struct Builder<'a> {
    /// The circumstances.
    pub case: &'a Case<'a>,
    /// What was written so far.
    pub draft: &'a Draft,
    /// What is the matter with a field, in words.
    pub error: &'a dyn Fn(&str) -> Option<String>,
}

impl Builder<'_> {
    /// A question with what was written to it.
    pub fn question(&self, question: &Question) -> pages::Question {
        let written = self.draft.written(&question.id);
        // EXPOSE: shown to the citizen who wrote it.
        let words: Vec<&str> = written.iter().map(Written::expose).collect();
        self.view(question.id.as_str(), question, &words)
    }

    /// A column of one row with what was written to it.
    pub fn cell(&self, id: &str, column: &Question, written: Option<&Written>) -> pages::Question {
        // EXPOSE: shown to the citizen who wrote it.
        let words: Vec<&str> = written.map(Written::expose).into_iter().collect();
        self.view(id, column, &words)
    }

    fn view(&self, id: &str, question: &Question, words: &[&str]) -> pages::Question {
        let language = self.case.language;
        let help = question.help.as_ref().map(|help| help.get(language));
        let why = question.why.get(language);
        let hint = [help, Some(why).filter(|why| !why.is_empty())];
        let hint = hint.into_iter().flatten().collect::<Vec<_>>().join(" ");
        pages::Question {
            id: id.to_owned(),
            label: question.text.get(language).to_owned(),
            hint: (!hint.is_empty()).then_some(hint),
            kind: self.kind(&question.kind, words),
            value: words.first().copied().unwrap_or_default().to_owned(),
            is_optional: !question.required,
            error: (self.error)(id),
        }
    }

    fn kind(&self, kind: &Kind, words: &[&str]) -> QuestionKind {
        let language = self.case.language;
        let choice = |value: &str, label: String| Choice {
            value: value.to_owned(),
            label,
            hint: None,
            is_chosen: words.contains(&value),
        };
        let options = |options: &[ChoiceOption]| {
            options
                .iter()
                .map(|one| choice(&one.value, one.text.get(language).to_owned()))
                .collect()
        };
        match kind {
            Kind::Amount { .. } => QuestionKind::Amount,
            Kind::Number { .. } => QuestionKind::Number,
            Kind::Date { .. } => QuestionKind::Date,
            Kind::Month { .. } => {
                let months = kind.months(self.case.today).into_iter();
                let month = |first: jiff::civil::Date| {
                    choice(&first.strftime("%Y-%m").to_string(), self.case.speak.month(first))
                };
                QuestionKind::One(months.map(month).collect())
            }
            Kind::Choice { options: all } => QuestionKind::One(options(all)),
            Kind::Choices { options: all, .. } => QuestionKind::Any(options(all)),
            Kind::YesNo => QuestionKind::One(vec![
                choice("yes", self.case.words.yes.get(language).to_owned()),
                choice("no", self.case.words.no.get(language).to_owned()),
            ]),
            Kind::Text { lines: true, .. } => QuestionKind::LongText,
            Kind::Text { .. } | Kind::Declaration | Kind::Rows { .. } | Kind::Fetched { .. } => {
                QuestionKind::Text
            }
        }
    }
}
