//! The catalogue explains everything that the adapters can give, and reads easily.

use mn_domain::SourceId;
use mn_help::Catalogue;
use mn_source::FieldSpec;
use mn_sts_adapters::ssbtek::Agency;
use mn_sts_adapters::{file, skatteverket};
use mn_tests::place;

fn catalogue() -> Catalogue {
    let named = |mistakes: Vec<mn_help::Mistake>| {
        let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        lines.join("\n")
    };
    Catalogue::load(&place::root().join("metadata"))
        .map_err(named)
        .unwrap()
}

#[test]
fn every_field_that_an_adapter_gives_is_explained_or_hidden_for_a_reason() {
    let source = |name: &str| name.parse::<SourceId>().unwrap();
    let agencies = Agency::ALL.map(|agency| (agency.source(), agency.fields()));
    let all = agencies.into_iter().chain([
        (skatteverket::SOURCE, skatteverket::fields()),
        (file::SOURCE, file::FIELDS),
    ]);
    let adapters: Vec<(SourceId, &[FieldSpec])> = all.map(|(name, fields)| (source(name), fields)).collect();
    let coverage = catalogue().coverage(&adapters);
    println!("{coverage}");
    assert!(coverage.mistakes.is_empty(), "{coverage}");
    for source in &coverage.sources {
        assert_eq!(
            source.explained + source.hidden.len(),
            source.given,
            "{}",
            source.source
        );
        assert!(source.reads_easily, "{coverage}");
    }
}

#[test]
fn the_sources_of_the_catalogue_are_those_that_can_be_asked_and_the_citizens_own_files() {
    let catalogue = catalogue();
    let mut explained: Vec<_> = catalogue.sources().iter().map(|one| one.id.as_str()).collect();
    let mut given = Agency::ALL.map(Agency::source).to_vec();
    given.extend([skatteverket::SOURCE, file::SOURCE]);
    explained.sort_unstable();
    given.sort_unstable();
    assert_eq!(explained, given);
}

#[test]
fn every_code_that_a_contract_lists_is_explained() {
    let catalogue = catalogue();
    let agencies = Agency::ALL.map(|agency| (agency.source(), agency.codes()));
    for (source, codes) in agencies.into_iter().chain([(file::SOURCE, file::CODES.to_vec())]) {
        let source = source.parse::<SourceId>().unwrap();
        let missing = catalogue.unexplained(&source, &codes);
        assert!(missing.is_empty(), "{missing:#?}");
    }
    let csn = "csn".parse::<SourceId>().unwrap();
    assert_eq!(
        catalogue
            .unexplained(&csn, &[("csn.arende.status", "NYTT")])
            .len(),
        1
    );
}
