//! What stands around the values of a source: what they are, what it left out, and whom to ask.

use std::collections::BTreeSet;

use mn_domain::Language;
use mn_help::{Annotated, AnnotatedRecord, Field, Source, Text};

use crate::pages::{AboutSource, Missing};

/// What the kinds of things in a record are, those that have not been told before.
pub fn fresh<'a>(
    source: &'a Source,
    record: &AnnotatedRecord<'_>,
    language: Language,
    told: &mut BTreeSet<&'a str>,
) -> Vec<String> {
    let values = record.values.iter();
    let groups = values.filter_map(|value| source.group_of(value.field));
    let fresh = groups.filter(|(name, _)| told.insert(*name));
    fresh
        .map(|(_, group)| group.text.get(language).to_owned())
        .collect()
}

/// What holds for all that the source says.
pub fn about(source: &Source, language: Language) -> AboutSource {
    let (about, terms, authority) = (&source.about, &source.terms, &source.authority);
    let said = |text: &Text| text.get(language).to_owned();
    let of_all = |text: &Option<Text>| text.as_ref().map(said);
    AboutSource {
        from_whom: said(&about.from_whom),
        purpose: said(&about.purpose),
        ground: said(&about.ground),
        may_be_missing: of_all(&source.defaults.may_be_missing),
        if_wrong: of_all(&source.defaults.if_wrong),
        quality: said(&terms.quality),
        availability: said(&terms.availability),
        authority: authority.name.clone(),
        phone: authority.phone.clone(),
        url: authority.url.clone(),
        opening: said(&authority.opening),
    }
}

/// The kinds of things that the source might have spoken of and did not, with why they may be missing.
pub fn missing(source: &Source, annotated: &Annotated<'_>, language: Language) -> Vec<Missing> {
    let Some(why) = source
        .defaults
        .may_be_missing
        .as_ref()
        .filter(|_| !annotated.records.is_empty())
    else {
        return Vec::new();
    };
    let heard = heard(source, annotated);
    let silent = source.groups.iter();
    let silent = silent.filter(|(name, group)| !group.is_detail && !heard.contains(name.as_str()));
    let whole = silent.map(|(_, group)| Missing {
        term: group.name.get(language).to_owned(),
        why: why.get(language).to_owned(),
    });
    whole.chain(missing_lines(source, annotated, language)).collect()
}

/// The groups that values came of. Things that belong together stand in one record, whatever their groups.
fn heard<'a>(source: &'a Source, annotated: &Annotated<'_>) -> BTreeSet<&'a str> {
    let values = annotated.records.iter().flat_map(|record| &record.values);
    let groups = values.filter_map(|value| source.group_of(value.field));
    groups.map(|(name, _)| name).collect()
}

/// The values that the source left out of things it did speak of, where the metadata says why that one may be missing.
fn missing_lines<'a>(
    source: &'a Source,
    annotated: &'a Annotated<'_>,
    language: Language,
) -> impl Iterator<Item = Missing> + 'a {
    let is_told = |field: &Field| {
        let mut values = annotated.records.iter().flat_map(|record| &record.values);
        values.any(|value| *value.field == field.id)
    };
    let heard = heard(source, annotated);
    let has_record = move |field: &Field| {
        let group = source.group_of(&field.id);
        group.is_some_and(|(name, _)| heard.contains(name))
    };
    let shown = source.fields.iter().filter(|field| field.hidden.is_none());
    let silent = shown.filter(move |field| has_record(field) && !is_told(field));
    silent.filter_map(move |field| {
        Some(Missing {
            term: field.term.get(language).to_owned(),
            why: field.may_be_missing.as_ref()?.get(language).to_owned(),
        })
    })
}
