//! Everything that an explained value carries, held against a record: however the catalogue's texts are kept in
//! memory, what a citizen is told stays the same, to the letter.
#![expect(
    clippy::unwrap_used,
    reason = "a fixture that does not load should stop the test"
)]

use mn_domain::{CorrelationId, Language, Period, SourceState};
use mn_help::{AnnotatedRecord, AnnotatedValue, Catalogue, MetadataFile};
use mn_source::{Answer, StoredAnswers};
use serde_json::{Value, json};

const RECORD: &str = include_str!("fixtures/annotated.json");

#[test]
fn what_a_citizen_is_told_is_what_was_recorded() {
    let recorded: Value = serde_json::from_str(RECORD).unwrap();
    let told = Value::Array(Language::ALL.into_iter().map(told).collect());
    // Where a text was changed on purpose, this is the next record.
    assert!(told == recorded, "{told:#}");
}

fn catalogue() -> Catalogue {
    let file = |name: &str, text: &str| MetadataFile {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let files = [
        file("words.toml", include_str!("../../../metadata/words.toml")),
        file("sources/prov.toml", include_str!("fixtures/prov.toml")),
    ];
    Catalogue::from_files(&files).unwrap()
}

/// Every kind of value, as promised and otherwise, alone and in records, hidden, unknown, and with periods.
fn stored() -> StoredAnswers {
    let values = [
        ("pr.person.skyddad", "false", 0, None),
        (
            "pr.betalning.belopp",
            " 1234567.5 ",
            1,
            Some(("2026-10-01", "2026-10-31")),
        ),
        ("pr.betalning.datum", "2026-10-25", 1, Some(("2026-09", ""))),
        ("pr.betalning.sort", "l", 1, Some(("", ""))),
        ("pr.betalning.omfattning", "3/4", 1, Some(("2026", "2026"))),
        ("pr.person.dagar", "2.50", 0, Some(("", "2026-09-30"))),
        ("pr.betalning.belopp", "-40.05", 2, None),
        ("pr.betalning.datum", "2026-10", 2, None),
        ("pr.betalning.sort", "Z9", 2, None),
        ("pr.person.nummer", "77", 2, None),
        ("pr.person.vecka", "202640", 3, None),
        ("pr.person.vecka", "20260928", 4, None),
        ("pr.person.dagar", "1", 4, None),
        ("pr.betalning.datum", "i morgon", 5, None),
        ("pr.betalning.belopp", "mycket", 5, None),
        (
            "pr.ny.sak",
            "ok\u{e4}nt \"{month}\"",
            6,
            Some(("2026-10-01", "2026-10-02")),
        ),
    ];
    let answers = values.map(|(field, value, record, period)| Answer {
        field: field.parse().unwrap(),
        value: value.into(),
        unit: None,
        period: period.map(|(from, to)| Period {
            from: from.parse().ok(),
            to: to.parse().ok(),
        }),
        record,
        place: format!("/Prov/{field}[{record}]"),
    });
    StoredAnswers {
        source: "prov".parse().unwrap(),
        state: SourceState::Partial,
        asked_at: "2026-11-01T10:00:00Z".parse().unwrap(),
        answered_at: "2026-11-01T10:00:02Z".parse().unwrap(),
        correlation: CorrelationId::from_random([1; 15]),
        answers: answers.into(),
        notes: Vec::new(),
    }
}

fn told(language: Language) -> Value {
    let stored = stored();
    let catalogue = catalogue();
    let annotated = catalogue.annotate(&stored, language).unwrap();
    json!({
        "source": annotated.source.as_str(),
        "language": annotated.language.name(),
        "name": annotated.name,
        "state": annotated.state.name(),
        "answered_at": annotated.answered_at.to_string(),
        "records": annotated.records.iter().map(record).collect::<Vec<_>>(),
        "hidden": annotated.hidden,
        "purposes": annotated.purposes,
    })
}

fn record(record: &AnnotatedRecord<'_>) -> Value {
    let shown = |index: Option<usize>| Some(record.values.get(index?)?.display.expose());
    json!({
        "group": record.group,
        "heading": record.heading,
        "explanation": record.explanation,
        "is_detail": record.is_detail,
        "named": shown(record.named),
        "dated": shown(record.dated),
        "main": record.main,
        "record": record.record,
        "values": record.values.iter().map(value).collect::<Vec<_>>(),
    })
}

fn value(value: &AnnotatedValue<'_>) -> Value {
    json!({
        "field": value.field.as_str(),
        "answer": value.answer,
        "term": value.term,
        "explanation": value.explanation,
        "display": value.display.expose(),
        "meaning": value.meaning,
        "as_promised": value.as_promised,
        "counted": value.counted,
        "period": value.period.as_ref().map(mn_domain::Sensitive::expose),
        "authority": value.provenance.authority,
        "answered_at": value.provenance.answered_at.to_string(),
        "place": value.provenance.place,
        "sensitivity": value.sensitivity,
        "legal_ground": value.legal_ground,
        "responsible": value.responsible,
        "phone": value.phone,
        "url": value.url,
        "may_be_missing": value.may_be_missing,
        "if_wrong": value.if_wrong,
    })
}
