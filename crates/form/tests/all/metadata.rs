//! The forms of the project can be read, and hold together with what is offered.
use std::path::{Path, PathBuf};

use mn_form::{Definition, FormWords, Norm};
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
