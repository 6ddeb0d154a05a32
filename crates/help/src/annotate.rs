use mn_domain::{FieldId, Language, Sensitive};
use mn_source::{Answer, StoredAnswers};

use crate::display::Shown;
use crate::{
    Annotated, AnnotatedRecord, AnnotatedValue, Catalogue, Field, Provenance, Sensitivity, Source, Text,
};

impl Catalogue {
    /// Explains what a source answered. `None` if the catalogue does not know the source.
    #[must_use]
    pub fn annotate(&self, stored: &StoredAnswers, language: Language) -> Option<Annotated> {
        let source = self.source(&stored.source)?;
        let reader = Reader {
            catalogue: self,
            source,
            stored,
            language,
        };
        let mut records: Vec<AnnotatedRecord> = Vec::new();
        let mut hidden = 0;
        for (index, answer) in stored.answers.iter().enumerate() {
            let field = source.field(&answer.field);
            if field.is_some_and(|field| field.hidden.is_some()) {
                hidden += 1;
                continue;
            }
            let value = reader.value(index, answer, field);
            reader.place(&mut records, answer, value);
        }
        for record in &mut records {
            reader.name(record);
        }
        Some(Annotated {
            source: source.id.clone(),
            language,
            name: source.name.get(language).to_owned(),
            state: stored.state,
            answered_at: stored.answered_at,
            records,
            hidden,
            purposes: source.terms.purposes.clone(),
        })
    }
}

/// Explains the values of one source in one language.
struct Reader<'a> {
    catalogue: &'a Catalogue,
    source: &'a Source,
    stored: &'a StoredAnswers,
    language: Language,
}

impl Reader<'_> {
    /// Puts a value into the record it belongs to. Values that stand alone are kept by group.
    fn place(&self, records: &mut Vec<AnnotatedRecord>, answer: &Answer, value: AnnotatedValue) {
        let group = self.source.group_of(&answer.field);
        let name = group.map(|(name, _)| name).unwrap_or_default();
        let belongs = |record: &&mut AnnotatedRecord| {
            record.record == answer.record && (answer.record != 0 || record.group == name)
        };
        if let Some(record) = records.iter_mut().find(belongs) {
            record.values.push(value);
            return;
        }
        let text = |text: &Text| text.get(self.language).to_owned();
        records.push(AnnotatedRecord {
            group: name.to_owned(),
            heading: group.map_or_else(
                || self.source.name.get(self.language).to_owned(),
                |(_, group)| group.name.get(self.language).to_owned(),
            ),
            explanation: group.map(|(_, group)| text(&group.text)).unwrap_or_default(),
            is_detail: group.is_some_and(|(_, group)| group.is_detail),
            named: None,
            dated: None,
            main: None,
            record: answer.record,
            values: vec![value],
        });
    }

    /// Says what tells a record from its brothers.
    fn name(&self, record: &mut AnnotatedRecord) {
        let Some(group) = self.source.groups.get(&record.group) else {
            return;
        };
        let position = |id: &Option<FieldId>| {
            let id = id.as_ref()?;
            record.values.iter().position(|value| value.field == *id)
        };
        let shown = |id: &Option<FieldId>| Some(record.values.get(position(id)?)?.display.clone());
        let (named, dated, main) = (
            shown(&group.named_by),
            shown(&group.dated_by),
            position(&group.main),
        );
        (record.named, record.dated, record.main) = (named, dated, main);
    }

    fn value(&self, index: usize, answer: &Answer, field: Option<&Field>) -> AnnotatedValue {
        let words = self.catalogue.words();
        let period = answer
            .period
            .and_then(|period| words.period(period, self.language));
        let meaning = words
            .meaning
            .of(field.and_then(|field| field.period))
            .get(self.language);
        let shown = self.show(answer, field);
        let authority = &self.source.authority;
        AnnotatedValue {
            field: answer.field.clone(),
            answer: index,
            term: field.map_or_else(
                || answer.field.as_str().to_owned(),
                |field| field.term.get(self.language).to_owned(),
            ),
            explanation: field
                .and_then(|field| field.text.as_ref())
                .unwrap_or(&words.unexplained)
                .get(self.language)
                .to_owned(),
            display: shown.display,
            meaning: shown.meaning,
            as_promised: shown.as_promised,
            counted: field.map(|field| self.counted(field)).unwrap_or_default(),
            period: period.map(|period| Sensitive::new(meaning.replace("{period}", &period))),
            provenance: Provenance {
                authority: authority.name.clone(),
                answered_at: self.stored.answered_at,
                place: answer.place.clone(),
            },
            sensitivity: field
                .and_then(|field| field.sensitivity)
                .or(self.source.defaults.sensitivity)
                .unwrap_or(Sensitivity::Delicate),
            legal_ground: self.inherit(
                field,
                |field| field.legal_ground.as_ref(),
                self.source.defaults.legal_ground.as_ref(),
            ),
            responsible: field
                .and_then(|field| field.responsible.clone())
                .or_else(|| self.source.defaults.responsible.clone())
                .unwrap_or_else(|| authority.name.clone()),
            phone: authority.phone.clone(),
            url: authority.url.clone(),
            may_be_missing: self.inherit(
                field,
                |field| field.may_be_missing.as_ref(),
                self.source.defaults.may_be_missing.as_ref(),
            ),
            if_wrong: self.inherit(
                field,
                |field| field.if_wrong.as_ref(),
                self.source.defaults.if_wrong.as_ref(),
            ),
        }
    }

    fn show(&self, answer: &Answer, field: Option<&Field>) -> Shown {
        // EXPOSE: the value is written as people write it, and protected again at once.
        let raw = answer.value.expose();
        field.map_or_else(
            || Shown {
                display: answer.value.clone(),
                meaning: None,
                as_promised: false,
            },
            |field| {
                let codes = self.source.codes_of(field);
                self.catalogue.words().show(field, codes, raw, self.language)
            },
        )
    }

    fn counted(&self, field: &Field) -> Vec<String> {
        let words = self.catalogue.words();
        let per = field.per.map(|per| words.per.of(per));
        let basis = field.basis.map(|basis| words.basis.of(basis));
        let both = per.into_iter().chain(basis);
        both.map(|term| term.get(self.language).to_owned()).collect()
    }

    /// The field's own text, or what the source has for all.
    fn inherit(
        &self,
        field: Option<&Field>,
        own: fn(&Field) -> Option<&Text>,
        default: Option<&Text>,
    ) -> String {
        let text = field.and_then(own).or(default);
        text.map(|text| text.get(self.language).to_owned())
            .unwrap_or_default()
    }
}
