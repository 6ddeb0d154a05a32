//! Files as the command line gets them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mn_evidence::{Indication, Refusal, Revocation, Roots, RootsError, verify_file};

use crate::pretend::ocsp::Answer;
use crate::pretend::pki::{Person, bank, root_named};
use crate::pretend::xml::Content;
use crate::pretend::{SIGNED, time};

fn json(signature: &str, ocsp: &str) -> String {
    format!(
        "{{\"user\":{{\"personalNumber\":\"198501012382\"}},\"signature\":\"{signature}\",\"ocspResponse\":\"{ocsp}\"}}"
    )
}

#[test]
fn a_file_is_opened_whatever_wraps_it() {
    let roots = Roots::named(bank().root.pem().as_bytes()).unwrap();
    let content = Content::by(Person::default());
    let xml = content.sign();
    let base64 = STANDARD.encode(&xml);
    let answer = Answer::for_signature(content.certificates.first().unwrap(), &base64).to_der();
    let bare = json(&base64, &STANDARD.encode(answer));
    let whole = format!("{{\"orderRef\":\"x\",\"status\":\"complete\",\"completionData\":{bare}}}");
    let without = format!("{{\"signature\":\"{base64}\"}}");
    let files = [
        (xml, Revocation::Unchecked),
        (format!("{base64}\n"), Revocation::Unchecked),
        (without, Revocation::Unchecked),
        (bare, Revocation::Good),
        (whole, Revocation::Good),
    ];
    for (file, revocation) in files {
        let result = verify_file(file.as_bytes(), &roots, time(SIGNED));
        assert_eq!(result.exit_code, 0, "{:?}", result.report.refusal);
        assert_eq!(result.report.revocation, revocation);
        assert_eq!(result.report.indication, Indication::TotalPassed);
    }
}

#[test]
fn only_a_valid_signature_exits_with_nought() {
    let roots = Roots::named(bank().root.pem().as_bytes()).unwrap();
    let base64 = STANDARD.encode(Content::by(Person::default()).sign());
    let login = Content {
        function: "Identification",
        ..Content::by(Person::default())
    }
    .sign();
    let files = [
        (String::new(), Refusal::Unreadable),
        ("{}".to_owned(), Refusal::Unreadable),
        ("{\"signature\":1}".to_owned(), Refusal::Unreadable),
        (
            "{\"signature\":\"base64 xml-dig-sig\"}".to_owned(),
            Refusal::Unreadable,
        ),
        (json(&base64, "no base64!"), Refusal::OcspUnreadable),
        (json(&base64, ""), Refusal::OcspUnreadable),
        (login, Refusal::NotASignature),
    ];
    for (file, refusal) in files {
        let result = verify_file(file.as_bytes(), &roots, time(SIGNED));
        assert_eq!(
            (result.exit_code, result.report.refusal),
            (1, Some(refusal)),
            "{file}"
        );
    }
}

#[test]
fn the_report_reads_as_the_standard_says_and_names_nobody() {
    let roots = Roots::test(bank().root.pem().as_bytes()).unwrap();
    let result = verify_file(
        Content::by(Person::default()).sign().as_bytes(),
        &roots,
        time(SIGNED),
    );
    let text = serde_json::to_string(&result.report).unwrap();
    for part in [
        "\"indication\":\"TOTAL-PASSED\"",
        "\"revocation\":\"unchecked\"",
        "\"kind\":\"test\"",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("1985") && !text.contains("Prov"), "{text}");
    assert_eq!(
        serde_json::from_str::<mn_evidence::Report>(&text).unwrap(),
        result.report
    );
    let failed = verify_file(b"<x/>", &roots, time(SIGNED));
    let text = serde_json::to_string(&failed.report).unwrap();
    assert!(
        text.contains("\"indication\":\"TOTAL-FAILED\",\"sub_indication\":\"FORMAT_FAILURE\""),
        "{text}"
    );
}

#[test]
fn roots_that_are_none_are_refused() {
    assert!(Roots::named(b"").is_err());
    assert!(Roots::named(b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n").is_err());
}

#[test]
fn production_takes_no_root_that_is_called_a_test() {
    for name in ["Test BankID Root CA v1 Test", "Test Root of a sandbox"] {
        let pem = root_named(name).pem();
        assert_eq!(
            Roots::production(pem.as_bytes()).err(),
            Some(RootsError::TestRoot),
            "{name}"
        );
        let both = [bank().root.pem(), pem.clone()].concat();
        assert_eq!(
            Roots::production(both.as_bytes()).err(),
            Some(RootsError::TestRoot),
            "{name}"
        );
        assert!(Roots::named(pem.as_bytes()).unwrap().has_test_root());
    }
    let real = root_named("BankID Root CA v1").pem();
    assert!(!Roots::production(real.as_bytes()).unwrap().has_test_root());
    assert!(Roots::test(real.as_bytes()).unwrap().has_test_root());
}
