//! Values that do not fit are found by checks that are data, and said in words that blame nobody.
#![expect(
    clippy::unwrap_used,
    reason = "a fixture that does not load should stop the test"
)]

use mn_domain::{CheckKind, CorrelationId, Language, SourceState};
use mn_help::{Catalogue, MetadataFile, Mistake};
use mn_source::{Answer, StoredAnswers};

const SOURCE: &str = include_str!("fixtures/prov.toml");
const CHECKS: &str = include_str!("fixtures/checks.toml");
const WORDS: &str = include_str!("../../../metadata/words.toml");

fn load(checks: &str) -> Result<Catalogue, Vec<Mistake>> {
    let file = |name: &str, text: String| MetadataFile {
        name: name.to_owned(),
        text,
    };
    Catalogue::from_files(&[
        file("words.toml", WORDS.to_owned()),
        file("sources/prov.toml", format!("{SOURCE}\n{checks}")),
    ])
}

/// A payment at a place, with what stands in it and below it.
fn payment(record: u16, values: &[(&str, &str)]) -> Vec<Answer> {
    let answer = |(name, value): &(&str, &str)| {
        let below = name.starts_with("del.");
        let at = if below { "/Del[1]" } else { "" };
        Answer {
            field: format!("pr.{name}").parse().unwrap(),
            value: (*value).into(),
            unit: None,
            period: None,
            record: if below { record + 100 } else { record },
            place: format!("/Prov/Betalning[{record}]{at}/{name}"),
        }
    };
    values.iter().map(answer).collect()
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

/// What is doubted: the field and the kind of check.
fn doubted(answers: Vec<Answer>) -> Vec<(String, CheckKind)> {
    let catalogue = load(CHECKS).unwrap();
    let source = catalogue.sources().first().unwrap();
    let stored = stored(answers);
    let doubts = source.inspection().doubts(&stored.answers, stored.answered_at);
    let field = |at: usize| stored.answers.get(at).unwrap().field.to_string();
    doubts
        .iter()
        .map(|doubt| (field(doubt.answer), doubt.kind()))
        .collect()
}

fn doubts_of(values: &[(&str, &str)]) -> Vec<CheckKind> {
    doubted(payment(1, values))
        .into_iter()
        .map(|(_, kind)| kind)
        .collect()
}

#[test]
fn a_total_that_is_not_its_parts_is_doubted_and_rounding_is_not() {
    let net = |net: &str, gross: &str, taken: &str| {
        doubts_of(&[
            ("betalning.belopp", net),
            ("betalning.brutto", gross),
            ("betalning.avdrag", taken),
        ])
    };
    assert_eq!(net("800", "1000", "200"), []);
    assert_eq!(net("801", "1000", "200"), [], "rounded");
    assert_eq!(net("801.01", "1000", "200"), [CheckKind::Sum]);
    assert_eq!(net("700", "1000", "200"), [CheckKind::Sum]);
    assert_eq!(
        net("700", "mycket", "200"),
        [],
        "what cannot be read is not counted with"
    );
    assert_eq!(
        doubts_of(&[("betalning.belopp", "700"), ("betalning.brutto", "1000")]),
        [],
        "what stands beside a total must all be there"
    );
}

#[test]
fn the_parts_of_a_total_may_stand_in_records_below_it_and_no_others_count() {
    let gross = |first: &str, second: &str| {
        let mut all = payment(
            1,
            &[
                ("betalning.brutto", first),
                ("del.belopp", "300"),
                ("del.belopp", "200"),
            ],
        );
        all.extend(payment(2, &[("betalning.brutto", second), ("del.belopp", "900")]));
        // One without parts is not doubted.
        all.extend(payment(3, &[("betalning.brutto", "77")]));
        doubted(all)
    };
    assert_eq!(gross("500", "900"), []);
    assert_eq!(
        gross("500", "901"),
        [("pr.betalning.brutto".to_owned(), CheckKind::Sum)]
    );
    assert_eq!(
        gross("1400", "900").len(),
        1,
        "the other payment's parts are not this one's"
    );
}

#[test]
fn days_and_weeks_out_of_order_are_doubted() {
    let days = |first: &str, then: &str| doubts_of(&[("betalning.datum", first), ("betalning.till", then)]);
    assert_eq!(days("2026-10-05", "2026-10-31"), []);
    assert_eq!(days("2026-10-05", "2026-10-05"), []);
    assert_eq!(days("2026-10-05", "2026-10-04"), [CheckKind::Order]);
    assert_eq!(
        days("2026-10-20", "2026-10"),
        [],
        "a month ends with its last day"
    );
    assert_eq!(days("2026-11-01", "2026-10"), [CheckKind::Order]);
    assert_eq!(days("i morgon", "2026-10-01"), []);
    let weeks =
        |first: &str, then: &str| doubts_of(&[("betalning.vecka", first), ("betalning.till_vecka", then)]);
    assert_eq!(weeks("202640", "202643"), []);
    assert_eq!(weeks("202652", "202701"), [], "over the year");
    assert_eq!(weeks("202643", "202640"), [CheckKind::Order]);
    assert_eq!(weeks("20260930", "202640"), [], "the day lies in the week");
    assert_eq!(weeks("20261005", "202640"), [CheckKind::Order]);
}

#[test]
fn the_order_is_that_of_one_record() {
    let mut all = payment(1, &[("betalning.datum", "2026-10-20")]);
    all.extend(payment(2, &[("betalning.till", "2026-10-10")]));
    assert_eq!(doubted(all), []);
}

#[test]
fn what_lies_outside_of_the_plausible_is_doubted() {
    for (value, kinds) in [
        ("0", &[][..]),
        ("100000", &[]),
        ("-1", &[CheckKind::Range]),
        ("100000.5", &[CheckKind::Range]),
    ] {
        assert_eq!(doubts_of(&[("betalning.belopp", value)]), kinds, "{value}");
    }
    // The answer is of 1 November 2026.
    for (value, kinds) in [
        ("2026-10-02", &[][..]),
        ("2026-10-01", &[CheckKind::Range]),
        ("2026-10", &[]),
        ("2026-11-11", &[]),
        ("2026-11-12", &[CheckKind::Range]),
    ] {
        assert_eq!(doubts_of(&[("betalning.datum", value)]), kinds, "{value}");
    }
}

#[test]
fn the_same_payment_twice_is_doubted_at_both() {
    let pay =
        |record, amount, day| payment(record, &[("betalning.belopp", amount), ("betalning.datum", day)]);
    let twice = [
        pay(1, "500", "2026-10-25"),
        pay(2, "500", "2026-10-25"),
        pay(3, "500", "2026-10-26"),
    ];
    let doubts = doubted(twice.concat());
    assert_eq!(
        doubts,
        [
            ("pr.betalning.belopp".to_owned(), CheckKind::Twice),
            ("pr.betalning.belopp".to_owned(), CheckKind::Twice)
        ]
    );
    let lacking = [
        pay(1, "500", "2026-10-25"),
        payment(2, &[("betalning.belopp", "500")]),
    ];
    assert_eq!(
        doubted(lacking.concat()),
        [],
        "a payment without its day is not the same"
    );
}

#[test]
fn the_citizen_reads_what_does_not_fit_and_what_to_do() {
    let catalogue = load(CHECKS).unwrap();
    let stored = stored(payment(
        1,
        &[
            ("betalning.belopp", "700"),
            ("betalning.brutto", "1000"),
            ("betalning.avdrag", "200"),
            ("betalning.datum", "2026-11-01"),
            ("betalning.till", "2026-10-31"),
        ],
    ));
    for (language, sum, order) in [
        (
            Language::Sv,
            "Delarna ger tillsammans 800\u{a0}kr, men här står 700\u{a0}kr. Vi räknade med: Före, Avdrag.",
            "Dag är 1 november 2026. Det är efter Sista, som är 31 oktober 2026.",
        ),
        (
            Language::Lattlast,
            "Delarna blir 800\u{a0}kr. Men här står 700\u{a0}kr.",
            "Dag är 1 november 2026. Det är efter Sista, 31 oktober 2026.",
        ),
        (
            Language::En,
            "The parts come to 800\u{a0}kr, but this says 700\u{a0}kr. We counted: Before, Taken.",
            "Day is 1 November 2026. That is after Last, which is 31 October 2026.",
        ),
    ] {
        let annotated = catalogue.annotate(&stored, language).unwrap();
        let values = annotated.records.iter().flat_map(|record| &record.values);
        let said: Vec<(&str, String)> = values
            .flat_map(|value| {
                let texts = value.concerns.iter().map(|one| one.text.expose().clone());
                texts.map(|text| (value.field.as_str(), text))
            })
            .collect();
        assert_eq!(
            said,
            [
                ("pr.betalning.belopp", sum.to_owned()),
                ("pr.betalning.datum", order.to_owned())
            ]
        );
        assert!(
            !format!("{annotated:?}").contains("800"),
            "a sum of values is a value"
        );
    }
}

/// A change to the checks, the place that it breaks, and words of the mistake.
const BROKEN: &[(&str, &str, &str, &str)] = &[
    (
        "add = [\"pr.betalning.brutto\"]",
        "add = []",
        "checks.sum[0]",
        "at least one part",
    ),
    (
        "add = [\"pr.betalning.brutto\"]",
        "add = [\"pr.finns.inte\"]",
        "checks.sum[0]",
        "no field pr.finns.inte",
    ),
    (
        "add = [\"pr.betalning.brutto\"]",
        "add = [\"pr.betalning.datum\"]",
        "checks.sum[0]",
        "cannot be about",
    ),
    (
        "take = [\"pr.betalning.avdrag\"]",
        "take = [\"pr.betalning.brutto\"]",
        "checks.sum[0]",
        "twice",
    ),
    (
        "within = 1",
        "within = -1",
        "checks.sum[0].within",
        "no value could",
    ),
    (
        "within = 1",
        "within = 101",
        "checks.sum[0].within",
        "no value could",
    ),
    ("within = 1", "inom = 1", "checks.sum[0].inom", "is not a key"),
    (
        "total = \"pr.betalning.belopp\"",
        "total = \"pr.person.nummer\"",
        "checks.sum[0]",
        "cannot be about pr.person.nummer",
    ),
    (
        "then = \"pr.betalning.till\"",
        "then = \"pr.betalning.brutto\"",
        "checks.order[0]",
        "cannot be about",
    ),
    (
        "then = \"pr.betalning.till\"",
        "then = \"pr.betalning.datum\"",
        "checks.order[0]",
        "does not stand beside",
    ),
    (
        "then = \"pr.betalning.till\"",
        "then = \"pr.del.dag\"",
        "checks.order[0]",
        "does not stand beside",
    ),
    ("least = 0", "least = 100000", "checks.range[0]", "no value could"),
    (
        "least = 0\nmost = 100000",
        "days_before = 3",
        "checks.range[0]",
        "cannot be about",
    ),
    (
        "least = 0\nmost = 100000",
        "",
        "checks.range[0]",
        "cannot be about",
    ),
    (
        "days_before = 30",
        "days_before = -1",
        "checks.range[1]",
        "no value could",
    ),
    (
        "days_before = 30\ndays_after = 10",
        "most = 3",
        "checks.range[1]",
        "cannot be about",
    ),
    (
        "mark = \"pr.betalning.belopp\"",
        "mark = \"pr.betalning.brutto\"",
        "checks.twice[0]",
        "should name an amount",
    ),
    (
        ", \"pr.betalning.datum\"]",
        "]",
        "checks.twice[0]",
        "should name an amount",
    ),
    (
        ", \"pr.betalning.datum\"]",
        ", \"pr.del.dag\"]",
        "checks.twice[0]",
        "does not stand beside",
    ),
];

#[test]
fn a_check_that_makes_no_sense_is_named_with_its_line() {
    assert_eq!(load(CHECKS).err(), None);
    for (from, to, at, words) in BROKEN {
        assert!(CHECKS.contains(from), "the sample has no {from}");
        let mistakes = load(&CHECKS.replacen(from, to, 1)).unwrap_err();
        let found = mistakes.iter().find(|found| found.to_string().contains(words));
        let found = found.unwrap_or_else(|| panic!("{from} -> {to}: {mistakes:#?}"));
        assert_eq!(found.at, *at, "{from} -> {to}");
        assert!(found.line.is_some(), "{found}");
    }
}
