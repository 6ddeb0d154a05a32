use askama::Template;

use super::{Frame, LookAgain};

/// Where a page stands in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// This page, from 1.
    pub page: usize,
    /// How many pages there are.
    pub of: usize,
}

/// One page of the form: one thing. Posts to `action`: the answers by question id, `token` and `revision`.
#[derive(Clone, Debug, Template)]
#[template(path = "form.html")]
pub struct FormPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Where the page stands in the form.
    pub progress: Progress,
    /// What the page asks.
    pub title: String,
    /// Why it is asked.
    pub why: Option<String>,
    /// The page before.
    pub back: String,
    /// Where the page posts to.
    pub action: String,
    /// The draft's revision that these answers were made on; two tabs never overwrite silently.
    pub revision: u64,
    /// Fetched values that the page is about. They cannot be edited, only disputed beside or left out.
    pub fetched: Vec<FetchedGroup>,
    /// Whether the page is about fetched values, and there are none.
    pub has_nothing_fetched: bool,
    /// Sources that gave nothing, each in a sentence; shown so that silence is never taken for "nothing".
    pub silent: Vec<String>,
    /// The questions.
    pub asked: Vec<Asked>,
    /// What must be looked at, in the order of the questions. The same words stand at each question.
    pub errors: Vec<FieldError>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its name in the form and its id in the page.
    pub id: String,
    /// The question.
    pub label: String,
    /// How to answer, or why it is asked.
    pub hint: Option<String>,
    /// What kind of answer it takes.
    pub kind: QuestionKind,
    /// What was answered, exactly as written; empty when nothing was. `0` is an answer.
    pub value: String,
    /// Whether it may be left blank.
    pub is_optional: bool,
    /// What is the matter with the answer.
    pub error: Option<String>,
}

/// What kind of answer a question takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuestionKind {
    /// Kronor.
    Amount,
    /// A whole number.
    Number,
    /// A line.
    Text,
    /// Several lines.
    LongText,
    /// A date, written as `2026-10-25`.
    Date,
    /// One of several.
    One(Vec<Choice>),
    /// Any of several (repeated field).
    Any(Vec<Choice>),
}

/// Something to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// A few words on it.
    pub hint: Option<String>,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// What is the matter with one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The question's id.
    pub field: String,
    /// What to do about it.
    pub text: String,
}

/// Fetched values of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedGroup {
    /// The source's name.
    pub source: String,
    /// When it was fetched.
    pub fetched: String,
    /// Whether it is the citizen's own files.
    pub is_own: bool,
    /// The values.
    pub rows: Vec<FetchedRow>,
}

/// One fetched value in the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedRow {
    /// What it is.
    pub label: String,
    /// The days that it concerns.
    pub period: Option<String>,
    /// The value.
    pub value: String,
    /// What the citizen does with it.
    pub treatment: Treatment,
    /// What does not fit with other values.
    pub look: Option<LookAgain>,
    /// The page where that is changed.
    pub change: String,
}

/// What the citizen does with a fetched value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// It is sent as it is.
    Sent,
    /// It is sent, and beside it what the citizen says about it.
    Disputed(String),
    /// It is not sent.
    LeftOut,
}

/// A question that is answered by rows, each with fields of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowsQuestion {
    /// Its name in the form and its id in the page. `add` with this value adds a row.
    pub id: String,
    /// The question.
    pub label: String,
    /// How to answer, or why it is asked.
    pub hint: Option<String>,
    /// What is the matter with the rows as such.
    pub error: Option<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number, from 1.
    pub number: usize,
    /// What `remove` carries to take it away.
    pub place: String,
    /// Its fields.
    pub fields: Vec<Question>,
}

/// What a page of the form asks, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// One answer.
    One(Question),
    /// Rows.
    Rows(RowsQuestion),
}

/// Says what the citizen wants with one fetched value. Posts `val` (`skicka`, `stammer-inte`, `lamna`) and `text`.
#[derive(Clone, Debug, Template)]
#[template(path = "dispute.html")]
pub struct DisputePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The page before, where this also ends.
    pub back: String,
    /// Where the page posts to.
    pub action: String,
    /// The draft's revision.
    pub revision: u64,
    /// The source's name.
    pub source: String,
    /// When it was fetched.
    pub fetched: String,
    /// Whether it is out of the citizen's own files.
    pub is_own: bool,
    /// What the value is.
    pub label: String,
    /// The value.
    pub value: String,
    /// What to do if it is wrong, and whom to ask.
    pub if_wrong: String,
    /// The page that says whom to tell, with a text that is ready to be read out.
    pub tell: String,
    /// What has been chosen.
    pub treatment: Treatment,
    /// What was just written, where the page comes back because something is missing.
    pub said: String,
    /// `val` or `text`.
    pub errors: Vec<FieldError>,
}

impl DisputePage {
    fn error_of(&self, field: &str) -> Option<&FieldError> {
        self.errors.iter().find(|error| error.field == field)
    }

    fn said(&self) -> &str {
        match &self.treatment {
            Treatment::Disputed(text) if self.said.is_empty() => text,
            _ => &self.said,
        }
    }
}

impl Question {
    /// The ids that describe the input: hint, then what is the matter.
    fn described_by(&self) -> String {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.id));
        [hint, error].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}
