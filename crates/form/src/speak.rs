use std::collections::BTreeMap;

use jiff::civil::Date;
use mn_domain::{FieldId, Language, PartialDate, SourceId};
use mn_help::{Catalogue, Concern, Field, Source};
use mn_source::StoredAnswers;

/// How the service speaks of sources, fields and days in the citizen's language.
pub trait Speak {
    /// What a source is called.
    fn source(&self, source: &SourceId) -> String;

    /// The word for a field, and what it means.
    fn field(&self, field: &FieldId) -> Explained;

    /// A value of a field as people read it: the name of a code, the value itself otherwise.
    fn value(&self, field: &FieldId, value: &str) -> String;

    /// A day, such as `25 november 2026`.
    fn day(&self, day: Date) -> String;

    /// A month, such as `november 2026`.
    fn month(&self, first: Date) -> String;

    /// What does not fit in what a source answered, by the index of the answer that gets the mark. Nothing, where
    /// nobody knows the source's checks.
    fn concerns(&self, _stored: &StoredAnswers) -> BTreeMap<usize, Vec<Concern>> {
        BTreeMap::new()
    }
}

/// A field in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explained {
    /// The word for it.
    pub term: String,
    /// What it means.
    pub text: String,
}

/// The catalogue of sources, in one language.
#[derive(Clone, Copy, Debug)]
pub struct Spoken<'a> {
    /// The catalogue.
    pub catalogue: &'a Catalogue,
    /// The language.
    pub language: Language,
}

impl Spoken<'_> {
    fn look_up(&self, id: &FieldId) -> Option<(&Source, &Field)> {
        let mut sources = self.catalogue.sources().iter();
        sources.find_map(|source| Some((source, source.field(id)?)))
    }

    fn date(&self, date: PartialDate) -> String {
        let words = self.catalogue.words().date(date, self.language);
        words.unwrap_or_else(|| date.to_string())
    }
}

impl Speak for Spoken<'_> {
    fn source(&self, source: &SourceId) -> String {
        let known = self.catalogue.source(source);
        known.map_or_else(
            || source.to_string(),
            |source| source.name.get(self.language).to_owned(),
        )
    }

    fn field(&self, field: &FieldId) -> Explained {
        let known = self.look_up(field);
        known
            .map(|(_, field)| Explained {
                term: field.term.get(self.language).to_owned(),
                text: field
                    .text
                    .as_ref()
                    .map(|text| text.get(self.language).to_owned())
                    .unwrap_or_default(),
            })
            .unwrap_or_default()
    }

    fn value(&self, field: &FieldId, value: &str) -> String {
        let known = self.look_up(field);
        let code = known.and_then(|(source, field)| source.codes_of(field)?.get(value));
        code.map_or_else(
            || value.to_owned(),
            |code| code.name.get(self.language).to_owned(),
        )
    }

    fn day(&self, day: Date) -> String {
        self.date(PartialDate::Day(day))
    }

    fn month(&self, first: Date) -> String {
        self.date(PartialDate::Month(first.year(), first.month()))
    }

    fn concerns(&self, stored: &StoredAnswers) -> BTreeMap<usize, Vec<Concern>> {
        self.catalogue.concerns(stored, self.language)
    }
}
