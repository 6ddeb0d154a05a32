//! What adapters give is explained, and easy to read, or it is named.
#![expect(
    clippy::unwrap_used,
    reason = "a fixture that does not load should stop the test"
)]

use mn_help::{Catalogue, MetadataFile, Problem};
use mn_source::FieldSpec;

const SOURCE: &str = include_str!("fixtures/prov.toml");
const WORDS: &str = include_str!("../../../metadata/words.toml");

fn load(source: &str) -> Catalogue {
    let file = |name: &str, text: &str| MetadataFile {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    Catalogue::from_files(&[file("words.toml", WORDS), file("sources/prov.toml", source)]).unwrap()
}

#[test]
fn what_adapters_give_and_the_catalogue_does_not_say_is_named() {
    let catalogue = load(SOURCE);
    let spec = |id, unit| FieldSpec { id, unit };
    let fields = [
        spec("pr.betalning.belopp", Some(mn_domain::Unit::Kronor)),
        spec("pr.betalning.datum", None),
        spec("pr.betalning.nytt", None),
        spec("pr.person.nummer", None),
    ];
    let adapters = [
        ("prov".parse().unwrap(), &fields[..]),
        ("okand".parse().unwrap(), &[][..]),
    ];
    let coverage = catalogue.coverage(&adapters);
    let named: Vec<String> = coverage.mistakes.iter().map(ToString::to_string).collect();
    let expected = [
        "sources/prov.toml: fields[pr.betalning.datum]: the adapter counts this field in None, the metadata in Some(Date)",
        "sources/prov.toml: fields[pr.betalning.nytt]: the adapter gives this field, and nothing explains or hides it",
        "sources/prov.toml: fields[pr.betalning.sort]: no adapter gives this field",
        "sources/prov.toml: fields[pr.betalning.omfattning]: no adapter gives this field",
        "sources/prov.toml: fields[pr.person.skyddad]: no adapter gives this field",
        "sources/prov.toml: fields[pr.person.dagar]: no adapter gives this field",
        "sources/prov.toml: fields[pr.person.vecka]: no adapter gives this field",
        "sources/okand.toml: the source has an adapter and no metadata file",
    ];
    assert_eq!(named, expected);
    let measured = coverage.sources.first().unwrap();
    assert_eq!(
        (
            measured.given,
            measured.explained,
            measured.hidden.len(),
            measured.codes
        ),
        (4, 2, 1, 3)
    );
    let printed = coverage.to_string();
    assert!(
        printed.contains("hidden: pr.person.nummer: Skiljer bara rader åt."),
        "{printed}"
    );
}

#[test]
fn a_page_that_is_hard_to_read_misses_the_aim() {
    let long = "Myndighetsutövningens förutsättningar sammanställs regelbundet bland befattningshavarnas \
                arbetsordningar utan att mottagarnas förståelse efterfrågas ";
    let source = SOURCE.replace("sv = \"Resten.\"", &format!("sv = \"{}\"", long.repeat(30)));
    let coverage = load(&source).coverage(&[("prov".parse().unwrap(), &[])]);
    assert!(!coverage.sources.first().unwrap().reads_easily);
    let coverage = load(SOURCE).coverage(&[("prov".parse().unwrap(), &[])]);
    assert!(coverage.sources.first().unwrap().reads_easily);
}

#[test]
fn a_code_that_a_contract_lists_and_nobody_explains_is_named() {
    let catalogue = load(SOURCE);
    let source = "prov".parse().unwrap();
    let field = catalogue
        .source(&source)
        .and_then(|source| source.fields.iter().find(|field| field.codes.is_some()))
        .map(|field| field.id.as_str().to_owned())
        .unwrap();
    let asked = [
        (field.as_str(), "A"),
        (field.as_str(), "a"),
        (field.as_str(), "Z"),
        ("pr.finns.inte", "Z"),
    ];
    let missing = catalogue.unexplained(&source, &asked);
    let problems: Vec<&Problem> = missing.iter().map(|mistake| &mistake.problem).collect();
    assert_eq!(problems, [&Problem::CodeNotExplained("Z".to_owned())]);
}
