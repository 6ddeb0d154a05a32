//! The metadata of the project is whole, and mistakes in a copy of it are named.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot read its own files has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

use mn_domain::{FormId, Language, MunicipalityId, SourceId};
use mn_offer::{NotOffered, Offer, Use};

/// File, what to replace in it, with what, and what must then be said.
const CASES: &[(&str, &str, &str, &str)] = &[
    (
        "municipalities/bjorkvik.toml",
        "code = \"9901\"",
        "code = \"99\"",
        "four digits",
    ),
    (
        "municipalities/bjorkvik.toml",
        "bjorkvik-socialnamnd",
        "okand",
        "no recipient is called okand",
    ),
    (
        "municipalities/bjorkvik.toml",
        "2027-12-31",
        "2025-12-31",
        "ends before it begins",
    ),
    (
        "municipalities/bjorkvik.toml",
        "place =",
        "plats =",
        "unknown field `plats`",
    ),
    (
        "municipalities/bjorkvik.toml",
        "kundtjanst@bjorkvik.example",
        "?",
        "not an e-mail address",
    ),
    (
        "municipalities/bjorkvik.toml",
        "08-465 004 10",
        "",
        "not a telephone number",
    ),
    (
        "recipients/bjorkvik-socialnamnd.toml",
        "[\"bjorkvik\", ",
        "[",
        "does not serve bjorkvik",
    ),
    (
        "recipients/bjorkvik-socialnamnd.toml",
        "\"norrhamn\"",
        "\"sodervik\"",
        "no municipality is called sodervik",
    ),
    (
        "recipients/bjorkvik-socialnamnd.toml",
        "-fortsatt",
        "-nytt",
        "does not take ekonomiskt-bistand-fortsatt",
    ),
    (
        "recipients/bjorkvik-socialnamnd.toml",
        "\"pull\"",
        "\"fax\"",
        "unknown variant `fax`",
    ),
    (
        "recipients/bjorkvik-socialnamnd.toml",
        "en = \"The social welfare board of Björkvik and Norrhamn\"",
        "en = \" \"",
        "name has no text in en",
    ),
    (
        "scope.toml",
        "form.ekonomiskt-bistand-fortsatt",
        "form.annan",
        "does not name the form",
    ),
    (
        "scope.toml",
        "use = \"demo\"",
        "use = \"alltid\"",
        "unknown variant `alltid`",
    ),
    (
        "agreements/medborgarnavet.en.md",
        "# Agreement",
        "Agreement",
        "begin with a heading",
    ),
];

fn metadata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../metadata")
}

fn form() -> FormId {
    "ekonomiskt-bistand-fortsatt".parse().unwrap()
}

/// A copy of the metadata in which one text of one file has been replaced.
fn changed(file: &str, from: &str, to: &str) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for folder in ["municipalities", "recipients", "agreements", "."] {
        fs::create_dir_all(copy.path().join(folder)).unwrap();
        for entry in fs::read_dir(metadata().join(folder)).unwrap().flatten() {
            if entry.path().is_file() {
                fs::copy(entry.path(), copy.path().join(folder).join(entry.file_name())).unwrap();
            }
        }
    }
    let path = copy.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "the test must change something in {file}");
    fs::write(path, text.replace(from, to)).unwrap();
    copy
}

fn mistakes(file: &str, from: &str, to: &str) -> String {
    let copy = changed(file, from, to);
    let mistakes = Offer::load(copy.path()).expect_err("a mistake");
    mistakes
        .0
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_metadata_is_whole() {
    let offer = Offer::load(&metadata()).unwrap_or_else(|mistakes| panic!("{:#?}", mistakes.0));
    let bjorkvik: MunicipalityId = "bjorkvik".parse().unwrap();
    let today = "2026-11-23".parse().unwrap();
    let recipient = offer.municipalities[&bjorkvik].offers(&form(), today).unwrap();
    assert_eq!(recipient.as_str(), "bjorkvik-socialnamnd");
    assert!(
        offer.recipients[recipient]
            .serves
            .contains(&"norrhamn".parse().unwrap())
    );
}

#[test]
fn the_agreement_never_speaks_of_samtycke_and_always_of_complaints() {
    let offer = Offer::load(&metadata()).unwrap();
    let agreement = offer.agreements.values().next().unwrap();
    for language in Language::ALL {
        let text = agreement.text(language).to_lowercase();
        assert!(
            !text.contains("samtyck") && !text.contains("consent"),
            "{language:?}"
        );
        assert!(text.contains("imy"), "{language:?}");
    }
}

#[test]
fn the_version_of_an_agreement_changes_with_every_word() {
    let before = Offer::load(&metadata()).unwrap();
    let copy = changed(
        "agreements/medborgarnavet.en.md",
        "Take your time.",
        "Take your time!",
    );
    let after = Offer::load(copy.path()).unwrap();
    let version = |offer: &Offer| offer.agreements.values().next().unwrap().version;
    assert_ne!(version(&before), version(&after));
    assert_eq!(version(&before), version(&Offer::load(&metadata()).unwrap()));
    assert_eq!(version(&before).to_string().len(), 64);
}

#[test]
fn a_form_is_offered_only_under_an_agreement_in_force() {
    let offer = Offer::load(&metadata()).unwrap();
    let norrhamn = &offer.municipalities[&"norrhamn".parse().unwrap()];
    let on = |day: &str| norrhamn.offers(&form(), day.parse().unwrap()).err();
    assert_eq!(on("2026-02-28"), Some(NotOffered::NotYet));
    assert_eq!(on("2026-03-01"), None);
    assert_eq!(on("2027-12-31"), None);
    assert_eq!(on("2028-01-01"), Some(NotOffered::NoLonger));
    let other = "god-mans-arsrakning".parse().unwrap();
    assert_eq!(
        norrhamn.offers(&other, "2026-11-23".parse().unwrap()),
        Err(NotOffered::NotAmongServices)
    );
}

#[test]
fn nothing_is_decided_for_production_yet() {
    let offer = Offer::load(&metadata()).unwrap();
    let csn: SourceId = "csn".parse().unwrap();
    assert!(offer.scope.has_source(&csn, Use::Demo));
    assert!(!offer.scope.has_source(&csn, Use::Production));
    assert!(!offer.scope.has_source(&"okand".parse().unwrap(), Use::Demo));
    let refused = offer.not_for_production();
    assert_eq!(
        refused.0.len(),
        4,
        "each municipality is made up and its form undecided: {refused:?}"
    );
}

#[test]
fn a_decision_opens_production() {
    let copy = changed("scope.toml", "use = \"demo\"", "use = \"production\"");
    let offer = Offer::load(copy.path()).unwrap();
    assert!(offer.scope.has_form(&form(), Use::Production));
    assert!(offer.scope.has_form(&form(), Use::Demo));
    assert_eq!(
        offer.not_for_production().0.len(),
        2,
        "made-up municipalities stay refused"
    );
}

#[test]
fn each_mistake_is_named_where_it_is() {
    for (file, from, to, what) in CASES {
        let named = mistakes(file, from, to);
        assert!(named.contains(what), "{file}: {what}\n{named}");
    }
}

#[test]
fn every_mistake_is_named_at_once() {
    let copy = changed("municipalities/bjorkvik.toml", "code = \"9901\"", "code = \"x\"");
    fs::write(
        copy.path().join("recipients/bjorkvik-socialnamnd.toml"),
        "name = 1",
    )
    .unwrap();
    fs::remove_file(copy.path().join("agreements/medborgarnavet.lattlast.md")).unwrap();
    let mistakes = Offer::load(copy.path()).expect_err("mistakes");
    let named: Vec<&str> = mistakes.0.iter().map(|one| one.file.as_str()).collect();
    for file in [
        "agreements/medborgarnavet.lattlast.md",
        "municipalities/bjorkvik.toml",
        "municipalities/norrhamn.toml",
        "recipients/bjorkvik-socialnamnd.toml",
    ] {
        assert!(named.contains(&file), "{file}: {named:?}");
    }
    assert!(named.is_sorted());
}
