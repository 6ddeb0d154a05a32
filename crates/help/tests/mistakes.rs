//! Every kind of mistake in a metadata file is named, with its file, its line and its place.
#![expect(
    clippy::unwrap_used,
    reason = "a fixture that does not load should stop the test"
)]

use mn_help::{Catalogue, MetadataFile, Mistake, Problem};

const SOURCE: &str = include_str!("fixtures/prov.toml");
const WORDS: &str = include_str!("../../../metadata/words.toml");

fn file(name: &str, text: &str) -> MetadataFile {
    MetadataFile {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

fn load(words: &str, source: &str) -> Result<Catalogue, Vec<Mistake>> {
    Catalogue::from_files(&[file("words.toml", words), file("sources/prov.toml", source)])
}

/// The one mistake that a change to the sample brings.
fn mistake(from: &str, to: &str) -> Mistake {
    assert!(SOURCE.contains(from), "the sample has no {from}");
    let mistakes = load(WORDS, &SOURCE.replacen(from, to, 1)).unwrap_err();
    assert_eq!(mistakes.len(), 1, "{from} -> {to}: {mistakes:#?}");
    mistakes.into_iter().next().unwrap()
}

#[test]
fn the_sample_itself_has_none() {
    assert_eq!(load(WORDS, SOURCE).err(), None);
}

/// A change to the sample, the place that it breaks, and words of the mistake.
type Case = (&'static str, &'static str, &'static str, &'static str);

const AGAINST_THE_SCHEMA: &[Case] = &[
    (
        "term = { sv = \"Dag\", en",
        "therm = 1\nterm = { sv = \"Dag\", en",
        "fields[pr.betalning.datum].therm",
        "is not a key",
    ),
    (
        "term = { sv = \"Dag\", en = \"Day\" }\n",
        "",
        "fields[pr.betalning.datum].term",
        "is missing",
    ),
    (
        "{ sv = \"Dag\", en = \"Day\" }",
        "{ sv = \"Dag\" }",
        "fields[pr.betalning.datum].term.en",
        "is missing",
    ),
    (
        "sv = \"Dagen.\"",
        "sv = \" \"",
        "fields[pr.betalning.datum].text.sv",
        "is empty",
    ),
    (
        "type = \"date\"",
        "type = \"datum\"",
        "fields[pr.betalning.datum].type",
        "one of text, amount",
    ),
    (
        "expected_seconds = 3",
        "expected_seconds = \"tre\"",
        "terms.expected_seconds",
        "a whole number",
    ),
    (
        "name = { sv = \"Provet\", en = \"The sample\" }",
        "name = \"Provet\"",
        "name",
        "a table",
    ),
    (
        "[\"application\", \"overview\"]",
        "\"application\"",
        "terms.purposes",
        "a list",
    ),
    ("version = \"1\"", "version = 1", "message.version", "a text"),
    (
        "codes = \"sort\"",
        "codes = false",
        "fields[pr.betalning.sort].codes",
        "a text",
    ),
];

#[test]
fn what_breaks_the_schema_is_named_with_its_line() {
    for (from, to, at, words) in AGAINST_THE_SCHEMA {
        let found = mistake(from, to);
        assert_eq!(found.at, *at);
        assert!(found.to_string().contains(words), "{found}");
        assert!(found.line.is_some(), "{found}");
        assert_eq!(found.file, "sources/prov.toml");
    }
}

#[test]
fn what_only_a_type_can_refuse_is_named_with_its_line() {
    for (from, to) in [
        ("[\"application\", \"overview\"]", "[\"anything\"]"),
        ("id = \"pr.betalning.datum\"", "id = \"PR\""),
        ("unit = \"days\"", "unit = \"parsecs\""),
    ] {
        let found = mistake(from, to);
        assert!(matches!(found.problem, Problem::Refused(_)), "{found}");
        assert!(found.line.is_some(), "{found}");
    }
    let found = mistake("version = \"1\"", "version = \"1");
    assert!(matches!(found.problem, Problem::Syntax(_)), "{found}");
    assert_eq!(found.line, Some(13));
}

const AGAINST_THE_RULES: &[Case] = &[
    (
        "paths = [\"Svar/Referens\"]",
        "paths = []",
        "left_out[0]",
        "should name at least one place",
    ),
    (
        "id = \"prov\"",
        "id = \"annat\"",
        "id",
        "should be named annat.toml",
    ),
    (
        "id = \"pr.person.dagar\"",
        "id = \"xx.person.dagar\"",
        "fields[xx.person.dagar]",
        "should begin with pr.",
    ),
    (
        "hidden = \"Skiljer bara rader åt.\"\n",
        "",
        "fields[pr.person.nummer]",
        "is neither explained",
    ),
    (
        "type = \"date\"",
        "type = \"date\"\nhidden = \"Därför.\"",
        "fields[pr.betalning.datum]",
        "both explained and hidden",
    ),
    (
        "unit = \"days\"\n",
        "",
        "fields[pr.person.dagar]",
        "only a number, says its unit",
    ),
    (
        "unit = \"days\"",
        "unit = \"kronor\"",
        "fields[pr.person.dagar]",
        "only a number, says its unit",
    ),
    (
        "type = \"week\"",
        "type = \"week\"\nunit = \"weeks\"",
        "fields[pr.person.vecka]",
        "only a number, says its unit",
    ),
    (
        "type = \"week\"",
        "type = \"week\"\nper = \"week\"",
        "fields[pr.person.vecka]",
        "only an amount has",
    ),
    (
        "codes = \"sort\"",
        "codes = \"slag\"",
        "fields[pr.betalning.sort]",
        "no code list slag",
    ),
    (
        "main = \"pr.betalning.belopp\"",
        "main = \"pr.betalning.summa\"",
        "groups.pr.betalning",
        "no field pr.betalning.summa",
    ),
    ("also = [\"a\"]", "also = [\"L\"]", "codes.sort.L", "used twice"),
    (
        "sv = \"Antal dagar.\"",
        "sv = \"Ett fel antal.\"",
        "fields[pr.person.dagar].text.sv",
        "the word \"fel\" is not",
    ),
    (
        "lattlast = \"Veckan.\"",
        "lattlast = \"En Session.\"",
        "fields[pr.person.vecka].text.lattlast",
        "the word \"session\" is not",
    ),
    (
        "sv = \"Dag\"",
        "sv = \"Ogiltig\"",
        "fields[pr.betalning.datum].term.sv",
        "the word \"ogiltig\" is not",
    ),
    (
        "lattlast = \"Pengar\", en = \"Money to you\" }",
        "lattlast = \"Timeout\", en = \"Money to you\" }",
        "fields[pr.betalning.belopp].term.lattlast",
        "the word \"timeout\" is not",
    ),
    (
        "sv = \"Betalning\"",
        "sv = \"Felaktig betalning\"",
        "groups.pr.betalning.name.sv",
        "the word \"felaktig\" is not",
    ),
];

#[test]
fn what_breaks_the_rules_of_the_catalogue_is_named() {
    for (from, to, at, words) in AGAINST_THE_RULES {
        let mut mistakes = load(WORDS, &SOURCE.replacen(from, to, 1)).unwrap_err();
        mistakes.retain(|found| found.to_string().contains(words));
        assert_eq!(mistakes.len(), 1, "{from} -> {to}: {mistakes:#?}");
        let found = mistakes.remove(0);
        assert_eq!(found.at, *at);
        assert!(found.line.is_some(), "{found}");
    }
}

#[test]
fn fields_that_inherit_nothing_are_named_one_by_one() {
    let without = SOURCE.replacen("responsible = \"Provmyndigheten\"\n", "", 1);
    let mistakes = load(WORDS, &without).unwrap_err();
    assert_eq!(mistakes.len(), 6, "{mistakes:#?}");
    assert!(
        mistakes
            .iter()
            .all(|found| found.problem == Problem::NoDefault("responsible"))
    );
    for key in ["sensitivity", "legal_ground", "may_be_missing", "if_wrong"] {
        let (before, rest) = SOURCE.split_once("[groups.\"pr.betalning\"]").unwrap();
        let kept: Vec<&str> = before.lines().filter(|line| !line.starts_with(key)).collect();
        let changed = format!("{}\n[groups.\"pr.betalning\"]{rest}", kept.join("\n"));
        let mistakes = load(WORDS, &changed).unwrap_err();
        assert!(
            mistakes
                .iter()
                .all(|found| matches!(found.problem, Problem::NoDefault(what) if what == key))
        );
        assert!(mistakes.len() >= 6, "{mistakes:#?}");
    }
}

#[test]
fn groups_and_code_lists_that_nothing_uses_are_named() {
    let no_group = SOURCE.replacen("[groups.pr]", "[groups.\"pr.annat\"]", 1);
    let problems: Vec<Problem> = load(WORDS, &no_group)
        .unwrap_err()
        .into_iter()
        .map(|found| found.problem)
        .collect();
    assert_eq!(
        problems
            .iter()
            .filter(|problem| **problem == Problem::NoGroup)
            .count(),
        3,
        "{problems:?}"
    );
    assert!(problems.contains(&Problem::EmptyGroup));
    let no_list = SOURCE.replacen("codes = \"sort\"\n", "", 1);
    let problems: Vec<Problem> = load(WORDS, &no_list)
        .unwrap_err()
        .into_iter()
        .map(|found| found.problem)
        .collect();
    assert_eq!(problems, [Problem::NoCodes, Problem::UnusedCodeList]);
    let twice = SOURCE.replacen("pr.person.vecka", "pr.person.dagar", 1);
    let problems: Vec<Problem> = load(WORDS, &twice)
        .unwrap_err()
        .into_iter()
        .map(|found| found.problem)
        .collect();
    assert_eq!(problems, [Problem::Twice]);
}

#[test]
fn mistakes_of_all_files_come_at_once_and_in_order() {
    let source = SOURCE
        .replacen("version = \"1\"\n", "", 1)
        .replacen("type = \"date\"", "type = \"datum\"", 1)
        .replacen("en = \"Grant\"", "en = \"\"", 1);
    let words = WORDS.replacen("[units.days]", "[units.dagar]", 1);
    let mistakes = load(&words, &source).unwrap_err();
    let named: Vec<String> = mistakes
        .iter()
        .map(|found| format!("{} {}", found.file, found.at))
        .collect();
    let expected = [
        "words.toml units.days",
        "words.toml units.dagar",
        "sources/prov.toml message.version",
        "sources/prov.toml fields[pr.betalning.datum].type",
        "sources/prov.toml codes.sort.A.name.en",
    ];
    assert_eq!(named, expected);
}

#[test]
fn words_without_their_places_are_named() {
    let words = WORDS.replacen("sv = \"{day} {month} {year}\"", "sv = \"{day} {month}\"", 1);
    let mistakes = load(&words, SOURCE).unwrap_err();
    assert!(matches!(mistakes.as_slice(), [found] if found.problem == Problem::NoPlaceholder("{year}")));
    let words = WORDS.replacen("  { sv = \"maj\", en = \"May\" },\n", "", 1);
    let mistakes = load(&words, SOURCE).unwrap_err();
    assert!(matches!(mistakes.as_slice(), [found] if found.at == "months"));
    let mistakes = Catalogue::from_files(&[file("sources/prov.toml", SOURCE)]).unwrap_err();
    assert!(matches!(mistakes.as_slice(), [found] if found.problem == Problem::Unreadable));
}
