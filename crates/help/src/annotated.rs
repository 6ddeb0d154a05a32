use jiff::Timestamp;
use mn_domain::{CheckKind, FieldId, Language, Purpose, Sensitive, SourceId, SourceState};

use crate::Sensitivity;

/// What one source answered, explained in one language.
///
/// The explaining texts are the catalogue's own and the places the answers': both are lent, never copied. What is
/// written anew, about a person, is a value of its own.
#[derive(Clone, Debug)]
pub struct Annotated<'a> {
    /// Which source.
    pub source: &'a SourceId,
    /// In which language.
    pub language: Language,
    /// What the citizen sees the source called.
    pub name: &'a str,
    /// Which of the seven states the source is in.
    pub state: SourceState,
    /// When it answered.
    pub answered_at: Timestamp,
    /// Its values, those that belong together side by side.
    pub records: Vec<AnnotatedRecord<'a>>,
    /// How many values are hidden, each for a reason that the metadata gives.
    pub hidden: usize,
    /// What the source may be asked for.
    pub purposes: &'a [Purpose],
}

/// Values that belong together: one payment, one decision.
#[derive(Clone, Debug)]
pub struct AnnotatedRecord<'a> {
    /// The group's name in the metadata, for example `csn.utbetalning`; empty if it has none.
    pub group: &'a str,
    /// The heading.
    pub heading: &'a str,
    /// What the group is.
    pub explanation: &'a str,
    /// Whether it is details of another record, shown folded below the rest of the page.
    pub is_detail: bool,
    /// Which of its values tells this one from others of the group: an index into `values`.
    pub named: Option<usize>,
    /// Which of its values is its date: an index into `values`.
    pub dated: Option<usize>,
    /// Which of its values matters most: an index into `values`.
    pub main: Option<usize>,
    /// The record's number in the source's answers; 0 for values that stand alone.
    pub record: u16,
    /// Its values.
    pub values: Vec<AnnotatedValue<'a>>,
}

impl AnnotatedRecord<'_> {
    /// What tells this one from others of the group, and its date in words: `Studiemedel`, `25 oktober 2026`.
    pub fn words(&self) -> impl Iterator<Item = &Sensitive<String>> {
        let told = [self.named, self.dated].into_iter().flatten();
        told.filter_map(|index| self.values.get(index).map(|value| &value.display))
    }

    /// The heading with what tells this one from others: `Utbetalning · Studiemedel · 25 oktober 2026`.
    #[must_use]
    pub fn title(&self) -> Sensitive<String> {
        // EXPOSE: from protected words into a longer one.
        let words = self.words().map(|words| words.expose().as_str());
        let title = std::iter::once(self.heading).chain(words);
        Sensitive::new(title.collect::<Vec<_>>().join(" \u{b7} "))
    }
}

/// One value, explained.
#[derive(Clone, Debug)]
pub struct AnnotatedValue<'a> {
    /// The field.
    pub field: &'a FieldId,
    /// Which of the source's answers it is: an index into `StoredAnswers::answers`.
    pub answer: usize,
    /// The word for it.
    pub term: &'a str,
    /// What it means.
    pub explanation: &'a str,
    /// The value as people write it: `3 292 kr`, `25 oktober 2026`, `Studiemedel`.
    pub display: Sensitive<String>,
    /// What the value itself means, where it is a code.
    pub meaning: Option<&'a str>,
    /// Whether the value is of the shape that the metadata promises; if not, it is shown as the source wrote it.
    pub as_promised: bool,
    /// How the amount is meant: `per månad`, `före skatt`.
    pub counted: Vec<&'a str>,
    /// The days that it concerns, in words.
    pub period: Option<Sensitive<String>>,
    /// Where it comes from.
    pub provenance: Provenance<'a>,
    /// How delicate it is.
    pub sensitivity: Sensitivity,
    /// The law that lets us fetch it.
    pub legal_ground: &'a str,
    /// Who answers for its being right.
    pub responsible: &'a str,
    /// That authority's telephone number.
    pub phone: Option<&'a str>,
    /// That authority's address on the web.
    pub url: &'a str,
    /// Why it may be missing.
    pub may_be_missing: &'a str,
    /// What to do if it is wrong.
    pub if_wrong: &'a str,
    /// What does not fit with other values.
    pub concerns: Vec<Concern>,
}

/// Why a value deserves a second look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concern {
    /// Which kind of check it comes from.
    pub kind: CheckKind,
    /// What does not fit, in words.
    pub text: Sensitive<String>,
}

impl AnnotatedValue<'_> {
    /// How to reach whoever answers for it: by telephone where there is a number, and on the web.
    #[must_use]
    pub fn contact(&self) -> String {
        let reached = [self.phone, Some(self.url)];
        reached.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provenance<'a> {
    /// The authority.
    pub authority: &'a str,
    /// When it answered.
    pub answered_at: Timestamp,
    /// The value's place in the source's message.
    pub place: &'a str,
}
