use std::collections::BTreeMap;

use mn_domain::{FieldId, Language, Sensitive};
use mn_source::{Answer, StoredAnswers};

use crate::display::Shown;
use crate::explained::Explained;
use crate::fill::filled;
use crate::{Annotated, AnnotatedRecord, AnnotatedValue, Catalogue, Concern, Provenance, Source};

/// Room for the values of a record whose number of values is not known beforehand.
const SOME: usize = 4;

impl Catalogue {
    /// Explains what a source answered. `None` if the catalogue does not know the source.
    #[must_use]
    pub fn annotate<'a>(&'a self, stored: &'a StoredAnswers, language: Language) -> Option<Annotated<'a>> {
        let source = self.source(&stored.source)?;
        let mut reader = Reader {
            catalogue: self,
            source,
            stored,
            language,
            concerns: self.concerns(stored, language),
            explained: Vec::new(),
            records: Vec::new(),
        };
        let mut hidden = 0;
        for index in 0..stored.answers.len() {
            if !reader.take(index) {
                hidden += 1;
            }
        }
        let mut records = reader.records;
        for record in &mut records {
            name(source, record);
        }
        Some(Annotated {
            source: &source.id,
            language,
            name: source.name.get(language),
            state: stored.state,
            answered_at: stored.answered_at,
            records,
            hidden,
            purposes: &source.terms.purposes,
        })
    }
}

/// Says what tells a record from its brothers.
fn name(source: &Source, record: &mut AnnotatedRecord<'_>) {
    let Some(group) = source.groups.get(record.group) else {
        return;
    };
    let position = |id: &Option<FieldId>| {
        let id = id.as_ref()?;
        record.values.iter().position(|value| value.field == id)
    };
    let (named, dated, main) = (
        position(&group.named_by),
        position(&group.dated_by),
        position(&group.main),
    );
    (record.named, record.dated, record.main) = (named, dated, main);
}

/// Explains the values of one source in one language.
struct Reader<'a> {
    catalogue: &'a Catalogue,
    source: &'a Source,
    stored: &'a StoredAnswers,
    language: Language,
    /// What does not fit, by the index of the answer.
    concerns: BTreeMap<usize, Vec<Concern>>,
    /// The fields that came up so far: sources repeat a few of them for each payment.
    explained: Vec<Explained<'a>>,
    records: Vec<AnnotatedRecord<'a>>,
}

impl<'a> Reader<'a> {
    /// Explains one answer, unless it is hidden.
    fn take(&mut self, index: usize) -> bool {
        let Some(answer) = self.stored.answers.get(index) else {
            return true;
        };
        let explained = self.explained(&answer.field);
        if explained.field.is_some_and(|field| field.hidden.is_some()) {
            return false;
        }
        let concerns = self.concerns.remove(&index).unwrap_or_default();
        let value = self.value(index, answer, &explained, concerns);
        self.place(index, answer, &explained, value);
        true
    }

    fn explained(&mut self, id: &'a FieldId) -> Explained<'a> {
        let known = self.explained.iter().find(|known| known.id == id);
        known.copied().unwrap_or_else(|| {
            let explained = Explained::of(id, self.source, self.catalogue.words(), self.language);
            self.explained.push(explained);
            explained
        })
    }

    /// Puts a value into the record it belongs to. Values that stand alone are kept by group.
    fn place(&mut self, index: usize, answer: &Answer, explained: &Explained<'a>, value: AnnotatedValue<'a>) {
        let group = explained.group;
        let name = group.map(|(name, _)| name).unwrap_or_default();
        let belongs = |record: &&mut AnnotatedRecord<'_>| {
            record.record == answer.record && (answer.record != 0 || record.group == name)
        };
        // No more than one fits, and mostly it is the last.
        if let Some(record) = self.records.iter_mut().rev().find(belongs) {
            record.values.push(value);
            return;
        }
        let mut values = Vec::with_capacity(self.run(index, answer));
        values.push(value);
        self.records.push(AnnotatedRecord {
            group: name,
            heading: group
                .map_or(&self.source.name, |(_, group)| &group.name)
                .get(self.language),
            explanation: group
                .map(|(_, group)| group.text.get(self.language))
                .unwrap_or_default(),
            is_detail: group.is_some_and(|(_, group)| group.is_detail),
            named: None,
            dated: None,
            main: None,
            record: answer.record,
            values,
        });
    }

    /// How many answers of the same record follow each other from there on.
    fn run(&self, index: usize, answer: &Answer) -> usize {
        if answer.record == 0 {
            return SOME;
        }
        let rest = self.stored.answers.iter().skip(index);
        rest.take_while(|other| other.record == answer.record).count()
    }

    fn value(
        &self,
        index: usize,
        answer: &'a Answer,
        explained: &Explained<'a>,
        concerns: Vec<Concern>,
    ) -> AnnotatedValue<'a> {
        let words = self.catalogue.words();
        let period = answer
            .period
            .and_then(|period| words.period(period, self.language));
        let shown = self.show(answer, explained);
        let authority = &self.source.authority;
        AnnotatedValue {
            field: &answer.field,
            answer: index,
            term: explained.term,
            explanation: explained.text,
            display: shown.display,
            meaning: shown.meaning,
            as_promised: shown.as_promised,
            counted: explained.counted.into_iter().flatten().collect(),
            period: period.map(|period| Sensitive::new(filled(explained.meaning, &[("period", &period)]))),
            provenance: Provenance {
                authority: &authority.name,
                answered_at: self.stored.answered_at,
                place: &answer.place,
            },
            sensitivity: explained.sensitivity,
            legal_ground: explained.legal_ground,
            responsible: explained.responsible,
            phone: authority.phone.as_deref(),
            url: &authority.url,
            may_be_missing: explained.may_be_missing,
            if_wrong: explained.if_wrong,
            concerns,
        }
    }

    fn show(&self, answer: &Answer, explained: &Explained<'a>) -> Shown<'a> {
        // EXPOSE: the value is written as people write it, and protected again at once.
        let raw = answer.value.expose();
        explained.field.map_or_else(
            || Shown {
                display: answer.value.clone(),
                meaning: None,
                as_promised: false,
            },
            |field| {
                let words = self.catalogue.words();
                words.show(field, explained.codes, raw, self.language)
            },
        )
    }
}
