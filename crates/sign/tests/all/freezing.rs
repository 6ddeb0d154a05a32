use std::net::{IpAddr, Ipv4Addr};

use mn_eid::bankid::OrderError;
use mn_package::{Package, PartName, open};
use mn_sign::{Browser, FreezeError, MAX_VISIBLE, begin, freeze};

use crate::support::{Fixed, PERSON, Scripted, board, completed, frozen, people, person, recipient};

#[test]
fn what_is_frozen_opens_for_the_recipient_and_is_what_was_completed() {
    let board = board();
    let completed = completed("Jag söker.");
    let (application, snapshot) = (completed.application.clone(), completed.snapshot.clone());
    let frozen = freeze(completed, &board.keys, &Fixed).unwrap();
    let keys = [board.key];
    let parts = frozen
        .parts
        .iter()
        .map(|part| open(&keys, part).unwrap())
        .collect();
    let package = Package::check(frozen.submission, &frozen.recipient, parts).unwrap();
    assert_eq!(
        package.part(PartName::Application),
        Some(application.expose().as_slice())
    );
    assert_eq!(
        package.part(PartName::Snapshot),
        Some(snapshot.expose().as_slice())
    );
    assert_eq!(
        package.part(PartName::VisibleText),
        Some(frozen.visible.expose().as_bytes())
    );
    assert_eq!(*package.manifest_digest(), frozen.manifest);
    assert_eq!(package.manifest().created.to_string(), "2026-11-23T10:00:00Z");
    assert_eq!(package.parts().count(), 4);
}

#[test]
fn nothing_of_it_can_be_read_by_anybody_else() {
    let board = board();
    let frozen = frozen(&board);
    let stranger = [recipient("bjorkvik-socialnamnd").key];
    for part in &frozen.parts {
        assert!(open(&stranger, part).is_err());
        assert!(!part.jwe.as_str().contains("7654"));
    }
    let shown = format!("{frozen:?} {:?}", frozen.awaited(&person(), &people()));
    for planted in ["7654", "7\u{a0}654", PERSON, "heder"] {
        assert!(!shown.contains(planted), "{planted}: {shown}");
    }
}

#[test]
fn each_application_has_a_number_of_its_own() {
    let board = board();
    let (one, other) = (frozen(&board), frozen(&board));
    assert_ne!(one.submission, other.submission);
    assert_ne!(one.manifest, other.manifest);
    assert!(one.visible.expose().contains(&one.submission.to_string()));
    assert!(one.visible.expose().contains("7\u{a0}654,32\u{a0}kr"));
}

#[test]
fn another_recipients_keys_are_refused() {
    let other = recipient("norrhamn-socialnamnd");
    let refused = freeze(completed("Jag söker."), &other.keys, &Fixed).err();
    assert_eq!(refused, Some(FreezeError::OtherRecipient));
}

#[test]
fn a_text_longer_than_the_app_takes_is_refused() {
    let board = board();
    let refused = freeze(completed(&"å".repeat(MAX_VISIBLE / 2)), &board.keys, &Fixed).err();
    assert_eq!(refused, Some(FreezeError::VisibleTooLong));
}

#[test]
fn an_awaited_signature_survives_a_restart() {
    let awaited = frozen(&board()).awaited(&person(), &people());
    let text = serde_json::to_string(&awaited).unwrap();
    assert_eq!(serde_json::from_str::<mn_sign::Awaited>(&text).unwrap(), awaited);
    assert!(!text.contains(PERSON));
}

#[tokio::test]
async fn the_app_is_asked_to_show_the_frozen_text_and_sign_the_manifest() {
    let board = board();
    let frozen = frozen(&board);
    let bankid = Scripted::default();
    let browser = Browser {
        ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        return_url: None,
        user_agent: None,
        device: None,
    };
    let refused = begin(&bankid, &frozen, &person(), browser).await.err();
    assert_eq!(
        refused,
        Some(OrderError::AlreadyInProgress),
        "what BankID says is passed on"
    );
    let shown = bankid.shown.lock().unwrap();
    let (visible, non_visible, signer) = &shown[0];
    assert_eq!(visible, frozen.visible.expose());
    assert_eq!(non_visible, frozen.manifest.as_bytes());
    assert_eq!(signer, PERSON);
}
