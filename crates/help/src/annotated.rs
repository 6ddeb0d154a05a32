use jiff::Timestamp;
use mn_domain::{FieldId, Language, Purpose, Sensitive, SourceId, SourceState};

use crate::Sensitivity;

/// What one source answered, explained in one language.
#[derive(Clone, Debug)]
pub struct Annotated {
    /// Which source.
    pub source: SourceId,
    /// In which language.
    pub language: Language,
    /// What the citizen sees the source called.
    pub name: String,
    /// Which of the seven states the source is in.
    pub state: SourceState,
    /// When it answered.
    pub answered_at: Timestamp,
    /// Its values, those that belong together side by side.
    pub records: Vec<AnnotatedRecord>,
    /// How many values are hidden, each for a reason that the metadata gives.
    pub hidden: usize,
    /// What the source may be asked for.
    pub purposes: Vec<Purpose>,
}

/// Values that belong together: one payment, one decision.
#[derive(Clone, Debug)]
pub struct AnnotatedRecord {
    /// The group's name in the metadata, for example `csn.utbetalning`; empty if it has none.
    pub group: String,
    /// The heading.
    pub heading: String,
    /// What the group is.
    pub explanation: String,
    /// Whether it is details of another record, shown folded below the rest of the page.
    pub is_detail: bool,
    /// What tells this one from others of the group, for example `Studiemedel`.
    pub named: Option<Sensitive<String>>,
    /// Its date in words, for example `25 oktober 2026`.
    pub dated: Option<Sensitive<String>>,
    /// Which of its values matters most: an index into `values`.
    pub main: Option<usize>,
    /// The record's number in the source's answers; 0 for values that stand alone.
    pub record: u16,
    /// Its values.
    pub values: Vec<AnnotatedValue>,
}

/// One value, explained.
#[derive(Clone, Debug)]
pub struct AnnotatedValue {
    /// The field.
    pub field: FieldId,
    /// Which of the source's answers it is: an index into `StoredAnswers::answers`.
    pub answer: usize,
    /// The word for it.
    pub term: String,
    /// What it means.
    pub explanation: String,
    /// The value as people write it: `3 292 kr`, `25 oktober 2026`, `Studiemedel`.
    pub display: Sensitive<String>,
    /// What the value itself means, where it is a code.
    pub meaning: Option<String>,
    /// Whether the value is of the shape that the metadata promises; if not, it is shown as the source wrote it.
    pub as_promised: bool,
    /// How the amount is meant: `per månad`, `före skatt`.
    pub counted: Vec<String>,
    /// The days that it concerns, in words.
    pub period: Option<Sensitive<String>>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// How delicate it is.
    pub sensitivity: Sensitivity,
    /// The law that lets us fetch it.
    pub legal_ground: String,
    /// Who answers for its being right.
    pub responsible: String,
    /// That authority's telephone number.
    pub phone: Option<String>,
    /// That authority's address on the web.
    pub url: String,
    /// Why it may be missing.
    pub may_be_missing: String,
    /// What to do if it is wrong.
    pub if_wrong: String,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The authority.
    pub authority: String,
    /// When it answered.
    pub answered_at: Timestamp,
    /// The value's place in the source's message.
    pub place: String,
}
