use std::sync::Mutex;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use mn_eid::bankid::{Collect, Completion, FailedHint, OrderError, Pace, PendingHint};
use mn_event::{OrderOutcome, SignatureRefusal};
use mn_package::{PartName, open};
use mn_sign::{Awaited, Ended, Finishing, Frozen, NotSealed, Sealed};

use crate::bank::Signature;
use crate::support::{
    OTHER, PERSON, Scripted, board, completion, frozen, people, person, recipient, verifier,
};

fn good(frozen: &Frozen) -> Signature<'_> {
    Signature {
        person: PERSON,
        visible: frozen.visible.expose(),
        non_visible: frozen.manifest.as_bytes(),
        is_login: false,
    }
}

fn seal(frozen: &Frozen, completion: &Completion) -> Result<Sealed, NotSealed> {
    let awaited = frozen.awaited(&person(), &people());
    verifier().seal(&awaited, completion, &board().keys)
}

fn refusal(frozen: &Frozen, completion: &Completion) -> SignatureRefusal {
    match seal(frozen, completion) {
        Err(NotSealed::Refused(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_good_signature_is_sealed_beside_what_it_signs() {
    let board = board();
    let frozen = frozen(&board);
    let text = good(&frozen).text();
    let awaited = frozen.awaited(&person(), &people());
    let sealed = verifier()
        .seal(&awaited, &completion(text.clone(), PERSON), &board.keys)
        .unwrap();
    assert_eq!(sealed.submission, frozen.submission);
    assert_eq!(sealed.signed_at.to_string(), "2026-11-23T10:00:00Z");
    let keys = [board.key];
    let opened: Vec<_> = sealed
        .parts
        .iter()
        .map(|part| open(&keys, part).unwrap())
        .collect();
    let names: Vec<PartName> = opened.iter().map(|part| part.name).collect();
    assert_eq!(names, [PartName::Signature, PartName::Report]);
    assert_eq!(
        BASE64_STANDARD.encode(opened[0].bytes.expose()),
        text,
        "the signature to the letter"
    );
    let report = String::from_utf8(opened[1].bytes.expose().clone()).unwrap();
    assert!(
        report.contains("TOTAL-PASSED") && report.contains("\"unchecked\""),
        "{report}"
    );
    assert!(!report.contains(PERSON));
}

#[test]
fn somebody_elses_signature_is_refused() {
    let frozen = frozen(&board());
    let other = Signature {
        person: OTHER,
        ..good(&frozen)
    }
    .text();
    for said in [OTHER, PERSON] {
        let completion = completion(other.clone(), said);
        assert_eq!(refusal(&frozen, &completion), SignatureRefusal::OtherPerson);
    }
    let said_otherwise = completion(good(&frozen).text(), OTHER);
    assert_eq!(refusal(&frozen, &said_otherwise), SignatureRefusal::OtherPerson);
}

#[test]
fn a_login_in_place_of_a_signature_is_refused() {
    let frozen = frozen(&board());
    let login = Signature {
        is_login: true,
        ..good(&frozen)
    }
    .text();
    assert_eq!(
        refusal(&frozen, &completion(login, PERSON)),
        SignatureRefusal::NotASignature
    );
}

#[test]
fn a_signature_of_something_else_is_refused() {
    let board = board();
    let (one, other) = (frozen(&board), frozen(&board));
    let of_other = Signature {
        non_visible: other.manifest.as_bytes(),
        ..good(&one)
    }
    .text();
    assert_eq!(
        refusal(&one, &completion(of_other, PERSON)),
        SignatureRefusal::OtherContent
    );
    let shortened = Signature {
        non_visible: &one.manifest.as_bytes()[..31],
        ..good(&one)
    }
    .text();
    assert_eq!(
        refusal(&one, &completion(shortened, PERSON)),
        SignatureRefusal::OtherContent
    );
    let other_text = Signature {
        visible: "Jag söker ingenting.",
        ..good(&one)
    }
    .text();
    assert_eq!(
        refusal(&one, &completion(other_text, PERSON)),
        SignatureRefusal::OtherContent
    );
}

#[test]
fn a_changed_signature_is_refused() {
    let frozen = frozen(&board());
    let xml = BASE64_STANDARD.decode(good(&frozen).text()).unwrap();
    let xml = String::from_utf8(xml).unwrap();
    let changed = xml.replacen("<nonce>AAAA", "<nonce>AAAB", 1);
    assert_ne!(changed, xml);
    let changed = completion(BASE64_STANDARD.encode(changed), PERSON);
    assert_eq!(refusal(&frozen, &changed), SignatureRefusal::Tampered);
    for nonsense in ["", "%%%", "PHhtbC8+"] {
        let completion = completion(nonsense.to_owned(), PERSON);
        assert_eq!(
            refusal(&frozen, &completion),
            SignatureRefusal::Shape,
            "{nonsense}"
        );
    }
}

#[test]
fn a_revocation_answer_that_cannot_be_read_is_refused() {
    let frozen = frozen(&board());
    for answer in ["%%%", "AAAA"] {
        let mut completion = completion(good(&frozen).text(), PERSON);
        completion.ocsp_response = Some(answer.to_owned());
        assert_eq!(
            refusal(&frozen, &completion),
            SignatureRefusal::Revoked,
            "{answer}"
        );
    }
}

#[test]
fn after_a_restart_without_the_text_the_manifest_still_decides() {
    let board = board();
    let frozen = frozen(&board);
    let kept = Awaited {
        visible: None,
        ..frozen.awaited(&person(), &people())
    };
    let good = completion(good(&frozen).text(), PERSON);
    assert!(verifier().seal(&kept, &good, &board.keys).is_ok());
    let other = Awaited {
        manifest: mn_seal::sha256(b"other"),
        ..kept
    };
    assert!(verifier().seal(&other, &good, &board.keys).is_err());
}

/// Follows an order to which BankID gives these answers.
async fn ended(answers: Vec<Result<Collect, OrderError>>, frozen: &Frozen) -> (Ended, Vec<PendingHint>) {
    let bankid = Scripted {
        answers: Mutex::new(answers),
        ..Scripted::default()
    };
    let (awaited, keys, verifier) = (
        frozen.awaited(&person(), &people()),
        recipient("bjorkvik-socialnamnd").keys,
        verifier(),
    );
    let finishing = Finishing {
        client: &bankid,
        pace: Pace {
            interval: Duration::from_millis(1),
            most_turns: 5,
            most_troubles: 2,
        },
        awaited: &awaited,
        keys: &keys,
        verifier: &verifier,
    };
    let mut hints = Vec::new();
    let order = "131daac9-16c6-4618-beb0-365768f37288".parse().unwrap();
    let ended = finishing.finish(order, |hint| hints.push(hint)).await;
    (ended, hints)
}

#[tokio::test]
async fn an_order_is_followed_to_its_signature() {
    let frozen = frozen(&board());
    let complete = Collect::Complete(Box::new(completion(good(&frozen).text(), PERSON)));
    let answers = vec![
        Ok(Collect::Pending(PendingHint::OutstandingTransaction)),
        Err(OrderError::RetryLater),
        Ok(Collect::Pending(PendingHint::UserSign)),
        Ok(complete),
    ];
    let (ended, hints) = ended(answers, &frozen).await;
    assert!(matches!(&ended, Ended::Sealed(sealed) if sealed.submission == frozen.submission));
    assert_eq!(ended.outcome(), OrderOutcome::Signed);
    assert_eq!(
        hints,
        [PendingHint::OutstandingTransaction, PendingHint::UserSign]
    );
}

#[tokio::test]
async fn every_other_end_is_told_apart_and_sends_nothing() {
    let frozen = frozen(&board());
    let other = Signature {
        person: OTHER,
        ..good(&frozen)
    }
    .text();
    let other = Collect::Complete(Box::new(completion(other, OTHER)));
    let cases = [
        (
            Ok(Collect::Failed(FailedHint::UserCancel)),
            OrderOutcome::Cancelled,
        ),
        (
            Ok(Collect::Failed(FailedHint::StartFailed)),
            OrderOutcome::Expired,
        ),
        (
            Ok(Collect::Failed(FailedHint::ExpiredTransaction)),
            OrderOutcome::Expired,
        ),
        (
            Ok(Collect::Failed(FailedHint::CertificateErr)),
            OrderOutcome::Failed,
        ),
        (Err(OrderError::Failed), OrderOutcome::Unreachable),
        (Err(OrderError::NoSuchOrder), OrderOutcome::Lost),
        (Ok(other), OrderOutcome::Refused),
    ];
    for (answer, outcome) in cases {
        let (ended, _) = ended(vec![answer], &frozen).await;
        assert_eq!(ended.outcome(), outcome);
        assert!(!matches!(ended, Ended::Sealed(_)));
    }
}

#[tokio::test]
async fn an_order_that_is_never_answered_is_given_up_as_unknown() {
    let frozen = frozen(&board());
    let silent = (0..5).map(|_| Err(OrderError::RetryLater)).collect();
    let (ended, _) = ended(silent, &frozen).await;
    assert!(matches!(ended, Ended::Unknown(OrderError::RetryLater)));
}
