//! Every reply that the adapter can make keeps the contract of sources; and the contract's own samples are read.

mod support;

use std::path::PathBuf;
use std::{env, fs};

use mn_domain::SourceState;
use mn_source::{SourceError, conformance};
use mn_sts_adapters::ssbtek::{self, Agency, Reading};
use support::{names, part, read};

fn violations(reading: Reading) -> Vec<(String, conformance::Violation)> {
    let health = reading.message == ssbtek::Message::Health;
    let parts = reading.parts.into_iter().filter(|_| !health);
    parts
        .flat_map(|part| {
            let owner = part.part.split('/').next().unwrap_or_default();
            let agency = Agency::ALL.into_iter().find(|agency| agency.part() == owner);
            let specs = agency.map(Agency::fields).unwrap_or_default();
            let name = part.part.to_owned();
            conformance::check(&part.into_reply(), specs)
                .into_iter()
                .map(move |found| (name.clone(), found))
        })
        .collect()
}

#[test]
fn every_fixture_keeps_the_contract() {
    for name in names() {
        let reading = read(&name).expect(&name);
        assert_eq!(violations(reading), [], "{name}");
    }
}

#[test]
fn every_field_is_in_some_fixture() {
    let mut seen = std::collections::HashSet::new();
    for name in names() {
        let reading = read(&name).expect(&name);
        seen.extend(
            reading
                .parts
                .iter()
                .flat_map(|part| part.answers.iter().map(|a| a.field.to_string())),
        );
    }
    let listed = Agency::ALL
        .into_iter()
        .flat_map(|agency| agency.fields().iter().map(|spec| spec.id));
    let missing: Vec<_> = listed.filter(|id| !seen.contains(*id)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

/// The folder of shared samples; `None`, said aloud, where it is not there.
fn samples() -> Option<PathBuf> {
    let shared = env::var_os("MN_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        PathBuf::from,
    );
    let folder = shared.join("data/ssbtek/samples");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        env::var_os("MN_REQUIRE_ALL").is_none(),
        "the shared samples are not there"
    );
    eprintln!("skipped: the shared samples are not there");
    None
}

#[test]
fn the_recorded_samples_are_read() {
    let Some(folder) = samples() else { return };
    let sample = |name: &str| ssbtek::read(&fs::read(folder.join(name)).expect(name), None);
    for (name, agency, state, answers) in [
        ("csn-response.xml", "CSN", SourceState::NoHit, 4),
        ("af-response.xml", "AF", SourceState::Hit, 8),
        ("fk-response.xml", "FK", SourceState::NoHit, 0),
        ("tns-response.xml", "TNS", SourceState::Hit, 10),
    ] {
        let reading = sample(name).expect(name);
        let found = part(&reading, agency);
        assert_eq!((found.state, found.answers.len()), (state, answers), "{name}");
        assert_eq!(violations(reading), [], "{name}");
    }
    let health = sample("testaBastjanstInformation-response.xml").expect("the health check");
    assert_eq!(part(&health, "FK").state, SourceState::Rejected);
    assert_eq!(part(&health, "SO").called, Some(true));
    assert!(matches!(
        sample("all-agencies-request.xml"),
        Err(SourceError::Malformed { .. })
    ));
}
