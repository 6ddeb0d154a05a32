//! What is not whole is set aside with its reason, and nothing of it is lost.

use mn_deliver::State;
use mn_domain::{Clock, SubmissionId, SystemClock};
use mn_inbox::Outcome;
use mn_package::{Jwe, PartName, PlainPart, RejectReason, SealedPart};
use mn_seal::jose::PrivateJwk;

use crate::fixture::{Application, Bench, DECLARED};

/// Fetches, and checks that this submission was rejected for this reason, and kept on both sides.
async fn rejected(bench: &Bench, id: SubmissionId, reason: RejectReason) {
    let fetched = bench.inbox().fetch().await.unwrap();
    let outcome = &fetched
        .iter()
        .find(|fetched| fetched.submission == id)
        .unwrap()
        .outcome;
    assert!(
        matches!(outcome, Outcome::Rejected(Some(why)) if *why == reason),
        "{outcome:?} for {reason}"
    );
    assert!(!bench.taken(id).exists());
    let kept = std::fs::read_to_string(bench.quarantine(id).join("manifest.json.jwe"));
    assert!(kept.is_ok_and(|text| text.split('.').count() == 5));
    let receipt = bench.receipt(id).await;
    assert_eq!(
        (receipt.state, receipt.reject_reason),
        (State::Rejected, Some(reason))
    );
    assert!(
        bench.inbox().fetch().await.unwrap().is_empty(),
        "it is rejected once"
    );
}

/// Changes a whole application, sends it, and checks the reason.
async fn changed(change: impl FnOnce(&Bench, &mut Application), reason: RejectReason) {
    let bench = Bench::new().await;
    let mut application = bench.application();
    change(&bench, &mut application);
    let id = bench.send(&application).await;
    rejected(&bench, id, reason).await;
}

#[tokio::test]
async fn a_missing_part() {
    changed(
        |_, application| application.frozen.retain(|part| part.name != PartName::Snapshot),
        RejectReason::PackageBroken,
    )
    .await;
}

#[tokio::test]
async fn an_extra_part() {
    changed(
        |_, application| {
            let extra = PlainPart::new(PartName::Document, b"%PDF-1.7".to_vec());
            application.frozen.push(extra);
        },
        RejectReason::PackageBroken,
    )
    .await;
}

#[tokio::test]
async fn a_part_with_another_content() {
    changed(
        |_, application| application.replace(PartName::Application, br#"{"rent":"9000"}"#),
        RejectReason::PackageBroken,
    )
    .await;
}

#[tokio::test]
async fn the_parts_of_another_application() {
    changed(
        |bench, application| {
            let other = bench.application();
            application.frozen = other.frozen;
            application.evidence = other.evidence;
        },
        RejectReason::WrongAddress,
    )
    .await;
}

#[tokio::test]
async fn a_signature_of_another_application() {
    changed(
        |bench, application| application.evidence = bench.application().evidence,
        RejectReason::SignatureOfOther,
    )
    .await;
}

#[tokio::test]
async fn a_signature_over_another_text() {
    changed(
        |bench, application| {
            // EXPOSE: a test signs the very manifest.
            let manifest = application.frozen.first().unwrap().bytes.expose().clone();
            let digest = mn_seal::sha256(&manifest);
            let signature = bench
                .bankid
                .sign("Jag ansöker om något annat.", digest.as_bytes());
            application.replace(PartName::Signature, &signature);
        },
        RejectReason::SignatureOfOther,
    )
    .await;
}

#[tokio::test]
async fn a_signature_of_another_root() {
    changed(
        |_, application| {
            // EXPOSE: as above.
            let manifest = application.frozen.first().unwrap().bytes.expose().clone();
            let digest = mn_seal::sha256(&manifest);
            let stranger = crate::bankid::BankId::new();
            let signature = stranger.sign(DECLARED, digest.as_bytes());
            application.replace(PartName::Signature, &signature);
        },
        RejectReason::SignatureInvalid,
    )
    .await;
}

#[tokio::test]
async fn what_is_no_signature() {
    changed(
        |_, application| application.replace(PartName::Signature, b"<Signature/>"),
        RejectReason::SignatureInvalid,
    )
    .await;
}

#[tokio::test]
async fn an_envelope_to_another_key() {
    let bench = Bench::new().await;
    let application = bench.application();
    let now = SystemClock.now();
    let mut frozen = bench.keys.seal(&application.frozen, now).unwrap();
    let evidence = bench.keys.seal(&application.evidence, now).unwrap();
    let other = PrivateJwk::generate();
    let text = mn_seal::jose::jwe::encrypt(other.public(), &other.public().kid(), None, b"{}").unwrap();
    frozen.last_mut().unwrap().jwe = Jwe::parse(text).unwrap();
    let id = bench.send_sealed(application.submission, frozen, evidence).await;
    rejected(&bench, id, RejectReason::OtherKey).await;
}

#[tokio::test]
async fn a_changed_or_exchanged_envelope() {
    let bench = Bench::new().await;
    let now = SystemClock.now();
    for exchange in [false, true] {
        let application = bench.application();
        let mut frozen = bench.keys.seal(&application.frozen, now).unwrap();
        let evidence = bench.keys.seal(&application.evidence, now).unwrap();
        if exchange {
            // The JSON parts change places: each opens, and each is the other.
            let [_, one, two, ..] = frozen.as_mut_slice() else {
                panic!("at least three parts")
            };
            std::mem::swap(&mut one.jwe, &mut two.jwe);
        } else {
            tamper(frozen.last_mut().unwrap());
        }
        let id = bench.send_sealed(application.submission, frozen, evidence).await;
        let reason = if exchange {
            RejectReason::PackageBroken
        } else {
            RejectReason::PartBroken
        };
        rejected(&bench, id, reason).await;
    }
}

/// Exchanges one character of the ciphertext.
fn tamper(part: &mut SealedPart) {
    let mut segments: Vec<String> = part.jwe.as_str().split('.').map(str::to_owned).collect();
    let ciphertext = segments.get_mut(3).unwrap();
    let other = if ciphertext.starts_with('A') { "B" } else { "A" };
    ciphertext.replace_range(0..1, other);
    part.jwe = Jwe::parse(segments.join(".")).unwrap();
}

#[tokio::test]
async fn one_broken_application_does_not_stop_the_others() {
    let bench = Bench::new().await;
    let mut broken = bench.application();
    broken.replace(PartName::Signature, b"");
    let first = bench.send(&broken).await;
    let second = bench.send(&bench.application()).await;
    let fetched = bench.inbox().fetch().await.unwrap();
    assert_eq!(fetched.len(), 2);
    assert_eq!(bench.receipt(first).await.state, State::Rejected);
    assert_eq!(bench.receipt(second).await.state, State::Accepted);
}

#[tokio::test]
async fn what_was_rejected_for_a_missing_root_can_be_tried_again() {
    let bench = Bench::new().await;
    let id = bench.send(&bench.application()).await;
    let roots = bench.folder.path().join("roots.pem");
    std::fs::write(&roots, crate::bankid::BankId::new().root_pem).unwrap();
    rejected(&bench, id, RejectReason::SignatureInvalid).await;
    let again = bench.inbox().retry(id).await.unwrap();
    assert!(matches!(again.outcome, Outcome::Rejected(Some(_))));
    std::fs::write(&roots, &bench.bankid.root_pem).unwrap();
    let again = bench.inbox().retry(id).await.unwrap();
    assert!(matches!(again.outcome, Outcome::Accepted));
    assert!(bench.taken(id).is_dir() && !bench.quarantine(id).exists());
    assert_eq!(bench.receipt(id).await.state, State::Accepted);
}
