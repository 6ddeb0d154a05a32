//! A case to apply in: the project's own form, and answers that no real source gave.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use mn_domain::{CheckKind, CorrelationId, FieldId, Language, SourceId, SourceState};
use mn_form::{Applicant, Applied, Case, Definition, Draft, Explained, FormWords, Speak};
use mn_help::Concern;
use mn_offer::{Agreement, Municipality, Offer, Recipient};
use mn_source::{Answer, StoredAnswers};

pub(crate) const TODAY: &str = "2026-11-23";
pub(crate) const PERSON: &str = "198501012382";

pub(crate) fn metadata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../metadata")
}

/// Speaks in a way that shows what was asked for.
pub(crate) struct Plain;

impl Speak for Plain {
    fn source(&self, source: &SourceId) -> String {
        format!("<{source}>")
    }

    fn field(&self, field: &FieldId) -> Explained {
        Explained {
            term: format!("term of {field}"),
            text: format!("help of {field}"),
        }
    }

    fn value(&self, _field: &FieldId, value: &str) -> String {
        format!("name of {value}")
    }

    fn day(&self, day: Date) -> String {
        day.to_string()
    }

    fn month(&self, first: Date) -> String {
        first.strftime("%Y-%m").to_string()
    }

    fn concerns(&self, stored: &StoredAnswers) -> BTreeMap<usize, Vec<Concern>> {
        // Whatever is 666 is in doubt.
        let odd = stored.answers.iter().enumerate();
        let odd = odd.filter(|(_, answer)| answer.value.expose() == "666");
        let concern = |index| {
            let (kind, text) = (CheckKind::Sum, "men här står 666".into());
            (index, vec![Concern { kind, text }])
        };
        odd.map(|(index, _)| concern(index)).collect()
    }
}

/// Everything that a case borrows.
pub(crate) struct World {
    pub(crate) definition: Definition,
    pub(crate) words: FormWords,
    pub(crate) answers: Vec<StoredAnswers>,
    pub(crate) municipality: Municipality,
    pub(crate) recipient: Recipient,
    pub(crate) agreement: Agreement,
    pub(crate) applicant: Applicant,
    pub(crate) language: Language,
}

impl World {
    pub(crate) fn new() -> Self {
        let offer = Offer::load(&metadata()).unwrap();
        let mut forms = Definition::load_all(&metadata(), &offer).unwrap();
        Self {
            definition: forms
                .remove(&"ekonomiskt-bistand-fortsatt".parse().unwrap())
                .unwrap(),
            words: FormWords::load(&metadata()).unwrap(),
            answers: vec![csn(), silent("forsakringskassan", SourceState::Unavailable)],
            municipality: offer.municipalities[&"bjorkvik".parse().unwrap()].clone(),
            recipient: offer.recipients[&"bjorkvik-socialnamnd".parse().unwrap()].clone(),
            agreement: offer.agreements[&"medborgarnavet".parse().unwrap()].clone(),
            applicant: Applicant {
                identity: PERSON.parse().unwrap(),
                name: Some("Prova Provsson".into()),
            },
            language: Language::Sv,
        }
    }

    pub(crate) fn case(&self) -> Case<'_> {
        Case {
            definition: &self.definition,
            words: &self.words,
            speak: &Plain,
            language: self.language,
            today: TODAY.parse().unwrap(),
            answers: &self.answers,
            municipality: &self.municipality,
            recipient: &self.recipient,
            agreement: &self.agreement,
            applicant: &self.applicant,
        }
    }

    pub(crate) fn draft(&self) -> Draft {
        Draft::new(&self.definition)
    }

    /// Sends one page.
    pub(crate) fn post(&self, draft: &mut Draft, section: &str, fields: &[(&str, &str)]) -> Applied {
        let section = self.definition.section(section).expect("a section of the form");
        let fields: Vec<(String, String)> = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        draft.apply(&self.case(), section, &fields)
    }

    /// A draft in which every question is answered.
    pub(crate) fn filled(&self) -> Draft {
        let mut draft = self.draft();
        for (section, fields) in FILLED {
            // Once for the questions that are there, once for those that the answers opened.
            self.post(&mut draft, section, fields);
            let applied = self.post(&mut draft, section, fields);
            assert!(applied.is_done(), "{section}: {applied:?}");
        }
        draft
    }
}

/// Each page with answers that can be sent.
pub(crate) const FILLED: &[(&str, &[(&str, &str)])] = &[
    ("tid", &[("manad", "2026-11")]),
    (
        "hushall",
        &[
            ("barn", "yes"),
            ("barnen.0.alder", "7"),
            ("barnen.0.bor", "heltid"),
            ("barn_andrat", "no"),
        ],
    ),
    ("bostad", &[("bostad_andrad", "no")]),
    ("hamtat", &[]),
    (
        "egna",
        &[
            ("har_inkomster", "yes"),
            ("egna_inkomster.0.slag", "swish"),
            ("egna_inkomster.0.fran", "mamma"),
            ("egna_inkomster.0.belopp", "400"),
            ("egna_inkomster.0.datum", "2026-10-28"),
            ("vantar", "no"),
            ("tillgangar", "no"),
        ],
    ),
    (
        "kostnader",
        &[("vilka_kostnader", "el"), ("vilka_kostnader", "hyra")],
    ),
    ("belopp", &[("hyra", "6 430,50 kr"), ("el", "0")]),
    ("planering", &[("sysselsattning", "soker"), ("i_kommunen", "yes")]),
    ("intygande", &[("heder_och_samvete", "yes")]),
];

/// One answer of a source.
pub(crate) fn answer(field: &str, value: &str, record: u16) -> Answer {
    Answer {
        field: field.parse().unwrap(),
        value: value.into(),
        unit: None,
        period: None,
        record,
        place: format!("/Svar/Arende[{record}]/{field}"),
    }
}

/// A payment by CSN.
pub(crate) fn payment(record: u16, day: &str, amount: &str) -> Vec<Answer> {
    vec![
        answer("csn.utbetalning.datum", day, record),
        answer("csn.utbetalning.belopp", amount, record),
        answer("csn.utbetalning.stodform", "SB", record),
        answer("csn.utbetalning.status", "Utbetald", record),
    ]
}

pub(crate) fn stored(source: &str, state: SourceState, answers: Vec<Answer>) -> StoredAnswers {
    StoredAnswers {
        source: source.parse().unwrap(),
        state,
        asked_at: "2026-11-23T10:00:00Z".parse().unwrap(),
        answered_at: "2026-11-23T10:00:02Z".parse().unwrap(),
        correlation: CorrelationId::from_random([7; 15]),
        answers,
        notes: Vec::new(),
    }
}

pub(crate) fn silent(source: &str, state: SourceState) -> StoredAnswers {
    stored(source, state, Vec::new())
}

/// Three payments: one before the time that counts, one in October, one in November.
fn csn() -> StoredAnswers {
    let answers = [
        payment(1, "2026-09-25", "1111"),
        payment(2, "2026-10-25", "3292"),
        payment(3, "2026-11-20", "2717"),
    ];
    stored("csn", SourceState::Hit, answers.concat())
}
