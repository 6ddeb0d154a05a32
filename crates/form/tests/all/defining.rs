use mn_form::Definition;

use crate::support::{World, metadata};

fn text() -> String {
    std::fs::read_to_string(metadata().join("forms/ekonomiskt-bistand-fortsatt.toml")).unwrap()
}

/// What is said about the form after one change.
fn mistakes(from: &str, to: &str) -> String {
    let text = text();
    assert!(text.contains(from), "the test must change something: {from}");
    let parsed = Definition::parse("prov".parse().unwrap(), &text.replacen(from, to, 1));
    let mistakes = parsed.expect_err("a mistake").0;
    mistakes
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

/// What to replace, with what, and what must then be said.
const CASES: &[(&str, &str, &str)] = &[
    ("kind = \"month\"", "kind = \"manad\"", "there is no kind manad"),
    (
        "kind = \"month\"",
        "kind = \"month\"\ncolour = 1",
        "unknown field `colour`",
    ),
    (
        "kind = \"month\"",
        "kind = \"month\"\nlines = true",
        "lines means nothing for the kind month",
    ),
    (
        "question = \"barn\", is = [\"yes\"]",
        "question = \"bebis\", is = [\"yes\"]",
        "no earlier question is called so",
    ),
    (
        "question = \"barn\", is = [\"yes\"]",
        "question = \"barn\", is = [\"kanske\"]",
        "barn can never be kanske",
    ),
    (
        "question = \"barn\", is = [\"yes\"]",
        "question = \"manad\", is = [\"yes\"]",
        "not a question that conditions can rest on",
    ),
    (
        "question = \"barn\", is = [\"yes\"]",
        "question = \"barn\", is = []",
        "names no answer",
    ),
    (
        "question = \"bor\", is",
        "question = \"barn\", is",
        "no earlier question is called so",
    ),
    (
        "id = \"bostad_andrad\"",
        "id = \"barn\"",
        "barn is the name of two things",
    ),
    ("id = \"alder\"", "id = \"Alder\"", "starting with a letter"),
    (
        "value = \"andrahand\"",
        "value = \"hyresratt\"",
        "hyresratt is the name of two options",
    ),
    ("none = \"inga\"", "none = \"ingen\"", "none names no option"),
    (
        "month = \"manad\"\nfrom",
        "month = \"barn\"\nfrom",
        "barn is no earlier question about a month",
    ),
    ("from_month = -1\n", "from_month = -99\n", "within two years"),
    (
        "egna_inkomster.belopp\"",
        "egna_inkomster.slag\"",
        "egna_inkomster.slag is no amount",
    ),
    (
        "costs = \"kostnader\"",
        "costs = \"utgifter\"",
        "there is no sum utgifter",
    ),
    (
        "full_time = \"heltid\"",
        "full_time = \"alltid\"",
        "full_time is no option",
    ),
    ("{sum:kostnader}", "{sum:utgifter}", "there is no sum utgifter"),
    (
        "{month:manad}",
        "{month:barn}",
        "barn is no question about a month",
    ),
    ("{recipient}", "{mottagare}", "nobody can fill {mottagare}"),
    (
        "{declaration}",
        "",
        "Declaration must stand there in every language",
    ),
    ("{own}", "", "Own must stand there in every language"),
    (
        "kind = \"declaration\"",
        "kind = \"yes_no\"",
        "exactly one declaration, not 0",
    ),
    (
        "kind = \"declaration\"",
        "kind = \"declaration\"\nrequired = false",
        "required without conditions",
    ),
    (
        "en = \"Which month are you applying for?\"",
        "en = \"\"",
        "manad has no text in en",
    ),
    ("max = 15\n", "", "max must be given"),
    ("version = 3", "version = \"ett\"", "invalid type"),
    ("version = 3", "version = ", "expected"),
];

#[test]
fn each_mistake_in_a_form_is_named() {
    for (from, to, what) in CASES {
        let named = mistakes(from, to);
        assert!(named.contains(what), "{from} -> {to}: {what}\n{named}");
    }
}

#[test]
fn a_question_must_say_why_it_is_asked() {
    let why = text()
        .lines()
        .find(|line| line.starts_with("why = "))
        .unwrap()
        .to_owned();
    assert!(mistakes(&why, "").contains("manad: must say why it is asked"));
}

#[test]
fn every_mistake_of_a_form_is_named_at_once() {
    let text = text()
        .replacen("kind = \"month\"", "kind = \"manad\"", 1)
        .replacen("none = \"inga\"", "none = \"ingen\"", 1)
        .replacen("value = \"andrahand\"", "value = \"hyresratt\"", 1);
    let mistakes = Definition::parse("prov".parse().unwrap(), &text)
        .expect_err("mistakes")
        .0;
    for what in ["no kind manad", "none names no option", "two options"] {
        assert!(
            mistakes.iter().any(|one| one.what.contains(what)),
            "{what}: {mistakes:#?}"
        );
    }
}

#[test]
fn a_field_that_no_source_emits_is_named() {
    let definition = World::new().definition;
    assert!(definition.unknown_fields(|_, _| true).0.is_empty());
    let unknown = definition.unknown_fields(|source, field| {
        source.as_str() != "csn" || field.as_str() != "csn.utbetalning.datum"
    });
    assert_eq!(unknown.0.len(), 2, "each rule that uses it: {unknown:?}");
    assert!(
        unknown.0[0]
            .what
            .contains("no source emits csn.utbetalning.datum for csn")
    );
}
