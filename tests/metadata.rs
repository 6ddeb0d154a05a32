//! The catalogue explains everything that the adapters can give, and reads easily.

use mn_domain::SourceId;
use mn_help::Catalogue;
use mn_source::FieldSpec;
use mn_sts_adapters::ssbtek::fields;
use mn_tests::place;

/// Which source each agency of SSBTEK is to the citizen.
const AGENCIES: [(&str, &[FieldSpec]); 8] = [
    ("arbetsformedlingen", fields::AF),
    ("csn", fields::CSN),
    ("forsakringskassan", fields::FK),
    ("pensionsmyndigheten", fields::PM),
    ("skatteverket", fields::SKV),
    ("a-kassan", fields::SO),
    ("transportstyrelsen", fields::TNS),
    ("migrationsverket", fields::MIV),
];

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
    let adapters: Vec<(SourceId, &[FieldSpec])> =
        AGENCIES.map(|(name, fields)| (source(name), fields)).to_vec();
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
fn the_agencies_above_are_all_there_are() {
    let listed: usize = AGENCIES.iter().map(|(_, fields)| fields.len()).sum();
    let given: usize = fields::ALL.iter().map(|(_, fields)| fields.len()).sum();
    assert_eq!(listed, given);
    assert_eq!(catalogue().sources().len(), AGENCIES.len());
}
