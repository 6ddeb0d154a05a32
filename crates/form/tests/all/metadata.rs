//! The forms of the project can be read, and hold together with what is offered.
use std::path::{Path, PathBuf};

use mn_domain::Language;
use mn_form::{Definition, FormWords, Norm, Speak, Spoken};
use mn_help::Catalogue;
use mn_offer::Offer;

fn metadata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../metadata")
}

#[test]
fn every_form_is_whole() {
    let offer = Offer::load(&metadata()).unwrap();
    let forms =
        Definition::load_all(&metadata(), &offer).unwrap_or_else(|mistakes| panic!("{:#?}", mistakes.0));
    let form = &forms[&"ekonomiskt-bistand-fortsatt".parse().unwrap()];
    assert!(form.sources().iter().any(|source| source.as_str() == "csn"));
    assert!(form.questions().count() > 30);
}

#[test]
fn the_words_of_forms_are_whole() {
    FormWords::load(&metadata()).unwrap_or_else(|mistakes| panic!("{:#?}", mistakes.0));
}

#[test]
fn the_norm_of_2026_says_what_is_open() {
    let norms = Norm::load_all(&metadata()).unwrap_or_else(|mistakes| panic!("{:#?}", mistakes.0));
    let open = norms[&("riksnorm".to_owned(), 2026)].open();
    assert!(open.contains(&"household.2".to_owned()) && open.contains(&"child of 7".to_owned()));
    assert!(!open.contains(&"adult_alone".to_owned()));
}

#[test]
fn a_form_that_somebody_offers_must_exist() {
    let offer = Offer::load(&metadata()).unwrap();
    let empty = tempfile::tempdir().unwrap();
    std::fs::create_dir(empty.path().join("forms")).unwrap();
    let mistakes = Definition::load_all(empty.path(), &offer).expect_err("no form");
    assert!(mistakes.0[0].to_string().contains("somebody offers this form"));
}

#[test]
fn every_field_that_a_form_asks_for_is_explained() {
    let catalogue = Catalogue::load(&metadata()).unwrap();
    let offer = Offer::load(&metadata()).unwrap();
    for form in Definition::load_all(&metadata(), &offer).unwrap().values() {
        let unknown = form.unknown_fields(|source, field| {
            let source = catalogue.source(source);
            source
                .and_then(|source| source.field(field))
                .is_some_and(|field| field.text.is_some())
        });
        assert!(unknown.0.is_empty(), "{:#?}", unknown.0);
    }
}

#[test]
fn the_catalogue_speaks_each_language() {
    let catalogue = Catalogue::load(&metadata()).unwrap();
    let speak = |language| Spoken {
        catalogue: &catalogue,
        language,
    };
    let (day, csn) = ("2026-11-25".parse().unwrap(), "csn".parse().unwrap());
    assert_eq!(speak(Language::Sv).day(day), "25 november 2026");
    assert_eq!(speak(Language::Sv).month(day), "november 2026");
    assert_eq!(speak(Language::En).month(day), "November 2026");
    assert!(speak(Language::Sv).source(&csn).contains("CSN"));
    let amount = "csn.utbetalning.belopp".parse().unwrap();
    assert!(!speak(Language::Lattlast).field(&amount).text.is_empty());
    let code = "csn.utbetalning.stodform".parse().unwrap();
    assert_ne!(speak(Language::Sv).value(&code, "SB"), "SB", "a code is named");
    assert_eq!(
        speak(Language::Sv).value(&code, "OKAND"),
        "OKAND",
        "an unknown code is shown as it came"
    );
}
