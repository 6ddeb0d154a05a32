//! The keys of a visit: what opens, and what does not.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use mn_seal::{
    DepositKey, Handle, NamingKey, Pepper, Place, SealError, ServerShare, Token, VisitKeys, VisitLabels,
};
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
fn names_of_slots_are_stable_within_a_visit_and_unlike_in_another() {
    let token = Token::draw();
    let names = NamingKey::of(&token);
    assert_eq!(
        names.label("answers/csn"),
        NamingKey::of(&token).label("answers/csn")
    );
    assert_ne!(names.label("answers/csn"), names.label("answers/skv"));
    let other = NamingKey::of(&Token::draw());
    assert_ne!(names.label("answers/csn"), other.label("answers/csn"));
}

fn deposits(visit: &Visit) -> DepositKey {
    DepositKey::new(&visit.pepper, visit.handle, visit.keys.public_key())
}

#[test]
fn background_work_seals_what_only_the_visit_opens() {
    let (visit, other) = (visit(), visit());
    let key = deposits(&visit);
    let sealed = key.seal(b"planted").unwrap();
    let opened = visit.keys.open_deposit(&key, &sealed).unwrap();
    assert_eq!(opened.expose(), b"planted");
    let same_key_elsewhere = DepositKey::new(&visit.pepper, other.handle, visit.keys.public_key());
    let elsewhere = [
        visit.keys.open_deposit(&same_key_elsewhere, &sealed),
        other.keys.open_deposit(&key, &sealed),
    ];
    for opened in elsewhere {
        assert_eq!(opened, Err(SealError::Broken));
    }
}

#[test]
fn who_knows_the_public_key_alone_cannot_seal_a_deposit() {
    let visit = visit();
    let key = deposits(&visit);
    // A store of visits, or whoever reads it, has handle and public key but no pepper of the installation.
    let forged = DepositKey::new(&Pepper::draw(), visit.handle, visit.keys.public_key());
    let sealed = forged.seal(b"planted").unwrap();
    assert_eq!(visit.keys.open_deposit(&key, &sealed), Err(SealError::Broken));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_changed_deposit_is_refused(value: Vec<u8>, position: prop::sample::Index, bit in 0..8_u8) {
        let visit = visit();
        let key = deposits(&visit);
        let mut sealed = key.seal(&value).unwrap();
        let at = position.index(sealed.len());
        sealed[at] ^= 1 << bit;
        prop_assert!(visit.keys.open_deposit(&key, &sealed).is_err());
        sealed.truncate(at);
        prop_assert!(visit.keys.open_deposit(&key, &sealed).is_err());
    }
}
