//! The catalogue that is checked in keeps its own rules, and its schemas are those of the Rust types.

use std::path::{Path, PathBuf};

use mn_help::Catalogue;

fn metadata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../metadata")
}

#[test]
fn every_file_keeps_the_rules() {
    let mistakes = Catalogue::load(&metadata()).err().unwrap_or_default();
    let named: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    assert!(named.is_empty(), "{}", named.join("\n"));
}

#[test]
fn every_page_reads_easily() {
    let catalogue = Catalogue::load(&metadata()).expect("the catalogue");
    let none: Vec<_> = catalogue
        .sources()
        .iter()
        .map(|source| (source.id.clone(), &[][..]))
        .collect();
    let coverage = catalogue.coverage(&none);
    println!("{coverage}");
    let hard: Vec<_> = coverage
        .sources
        .iter()
        .filter(|source| !source.reads_easily)
        .collect();
    assert!(hard.is_empty(), "{hard:#?}");
}

#[test]
fn the_schemas_are_those_of_the_types() {
    let schema =
        |name: &str| std::fs::read_to_string(metadata().join("schema").join(name)).expect("a schema");
    assert!(
        schema("source.schema.json") == mn_help::schema(),
        "metadata/schema/source.schema.json is not what the types say; run `cargo xtask schema`"
    );
    assert!(
        schema("questions.schema.json") == mn_help::questions_schema(),
        "metadata/schema/questions.schema.json is not what the types say; run `cargo xtask schema`"
    );
    assert!(
        schema("words.schema.json") == mn_help::words_schema(),
        "metadata/schema/words.schema.json is not what the types say; run `cargo xtask schema`"
    );
}
