//! Genuine signatures of BankID's test environment, and what is left of them when they are changed.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use mn_evidence::bankid::{self, Verified};
use mn_evidence::{
    CheckName, Indication, Outcome, Refusal, Refused, Revocation, RootKind, Roots, RootsError,
};

/// The folder of recorded samples, where this machine has it.
fn samples() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("MN_SHARED").map_or(beside, PathBuf::from);
    let folder = shared.join("data/bankid");
    if folder.is_dir() {
        return Some(folder);
    }
    let must = std::env::var("MN_REQUIRE_ALL").is_ok_and(|value| value == "1");
    assert!(!must, "the recorded BankID samples are missing");
    println!("not run: the recorded BankID samples are not on this machine");
    None
}

struct Samples(PathBuf);

impl Samples {
    fn open() -> Option<Self> {
        samples().map(Self)
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).unwrap()
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).unwrap()
    }

    fn roots(&self) -> Roots {
        Roots::named(&self.bytes("bankid-root-ca-test.pem")).unwrap()
    }

    fn signature(&self) -> String {
        self.text("signatur_1_Anna_Andersson.xml")
    }

    fn verify(&self, signature: &str, at: &str) -> Result<Verified, Refused> {
        bankid::verify(signature.as_bytes(), None, &self.roots(), time(at))
    }

    fn refusal(&self, signature: &str) -> Option<Refusal> {
        self.verify(signature, SIGNED)
            .err()
            .map(|refused| refused.refusal)
    }
}

const SIGNED: &str = "2018-12-11T09:19:46+01:00";
const LOGGED_IN: &str = "2022-10-08T10:00:00+02:00";

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn a_genuine_signature_is_valid() {
    let Some(samples) = Samples::open() else { return };
    let verified = samples
        .verify(&samples.signature(), SIGNED)
        .expect("a genuine signature");
    assert_eq!(verified.name.expose(), "Anna Andersson");
    assert_eq!(verified.personal_number.expose(), "197210310020");
    assert!(
        verified
            .visible
            .expose()
            .starts_with("Jag har granskat årsredovisningen")
    );
    let document = ring::digest::digest(
        &ring::digest::SHA256,
        &samples.bytes("original_arsredovisning.xhtml"),
    );
    assert_eq!(verified.non_visible, document.as_ref());
    assert_eq!(verified.policies, ["1.2.3.4.5"]);
    assert_eq!(verified.signed_at, time(SIGNED));
    let report = verified.report;
    assert_eq!(report.indication, Indication::TotalPassed);
    assert_eq!(report.revocation, Revocation::Unchecked);
    assert_eq!(report.trust.map(|trust| trust.kind), Some(RootKind::Test));
    for check in report.checks {
        let expected = match check.check {
            CheckName::Revocation => Outcome::Unchecked,
            _ => Outcome::Passed,
        };
        assert_eq!(check.outcome, expected, "{:?}", check.check);
    }
}

#[test]
fn base64_is_as_good_as_xml() {
    let Some(samples) = Samples::open() else { return };
    let text = STANDARD.encode(samples.signature());
    assert!(samples.verify(&text, SIGNED).is_ok());
    assert!(samples.verify(&format!("{text}\n"), SIGNED).is_ok());
}

#[test]
fn a_login_is_not_a_signature() {
    let Some(samples) = Samples::open() else { return };
    let login = samples.text("auth_tolvan_official.xml");
    let refused = samples.verify(&login, LOGGED_IN).expect_err("a login");
    assert_eq!(refused.refusal, Refusal::NotASignature);
    let outcome_of = |report: &mn_evidence::Report, name| {
        report
            .checks
            .iter()
            .find(|check| check.check == name)
            .map(|check| check.outcome)
    };
    let report = &refused.report;
    assert_eq!(
        outcome_of(report, CheckName::CertificatePath),
        Some(Outcome::Passed)
    );
    assert_eq!(outcome_of(report, CheckName::Purpose), Some(Outcome::Failed));
    let later = samples
        .verify(&login, "2026-01-01T00:00:00Z")
        .expect_err("a login");
    assert_eq!(
        outcome_of(&later.report, CheckName::Purpose),
        Some(Outcome::Failed)
    );
}

#[test]
fn a_tampered_sample_fails() {
    let Some(samples) = Samples::open() else { return };
    let refused = samples
        .verify(&samples.text("invalid_signature.xml"), SIGNED)
        .expect_err("tampered");
    assert_eq!(refused.refusal, Refusal::ContentDigest);
    assert_eq!(refused.report.indication, Indication::TotalFailed);
}

#[test]
fn the_time_of_signing_decides() {
    let Some(samples) = Samples::open() else { return };
    for outside in [
        "2018-12-05T22:59:59Z",
        "2020-12-05T23:00:00Z",
        "2026-11-23T00:00:00Z",
    ] {
        let refused = samples.verify(&samples.signature(), outside).expect_err(outside);
        assert_eq!(refused.refusal, Refusal::OutOfTime, "{outside}");
        assert_eq!(refused.report.indication, Indication::Indeterminate, "{outside}");
    }
    assert!(
        samples
            .verify(&samples.signature(), "2020-12-05T22:59:59Z")
            .is_ok()
    );
}

#[test]
fn production_does_not_trust_the_test_root() {
    let Some(samples) = Samples::open() else { return };
    let pem = samples.bytes("bankid-root-ca-test.pem");
    assert_eq!(Roots::production(&pem).err(), Some(RootsError::TestRoot));
    assert!(samples.roots().has_test_root());
}

#[test]
fn changed_text_number_or_key_fails() {
    let Some(samples) = Samples::open() else { return };
    let signature = samples.signature();
    let changed = |from: &str, to: &str| {
        assert!(signature.contains(from), "{from}");
        samples.refusal(&signature.replacen(from, to, 1))
    };
    assert_eq!(
        changed("SmFnIGhhciBn", "SmFnIHZpbGwg"),
        Some(Refusal::ContentDigest)
    );
    assert_eq!(changed("swtcuxgw", "swtcuxgx"), Some(Refusal::ContentDigest));
    assert_eq!(
        changed("<funcId>Signing", "<funcId>Signang"),
        Some(Refusal::ContentDigest)
    );
    assert_eq!(changed("d7PPdhcn", "d7PPdhco"), Some(Refusal::ContentDigest));
    assert_eq!(changed("2WLm4qBZ", "2WLm4qBa"), Some(Refusal::CertificateDigest));
}

#[test]
fn another_certificate_in_its_place_fails() {
    let Some(samples) = Samples::open() else { return };
    let other = samples.text("auth_tolvan_official.xml");
    let first = |xml: &str| {
        let (_, rest) = xml.split_once("<X509Certificate>").unwrap();
        rest.split_once("</X509Certificate>").unwrap().0.to_owned()
    };
    let signature = samples.signature();
    let swapped = signature.replace(&first(&signature), &first(&other));
    assert_eq!(samples.refusal(&swapped), Some(Refusal::CertificateDigest));
}

#[test]
fn wrapping_is_refused_before_anything_is_computed() {
    let Some(samples) = Samples::open() else { return };
    let signature = samples.signature();
    let object = signature
        .split_once("<Object>")
        .unwrap()
        .1
        .split_once("</Object>")
        .unwrap()
        .0;
    let forged = object.replace("SmFnIGhhciBn", "SmFnIHZpbGwg");
    let renamed = forged.replace("Id=\"bidSignedData\"", "Id=\"other\"");
    let anonymous = forged.replace(" Id=\"bidSignedData\"", "");
    let with = |from: &str, to: &str| {
        assert!(signature.contains(from), "{from}");
        signature.replacen(from, to, 1)
    };
    let attacks = [
        with("<Object>", &format!("<Object>{forged}")),
        with("<Object>", &format!("<Object>{renamed}")),
        with("<Object>", &format!("<Object>{anonymous}</Object><Object>")),
        with("</Object>", &format!("{anonymous}</Object>")),
        with("<Object>", "<Object Id=\"bidSignedData\">"),
        with("<SignedInfo ", "<SignedInfo Id=\"bidSignedData\" "),
        with("<SignatureValue>", "<SignatureValue ID=\"x\">"),
        with("<Object>", "<Object xmlns:a=\"urn:a\">"),
        with("URI=\"#bidSignedData\"", "URI=\"\""),
        with("URI=\"#bidSignedData\"", "URI=\"#bidKeyInfo\""),
        with(
            "</Object></Signature>",
            &format!("</Object>{signature}</Signature>"),
        ),
        with(
            "<usrVisibleData ",
            "<usrVisibleData charset=\"UTF-8\" visible=\"wysiwys\">eA==</usrVisibleData><usrVisibleData ",
        ),
        with("visible=\"wysiwys\"", "visible=\"no\""),
        with("<Object>", "<Object>text"),
    ];
    for (number, attack) in attacks.iter().enumerate() {
        let attack = attack.replace("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>", "");
        assert_eq!(samples.refusal(&attack), Some(Refusal::Shape), "attack {number}");
    }
}

#[test]
fn markup_that_hides_things_is_refused() {
    let Some(samples) = Samples::open() else { return };
    let signature = samples.signature();
    let doctype = signature.replacen(
        "<Signature ",
        "<!DOCTYPE Signature [<!ENTITY a \"b\">]><Signature ",
        1,
    );
    let comment = signature.replacen("SmFnIGhhciBn", "SmFn<!-- -->IGhhciBn", 1);
    let cdata = signature.replacen("<funcId>Signing", "<funcId><![CDATA[Signing]]>", 1);
    let instruction = signature.replacen("<Object>", "<?a b?><Object>", 1);
    for hidden in [doctype, comment, cdata, instruction] {
        assert_eq!(samples.refusal(&hidden), Some(Refusal::ForbiddenMarkup));
    }
}

#[test]
fn other_algorithms_are_refused() {
    let Some(samples) = Samples::open() else { return };
    let signature = samples.signature();
    let changes = [
        ("2001/04/xmldsig-more#rsa-sha256", "2000/09/xmldsig#rsa-sha1"),
        ("2001/04/xmlenc#sha256", "2000/09/xmldsig#sha1"),
        ("TR/2001/REC-xml-c14n-20010315", "2001/10/xml-exc-c14n#"),
        (
            "<Transform Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\">",
            "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\">",
        ),
    ];
    for (from, to) in changes {
        assert_eq!(
            samples.refusal(&signature.replacen(from, to, 1)),
            Some(Refusal::Algorithm),
            "{to}"
        );
    }
}

#[test]
fn what_is_no_signature_is_said_to_be_none() {
    let Some(samples) = Samples::open() else { return };
    for text in [
        "",
        "not base64!",
        "PHg+",
        "<x/>",
        "<Signature/>",
        "<Signature",
        "\u{0}",
    ] {
        assert!(
            matches!(samples.refusal(text), Some(Refusal::Unreadable | Refusal::Shape)),
            "{text}"
        );
    }
    let huge = "A".repeat(bankid::MAX_BYTES + 1);
    assert_eq!(samples.refusal(&huge), Some(Refusal::TooLarge));
    assert_eq!(samples.refusal(&"<a>".repeat(100_000)), Some(Refusal::Shape));
    assert_eq!(samples.refusal(&"<a>".repeat(900)), Some(Refusal::Unreadable));
}
