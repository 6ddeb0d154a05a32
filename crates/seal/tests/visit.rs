//! The keys of a visit: what opens, and what does not.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use mn_seal::{Handle, Pepper, Place, SealError, ServerShare, Token, VisitKeys, VisitLabels};
use proptest::prelude::*;

struct Visit {
    token: Token,
    share: ServerShare,
    pepper: Pepper,
    handle: Handle,
    keys: VisitKeys,
}

fn visit() -> Visit {
    let (token, share, pepper) = (Token::draw(), ServerShare::draw(), Pepper::draw());
    Visit {
        handle: VisitLabels::of(&token).handle(),
        keys: VisitKeys::derive(&token, &share, &pepper, 1).unwrap(),
        token,
        share,
        pepper,
    }
}

const fn place<'a>(handle: &'a Handle, name: &'a str, revision: u64) -> Place<'a> {
    Place {
        handle,
        name,
        revision,
    }
}

#[test]
fn the_same_token_share_and_pepper_open_again() {
    let visit = visit();
    let place = place(&visit.handle, "identity", 1);
    let sealed = visit.keys.seal(place, b"planted").unwrap();
    let again = VisitKeys::derive(&visit.token, &visit.share, &visit.pepper, 1).unwrap();
    assert_eq!(again.open(place, &sealed).unwrap().expose(), b"planted");
}

#[test]
fn without_token_share_pepper_or_epoch_nothing_opens() {
    let visit = visit();
    let place = place(&visit.handle, "identity", 1);
    let sealed = visit.keys.seal(place, b"planted").unwrap();
    let Visit {
        token, share, pepper, ..
    } = &visit;
    let mut wiped = share.clone();
    wiped.wipe();
    for keys in [
        VisitKeys::derive(&Token::draw(), share, pepper, 1),
        VisitKeys::derive(token, &ServerShare::draw(), pepper, 1),
        VisitKeys::derive(token, &wiped, pepper, 1),
        VisitKeys::derive(token, share, &Pepper::draw(), 1),
        VisitKeys::derive(token, share, pepper, 2),
    ] {
        assert_eq!(keys.unwrap().open(place, &sealed), Err(SealError::Broken));
    }
}

#[test]
fn a_slot_moved_between_visits_slots_or_revisions_is_refused() {
    let (visit, other) = (visit(), visit());
    let sealed = visit
        .keys
        .seal(place(&visit.handle, "identity", 1), b"planted")
        .unwrap();
    for moved in [
        place(&other.handle, "identity", 1),
        place(&visit.handle, "agreement", 1),
        place(&visit.handle, "identity", 2),
        place(&visit.handle, "identity", 0),
    ] {
        assert_eq!(visit.keys.open(moved, &sealed), Err(SealError::Broken));
    }
}

#[test]
fn the_labels_of_a_token_are_stable_and_unlike_each_other_and_the_token() {
    let token = Token::draw();
    let (labels, again) = (VisitLabels::of(&token), VisitLabels::of(&token));
    assert_eq!(labels.handle(), again.handle());
    assert_eq!(labels.form_tag("sign"), again.form_tag("sign"));
    assert_ne!(labels.form_tag("sign"), labels.form_tag("delete"));
    assert!(!labels.handle().as_bytes().starts_with(&labels.pseudonym()));
    assert!(!labels.handle().as_bytes().starts_with(&labels.receipt_id()));
    assert_ne!(labels.handle(), VisitLabels::of(&Token::draw()).handle());
}

#[test]
fn background_work_seals_what_only_the_visit_opens() {
    let (visit, other) = (visit(), visit());
    let public = visit.keys.public_key();
    let sealed = public.seal(&visit.handle, "answers/csn", b"planted").unwrap();
    let opened = visit
        .keys
        .open_deposit(&visit.handle, "answers/csn", &sealed)
        .unwrap();
    assert_eq!(opened.expose(), b"planted");
    let elsewhere = [
        visit.keys.open_deposit(&visit.handle, "answers/skv", &sealed),
        visit.keys.open_deposit(&other.handle, "answers/csn", &sealed),
        other.keys.open_deposit(&visit.handle, "answers/csn", &sealed),
    ];
    for opened in elsewhere {
        assert_eq!(opened, Err(SealError::Broken));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_changed_deposit_is_refused(value: Vec<u8>, position: prop::sample::Index, bit in 0..8_u8) {
        let visit = visit();
        let mut sealed = visit.keys.public_key().seal(&visit.handle, "answers/csn", &value).unwrap();
        let at = position.index(sealed.len());
        sealed[at] ^= 1 << bit;
        prop_assert!(visit.keys.open_deposit(&visit.handle, "answers/csn", &sealed).is_err());
        sealed.truncate(at);
        prop_assert!(visit.keys.open_deposit(&visit.handle, "answers/csn", &sealed).is_err());
    }
}
