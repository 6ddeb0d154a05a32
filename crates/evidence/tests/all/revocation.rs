//! Revocation answers: what a good one adds, and each way in which one can be wrong.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mn_evidence::bankid;
use mn_evidence::{CheckName, Indication, Outcome, Refusal, Revocation, RootKind, TimeSource};
use rcgen::ExtendedKeyUsagePurpose;

use crate::pretend::ocsp::{Answer, UNKNOWN, revoked, tlv};
use crate::pretend::pki::{Person, bank, responder};
use crate::pretend::xml::{Content, NON_VISIBLE, VISIBLE};
use crate::pretend::{PERSON, SIGNED, roots, time, verify};

/// A signature in base64, and the certificate that it was made with.
fn signed() -> (String, Vec<u8>) {
    let content = Content::by(Person::default());
    let certificate = content.certificates.first().unwrap().clone();
    (STANDARD.encode(content.sign()), certificate)
}

#[test]
fn a_good_answer_says_when_and_that_it_was_good() {
    let (signature, certificate) = signed();
    let answer = Answer::for_signature(&certificate, &signature).to_der();
    // Asked long after the certificate has run out: the answer proves that the signature is older.
    let verified = bankid::verify(
        signature.as_bytes(),
        Some(&answer),
        &roots(),
        time("2031-01-01T00:00:00Z"),
    );
    let verified = verified.expect("a valid signature");
    assert_eq!(verified.signed_at, time("2026-10-12T09:30:00Z"));
    assert_eq!(verified.visible.expose(), VISIBLE);
    assert_eq!(verified.non_visible, NON_VISIBLE);
    assert_eq!(verified.policies, ["1.2.3.4.5"]);
    assert!(verified.is_by(&PERSON.parse().unwrap()));
    assert!(!verified.is_by(&"199001012385".parse().unwrap()));
    let report = verified.report;
    assert_eq!(
        (report.indication, report.revocation),
        (Indication::TotalPassed, Revocation::Good)
    );
    assert_eq!(report.time_from, Some(TimeSource::Ocsp));
    assert_eq!(report.trust.map(|trust| trust.kind), Some(RootKind::Production));
    assert!(report.checks.iter().all(|check| check.outcome == Outcome::Passed));
}

#[test]
fn the_answer_belongs_to_the_xml_too() {
    let (signature, certificate) = signed();
    let answer = Answer::for_signature(&certificate, &signature).to_der();
    let xml = String::from_utf8(STANDARD.decode(&signature).unwrap()).unwrap();
    assert!(verify(&xml, Some(&answer)).is_ok());
}

#[test]
fn an_answer_may_name_the_certificate_by_sha256() {
    let (signature, certificate) = signed();
    let mut answer = Answer::for_signature(&certificate, &signature);
    answer.with_sha256 = true;
    answer.next_update = Some("20261012094000Z");
    assert!(verify(&signature, Some(&answer.to_der())).is_ok());
}

/// A name, what is to be said of it, and how an honest answer becomes wrong.
type Case = (&'static str, Refusal, fn(&mut Answer<'static>));

fn signing() -> Vec<ExtendedKeyUsagePurpose> {
    vec![ExtendedKeyUsagePurpose::OcspSigning]
}

fn refuses(cases: &[Case]) {
    let (signature, certificate) = signed();
    for (name, expected, change) in cases {
        let mut answer = Answer::for_signature(&certificate, &signature);
        change(&mut answer);
        let refused = verify(&signature, Some(&answer.to_der())).expect_err(name);
        assert_eq!(refused.refusal, *expected, "{name}");
        let report = refused.report;
        assert_ne!(report.indication, Indication::TotalPassed, "{name}");
        let check = report
            .checks
            .iter()
            .find(|check| check.check == CheckName::Revocation);
        assert_eq!(check.map(|check| check.outcome), Some(Outcome::Failed), "{name}");
        let revocation = match expected {
            Refusal::Revoked => Revocation::Revoked,
            _ => Revocation::Unreliable,
        };
        assert_eq!(report.revocation, revocation, "{name}");
    }
}

#[test]
fn an_answer_that_says_something_else_is_refused() {
    refuses(&[
        ("revoked", Refusal::Revoked, |a| a.status = revoked()),
        ("unknown", Refusal::RevocationUnknown, |a| {
            a.status = UNKNOWN.to_vec();
        }),
        ("another certificate", Refusal::OcspOtherCertificate, |a| {
            a.about = Person {
                serial: 5,
                ..Person::default()
            }
            .certificate()
            .der()
            .to_vec();
        }),
        ("of tomorrow", Refusal::OcspTime, |a| {
            a.produced_at = "20261013093000Z";
        }),
        ("run out", Refusal::OcspTime, |a| {
            a.next_update = Some("20261012092900Z");
        }),
    ]);
}

#[test]
fn an_answer_for_another_signature_is_refused() {
    refuses(&[
        ("another nonce", Refusal::OcspOtherSignature, |a| {
            a.nonces = vec![vec![1; 32]];
        }),
        ("no nonce", Refusal::OcspOtherSignature, |a| a.nonces.clear()),
        ("an empty nonce", Refusal::OcspOtherSignature, |a| {
            a.nonces = vec![Vec::new()];
        }),
        ("two nonces", Refusal::OcspOtherSignature, |a| {
            a.nonces.push(vec![1; 32]);
        }),
        ("a wrapped nonce", Refusal::OcspOtherSignature, |a| {
            a.nonces = a.nonces.iter().map(|nonce| tlv(4, nonce)).collect();
        }),
    ]);
}

#[test]
fn an_answer_by_somebody_else_is_refused() {
    refuses(&[
        ("no responder", Refusal::OcspResponder, |a| {
            a.responder = responder(&bank().issuer, Vec::new());
        }),
        ("by the root", Refusal::OcspResponder, |a| {
            a.responder = responder(&bank().root, signing());
        }),
        ("by an impostor", Refusal::OcspResponder, |a| {
            a.responder = responder(&bank().impostor, signing());
        }),
        ("another key", Refusal::OcspSignature, |a| {
            a.key = &bank().stranger;
        }),
    ]);
}

#[test]
fn what_is_no_answer_does_not_pass_as_none() {
    let (signature, certificate) = signed();
    let good = Answer::for_signature(&certificate, &signature).to_der();
    let mut unfinished = Answer::for_signature(&certificate, &signature);
    unfinished.response_status = 3;
    let cut = good.get(..good.len() - 40).unwrap().to_vec();
    let longer = [good.as_slice(), &[0]].concat();
    for bytes in [
        Vec::new(),
        b"no answer".to_vec(),
        unfinished.to_der(),
        cut,
        longer,
    ] {
        let refused = verify(&signature, Some(&bytes)).expect_err("no answer");
        assert_eq!(refused.refusal, Refusal::OcspUnreadable);
    }
}

#[test]
fn no_changed_octet_of_the_answer_goes_unnoticed() {
    let (signature, certificate) = signed();
    let good = Answer::for_signature(&certificate, &signature).to_der();
    let trusted = roots();
    let unnoticed: Vec<usize> = (0..good.len())
        .filter(|index| {
            let mut changed = good.clone();
            changed
                .get_mut(*index)
                .into_iter()
                .for_each(|octet| *octet ^= 0x01);
            bankid::verify(signature.as_bytes(), Some(&changed), &trusted, time(SIGNED)).is_ok()
        })
        .collect();
    assert_eq!(unnoticed, Vec::<usize>::new());
}
