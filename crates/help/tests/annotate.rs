//! Every kind of value is shown as people write it, with what it means and where it comes from.
#![expect(
    clippy::unwrap_used,
    reason = "a fixture that does not load should stop the test"
)]

use mn_domain::{CorrelationId, Language, Period, SourceState};
use mn_help::{Annotated, AnnotatedValue, Catalogue, MetadataFile, Sensitivity};
use mn_source::{Answer, StoredAnswers};

fn catalogue() -> Catalogue {
    with(include_str!("fixtures/prov.toml"))
}

fn with(source: &str) -> Catalogue {
    let file = |name: &str, text: &str| MetadataFile {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let files = [
        file("words.toml", include_str!("../../../metadata/words.toml")),
        file("sources/prov.toml", source),
    ];
    Catalogue::from_files(&files).unwrap()
}

fn answer(field: &str, value: &str, record: u16) -> Answer {
    Answer {
        field: field.parse().unwrap(),
        value: value.into(),
        unit: None,
        period: None,
        record,
        place: format!("/Prov/{field}"),
    }
}

fn stored(answers: Vec<Answer>) -> StoredAnswers {
    StoredAnswers {
        source: "prov".parse().unwrap(),
        state: SourceState::Hit,
        asked_at: "2026-11-01T10:00:00Z".parse().unwrap(),
        answered_at: "2026-11-01T10:00:02Z".parse().unwrap(),
        correlation: CorrelationId::from_random([1; 15]),
        answers,
        notes: Vec::new(),
    }
}

fn first<'a>(annotated: &'a Annotated<'_>) -> &'a AnnotatedValue<'a> {
    annotated.records.first().unwrap().values.first().unwrap()
}

/// How one value alone is shown, whether it is as promised, and what it means.
fn shown(field: &str, value: &str, language: Language) -> (String, bool, Option<String>) {
    let (catalogue, stored) = (catalogue(), stored(vec![answer(field, value, 0)]));
    let annotated = catalogue.annotate(&stored, language).unwrap();
    let value = first(&annotated);
    let meaning = value.meaning.map(str::to_owned);
    (value.display.expose().clone(), value.as_promised, meaning)
}

#[test]
fn each_kind_of_value_is_written_as_people_do() {
    let cases = [
        (
            "pr.betalning.belopp",
            "3292",
            "3\u{a0}292\u{a0}kr",
            "3\u{a0}292\u{a0}kr",
        ),
        (
            "pr.betalning.belopp",
            "-40.5",
            "\u{2212}40,50\u{a0}kr",
            "\u{2212}40,50\u{a0}kr",
        ),
        (
            "pr.betalning.datum",
            "2026-10-25",
            "25 oktober 2026",
            "25 October 2026",
        ),
        ("pr.betalning.datum", "2026-10", "oktober 2026", "October 2026"),
        ("pr.betalning.datum", "2026", "2026", "2026"),
        ("pr.betalning.sort", "A", "Bidrag", "Grant"),
        ("pr.betalning.sort", "a", "Bidrag", "Grant"),
        ("pr.betalning.sort", "l", "Lån", "Loan"),
        ("pr.betalning.omfattning", "3/4", "75 %", "75%"),
        ("pr.betalning.omfattning", "0.125", "12,5 %", "12.5%"),
        ("pr.betalning.omfattning", "1", "100 %", "100%"),
        ("pr.person.skyddad", "true", "Ja", "Yes"),
        ("pr.person.skyddad", "false", "Nej", "No"),
        ("pr.person.dagar", "12", "12 dagar", "12 days"),
        ("pr.person.dagar", "1", "1 dag", "1 day"),
        ("pr.person.dagar", "2.50", "2,5 dagar", "2.5 days"),
        ("pr.person.dagar", "100", "100 dagar", "100 days"),
        ("pr.person.vecka", "202640", "vecka 40, 2026", "week 40, 2026"),
        ("pr.person.vecka", "202601", "vecka 1, 2026", "week 1, 2026"),
        (
            "pr.person.vecka",
            "20260928",
            "28 september 2026",
            "28 September 2026",
        ),
    ];
    for (field, value, swedish, english) in cases {
        for (language, expected) in [
            (Language::Sv, swedish),
            (Language::Lattlast, swedish),
            (Language::En, english),
        ] {
            let (display, as_promised, _) = shown(field, value, language);
            assert_eq!(display, expected, "{field}");
            assert!(as_promised, "{field}");
        }
    }
}

#[test]
fn a_value_of_another_shape_is_shown_as_the_source_wrote_it() {
    let cases = [
        ("pr.betalning.belopp", "mycket"),
        ("pr.betalning.datum", "2026-13-01"),
        ("pr.betalning.omfattning", "3/0"),
        ("pr.betalning.omfattning", "2"),
        ("pr.betalning.omfattning", "-1"),
        ("pr.person.skyddad", "kanske"),
        ("pr.person.dagar", "tolv"),
        ("pr.person.dagar", "."),
        ("pr.person.vecka", "202660"),
        ("pr.person.vecka", "20269"),
        ("pr.person.vecka", "20261399"),
        ("pr.person.vecka", "åäö"),
        ("pr.person.vecka", ""),
    ];
    for (field, value) in cases {
        let (display, as_promised, _) = shown(field, value, Language::Sv);
        assert_eq!(display, value, "{field}");
        assert!(!as_promised, "{field} {value}");
    }
    let (display, as_promised, meaning) = shown("pr.betalning.sort", "Z9", Language::En);
    assert_eq!(display, "Z9");
    assert!(!as_promised);
    assert!(meaning.unwrap().contains("no explanation"));
}

#[test]
fn other_codes_that_are_to_be_expected_have_a_meaning_of_their_own() {
    let sort = "codes = \"sort\"\n";
    let other = "other_codes = { sv = \"En annan sort.\", lattlast = \"Annat.\", en = \"Another kind.\" }\n";
    let source = include_str!("fixtures/prov.toml").replace(sort, &format!("{sort}{other}"));
    let stored = stored(vec![answer("pr.betalning.sort", "Z9", 0)]);
    let catalogue = with(&source);
    let annotated = catalogue.annotate(&stored, Language::Sv).unwrap();
    let value = first(&annotated);
    assert_eq!((value.display.expose().as_str(), value.as_promised), ("Z9", true));
    assert_eq!(value.meaning, Some("En annan sort."));
}

#[test]
fn a_value_carries_what_it_means_and_whom_to_ask() {
    let mut money = answer("pr.betalning.belopp", "100", 1);
    money.period = Some(Period {
        from: "2026-10-01".parse().ok(),
        to: "2026-10-31".parse().ok(),
    });
    let answers = vec![
        money,
        answer("pr.betalning.datum", "2026-10-25", 1),
        answer("pr.betalning.sort", "L", 1),
    ];
    let (catalogue, stored) = (catalogue(), stored(answers));
    let annotated = catalogue.annotate(&stored, Language::Sv).unwrap();
    let record = annotated.records.first().unwrap();
    assert_eq!(record.heading, "Betalning");
    assert_eq!(record.explanation, "Pengar till dig.");
    let words: Vec<&str> = record.words().map(|words| words.expose().as_str()).collect();
    assert_eq!(words, ["Lån", "25 oktober 2026"]);
    assert_eq!(record.main, Some(0));
    let [money, date, sort] = record.values.as_slice() else {
        panic!("three values")
    };
    assert_eq!(
        (money.term, money.explanation),
        ("Pengar till dig", "Så mycket får du.")
    );
    assert_eq!(money.counted, ["per månad", "före skatt och avdrag"]);
    let period = money.period.as_ref().map(|period| period.expose().as_str());
    assert_eq!(period, Some("Gäller 1 oktober 2026 till 31 oktober 2026"));
    assert_eq!(money.provenance.authority, "Provmyndigheten");
    assert_eq!(money.provenance.place, "/Prov/pr.betalning.belopp");
    assert_eq!(money.provenance.answered_at, annotated.answered_at);
    assert_eq!((money.legal_ground, money.if_wrong), ("Lagen.", "Ring."));
    assert_eq!(money.may_be_missing, "Den saknas ibland.");
    assert_eq!(
        (money.responsible, money.sensitivity),
        ("Provmyndigheten", Sensitivity::Ordinary)
    );
    assert_eq!(
        (date.responsible, date.sensitivity),
        ("Provbanken", Sensitivity::Delicate)
    );
    assert_eq!(date.if_wrong, "Ring banken.");
    assert_eq!(sort.meaning, Some("Betalas tillbaka."));
    assert_eq!(sort.answer, 2);
}

#[test]
fn open_periods_have_words_of_their_own() {
    let words = |from: &str, to: &str, language| {
        let mut money = answer("pr.betalning.belopp", "1", 1);
        money.period = Some(Period {
            from: from.parse().ok(),
            to: to.parse().ok(),
        });
        let (catalogue, stored) = (catalogue(), stored(vec![money]));
        let annotated = catalogue.annotate(&stored, language).unwrap();
        let period = first(&annotated).period.clone();
        period.map(|period| period.expose().clone())
    };
    assert_eq!(
        words("2026-09", "", Language::Sv).as_deref(),
        Some("Gäller från september 2026, utan slutdatum")
    );
    assert_eq!(
        words("", "2026-09-30", Language::En).as_deref(),
        Some("For up to and including 30 September 2026")
    );
    assert_eq!(
        words("2026", "2026", Language::Lattlast).as_deref(),
        Some("Gäller 2026")
    );
    assert_eq!(words("", "", Language::Sv), None);
}

#[test]
fn values_are_kept_by_record_and_hidden_ones_are_counted() {
    let answers = vec![
        answer("pr.person.skyddad", "false", 0),
        answer("pr.betalning.belopp", "1", 1),
        answer("pr.betalning.belopp", "2", 2),
        answer("pr.betalning.datum", "2026-10-25", 1),
        answer("pr.person.nummer", "77", 2),
        answer("pr.person.dagar", "3", 0),
    ];
    let (catalogue, stored) = (catalogue(), stored(answers));
    let annotated = catalogue.annotate(&stored, Language::Sv).unwrap();
    let shape: Vec<(u16, &str, usize)> = annotated
        .records
        .iter()
        .map(|record| (record.record, record.group, record.values.len()))
        .collect();
    assert_eq!(
        shape,
        [(0, "pr", 2), (1, "pr.betalning", 2), (2, "pr.betalning", 1)]
    );
    assert_eq!(annotated.hidden, 1);
    assert!(!format!("{annotated:?}").contains("77"));
}

#[test]
fn a_field_that_nothing_explains_is_shown_and_says_so() {
    let (catalogue, stored) = (catalogue(), stored(vec![answer("pr.ny.sak", "planted", 4)]));
    let annotated = catalogue.annotate(&stored, Language::Lattlast).unwrap();
    let value = first(&annotated);
    assert_eq!(
        (value.term, value.display.expose().as_str()),
        ("pr.ny.sak", "planted")
    );
    assert!(value.explanation.contains("kan inte förklara"));
    assert!(!value.as_promised);
    assert_eq!(value.sensitivity, Sensitivity::Ordinary);
    assert!(!format!("{annotated:?}").contains("planted"));
}

#[test]
fn a_source_that_the_catalogue_does_not_know_is_not_explained() {
    let mut stored = stored(Vec::new());
    stored.source = "okand".parse().unwrap();
    assert!(catalogue().annotate(&stored, Language::Sv).is_none());
}
