//! What every source keeps, these files keep too.

use std::collections::HashSet;

use mn_domain::FieldId;
use mn_source::conformance;
use mn_sts_adapters::file::{self, FIELDS, OwnFile};

use crate::support::{fixture, mappings, names, read};

#[test]
fn every_fixture_keeps_the_contract() {
    for name in names() {
        if let Ok(file) = read(&fixture(&name)) {
            assert_eq!(conformance::check(&file.reply, FIELDS), [], "{name}");
        }
    }
}

#[test]
fn every_field_is_in_some_fixture_and_every_id_is_one() {
    let files = names().into_iter().filter_map(|name| read(&fixture(&name)).ok());
    let seen: HashSet<String> = files
        .flat_map(|file| file.reply.answers)
        .map(|answer| answer.field.to_string())
        .collect();
    for spec in FIELDS {
        assert!(
            spec.id.parse::<FieldId>().is_ok() && seen.contains(spec.id),
            "{}",
            spec.id
        );
    }
}

#[test]
fn the_banks_of_the_metadata_can_be_told_apart() {
    let banks = mappings();
    assert!(banks.len() >= 3);
    assert!(OwnFile::new(banks.clone()).is_ok());
    let twice = banks.iter().chain(banks.first()).cloned().collect();
    assert!(OwnFile::new(twice).is_err());
}

#[test]
fn the_schema_of_banks_is_that_of_the_type() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../metadata/schema/bank-csv.schema.json"
    );
    let checked_in = std::fs::read_to_string(path).expect("a schema");
    assert!(checked_in == file::schema(), "run `cargo xtask schema`");
}
