use mn_domain::{FieldId, Language};

use crate::{CodeList, Field, Group, Sensitivity, Source, Text, Words};

/// What is the same for every value of a field, in one language.
#[derive(Clone, Copy)]
pub(crate) struct Explained<'a> {
    pub(crate) id: &'a FieldId,
    /// Nothing where the catalogue does not know the field.
    pub(crate) field: Option<&'a Field>,
    pub(crate) codes: Option<&'a CodeList>,
    pub(crate) group: Option<(&'a str, &'a Group)>,
    pub(crate) term: &'a str,
    pub(crate) text: &'a str,
    /// Which time its period means, with `{period}`.
    pub(crate) meaning: &'a str,
    /// How often it comes, and before or after tax.
    pub(crate) counted: [Option<&'a str>; 2],
    pub(crate) sensitivity: Sensitivity,
    pub(crate) legal_ground: &'a str,
    pub(crate) responsible: &'a str,
    pub(crate) may_be_missing: &'a str,
    pub(crate) if_wrong: &'a str,
}

impl<'a> Explained<'a> {
    pub(crate) fn of(id: &'a FieldId, source: &'a Source, words: &'a Words, language: Language) -> Self {
        let field = source.field(id);
        let defaults = &source.defaults;
        // The field's own text, or what the source has for all.
        let inherit = |own: fn(&'a Field) -> Option<&'a Text>, default: &'a Option<Text>| {
            let text = field.and_then(own).or(default.as_ref());
            text.map(|text| text.get(language)).unwrap_or_default()
        };
        let text = field.and_then(|field| field.text.as_ref());
        let per = field.and_then(|field| field.per);
        let basis = field.and_then(|field| field.basis);
        let sensitivity = field.and_then(|field| field.sensitivity);
        let responsible = field.and_then(|field| field.responsible.as_deref());
        Self {
            id,
            field,
            codes: field.and_then(|field| source.codes_of(field)),
            group: source.group_of(id),
            term: field.map_or(id.as_str(), |field| field.term.get(language)),
            text: text.unwrap_or(&words.unexplained).get(language),
            meaning: words
                .meaning
                .of(field.and_then(|field| field.period))
                .get(language),
            counted: [
                per.map(|per| words.per.of(per).get(language)),
                basis.map(|basis| words.basis.of(basis).get(language)),
            ],
            sensitivity: sensitivity
                .or(defaults.sensitivity)
                .unwrap_or(Sensitivity::Delicate),
            legal_ground: inherit(|field| field.legal_ground.as_ref(), &defaults.legal_ground),
            responsible: responsible
                .or(defaults.responsible.as_deref())
                .unwrap_or(&source.authority.name),
            may_be_missing: inherit(|field| field.may_be_missing.as_ref(), &defaults.may_be_missing),
            if_wrong: inherit(|field| field.if_wrong.as_ref(), &defaults.if_wrong),
        }
    }
}
