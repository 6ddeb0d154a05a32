use jiff::Timestamp;
use mn_domain::{AgreementId, CheckKind, FieldId, FormId, Language, SourceId, SourceState};
use serde::Serialize;

use crate::{QuestionId, RowRef, Written};

/// Everything that is sent, as it is shown. `snapshot.json` is this, and nothing but this.
#[derive(Clone, Debug, Serialize)]
pub struct Review {
    /// The version of the format.
    pub schema: &'static str,
    /// Which form.
    pub form: FormShown,
    /// In which language it was shown.
    pub language: Language,
    /// In whose name the form is offered.
    pub municipality: Named,
    /// Who decides.
    pub recipient: Named,
    /// The agreement in force.
    pub agreement: AgreementShown,
    /// Who applies.
    pub applicant: ApplicantShown,
    /// The pages of the form.
    pub sections: Vec<SectionShown>,
    /// What is added up.
    pub sums: Vec<SumShown>,
    /// What the citizen declares by signing.
    pub declaration: String,
}

/// A form as shown.
#[derive(Clone, Debug, Serialize)]
pub struct FormShown {
    /// Its name.
    pub id: FormId,
    /// Its version.
    pub version: u32,
    /// Its title.
    pub title: String,
}

/// Somebody with an id and a name.
#[derive(Clone, Debug, Serialize)]
pub struct Named {
    /// The id.
    pub id: String,
    /// The name as shown.
    pub name: String,
}

/// The agreement as shown.
#[derive(Clone, Debug, Serialize)]
pub struct AgreementShown {
    /// Which agreement.
    pub id: AgreementId,
    /// SHA-256 of its texts.
    pub version: String,
}

/// The citizen as shown.
#[derive(Clone, Debug, Serialize)]
pub struct ApplicantShown {
    /// Twelve digits.
    pub identity_number: Written,
    /// The name, where the e-ID gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Written>,
}

/// One page of the form as shown.
#[derive(Clone, Debug, Serialize)]
pub struct SectionShown {
    /// Its name in addresses.
    pub id: QuestionId,
    /// Its heading.
    pub title: String,
    /// What stands before its questions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intro: Option<String>,
    /// Its questions.
    pub items: Vec<Item>,
}

/// One question as shown.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// Its name in the application.
    pub id: QuestionId,
    /// The question.
    pub text: String,
    /// The help beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Why it is asked.
    pub why: String,
    /// What stands there.
    #[serde(flatten)]
    pub content: Content,
}

/// What stands at a question.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// One answer.
    Answer(AnswerShown),
    /// Rows that the citizen wrote.
    Rows {
        /// The rows.
        rows: Vec<Vec<Cell>>,
        /// Whose words they are.
        provenance: String,
    },
    /// Rows that sources gave.
    Fetched {
        /// The rows.
        rows: Vec<FetchedShown>,
        /// How it went with each source that was asked.
        sources: Vec<SourceShown>,
    },
}

/// One answer as shown.
#[derive(Clone, Debug, Serialize)]
pub struct AnswerShown {
    /// The answer in words; none where the citizen gave none and need not.
    pub answer: Option<Written>,
    /// The options that could be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionShown>,
    /// Whose words it is.
    pub provenance: String,
}

/// One option as shown.
#[derive(Clone, Debug, Serialize)]
pub struct OptionShown {
    /// Its words.
    pub text: String,
    /// Whether it was chosen.
    pub chosen: bool,
}

/// One cell of a row.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// The column.
    pub id: QuestionId,
    /// The column's question.
    pub text: String,
    /// The answer in words.
    pub answer: Written,
}

/// One row that a source gave, as shown. It carries no number: a gap would tell what was left out.
#[derive(Clone, Debug, Serialize)]
pub struct FetchedShown {
    /// Its place, for the buttons of the page.
    #[serde(skip)]
    pub at: RowRef,
    /// What it is called.
    pub label: Written,
    /// The amount.
    pub amount: Written,
    /// The day, in words.
    pub day: Written,
    /// The field that holds the amount.
    pub field: FieldId,
    /// The word for that field.
    pub term: String,
    /// What the field means.
    pub help: String,
    /// Whose value it is.
    pub source: SourceId,
    /// When the source answered.
    pub answered_at: Timestamp,
    /// Source and day, in words.
    pub provenance: String,
    /// What the citizen says is right instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction: Option<Written>,
    /// What does not fit, by the checks of the source's metadata.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckShown>,
}

/// Why a row deserves a second look, as shown.
#[derive(Clone, Debug, Serialize)]
pub struct CheckShown {
    /// Which kind of check.
    pub kind: CheckKind,
    /// What does not fit.
    pub text: Written,
}

/// How it went with one source, as shown.
#[derive(Clone, Debug, Serialize)]
pub struct SourceShown {
    /// Which source.
    pub id: SourceId,
    /// What it is called.
    pub name: String,
    /// The state.
    pub state: SourceState,
    /// When it answered.
    pub answered_at: Timestamp,
}

/// A sum as shown.
#[derive(Clone, Debug, Serialize)]
pub struct SumShown {
    /// Its name.
    pub id: QuestionId,
    /// What stands beside it.
    pub text: String,
    /// The amount.
    pub amount: Written,
}

/// A row that the citizen left out. It is never serialised.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// Its place, for the button that takes it back.
    pub at: RowRef,
    /// What it is called.
    pub label: Written,
    /// The amount.
    pub amount: Written,
    /// The day, in words.
    pub day: Written,
    /// Whose value it is.
    pub source: String,
}
