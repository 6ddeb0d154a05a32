//! What a pretend bank, its customers and strangers can do wrong.

use mn_evidence::{Indication, Refusal, Refused};
use rcgen::KeyUsagePurpose::{ContentCommitment, DigitalSignature};

use crate::pretend::pki::{Person, bank, given_by_signer};
use crate::pretend::verify;
use crate::pretend::xml::{Content, VISIBLE};

fn refusal(content: &Content<'_>) -> Option<Refusal> {
    verify(&content.sign(), None)
        .err()
        .map(|refused: Refused| refused.refusal)
}

#[test]
fn an_honest_signature_passes() {
    let verified = verify(&Content::by(Person::default()).sign(), None).expect("a valid signature");
    assert_eq!(verified.visible.expose(), VISIBLE);
    assert_eq!(verified.name.expose(), "Prova Provsson");
    assert!(
        !format!("{verified:?}").contains("Prov"),
        "nothing about a person is printed"
    );
}

#[test]
fn a_login_is_refused_by_content_and_by_certificate() {
    let login = Content {
        function: "Identification",
        ..Content::by(Person::default())
    };
    assert_eq!(refusal(&login), Some(Refusal::NotASignature));
    for usages in [
        vec![DigitalSignature],
        vec![DigitalSignature, ContentCommitment],
        vec![],
    ] {
        let content = Content::by(Person {
            usages,
            ..Person::default()
        });
        assert_eq!(refusal(&content), Some(Refusal::NotASignature));
    }
    for function in ["", "signing", "Signing ", "Identification"] {
        let content = Content {
            function,
            visible: None,
            ..Content::by(Person::default())
        };
        assert_eq!(refusal(&content), Some(Refusal::NotASignature), "{function}");
    }
}

#[test]
fn a_signature_over_nothing_shown_is_refused() {
    let content = Content {
        visible: None,
        ..Content::by(Person::default())
    };
    assert_eq!(refusal(&content), Some(Refusal::Shape));
}

#[test]
fn a_certificate_that_leads_nowhere_is_refused() {
    let impostor = &bank().impostor;
    let person = Person {
        issuer: impostor,
        ..Person::default()
    }
    .certificate()
    .der()
    .to_vec();
    let good = Person::default().certificate();
    let chains = [
        vec![person.clone(), impostor.der().to_vec()],
        vec![person, bank().issuer.der().to_vec()],
        vec![good.der().to_vec()],
    ];
    for chain in chains {
        let refused = verify(&Content::with(chain).sign(), None).expect_err("no path");
        assert_eq!(refused.refusal, Refusal::UnknownIssuer);
        assert_eq!(refused.report.indication, Indication::Indeterminate);
        assert!(refused.report.trust.is_none());
    }
}

#[test]
fn a_customer_cannot_give_certificates() {
    let parent = Person::default().certificate();
    let child = given_by_signer();
    let chain = vec![
        child.der().to_vec(),
        parent.der().to_vec(),
        bank().issuer.der().to_vec(),
    ];
    let content = Content {
        key: &bank().stranger,
        ..Content::with(chain)
    };
    assert_eq!(refusal(&content), Some(Refusal::UnknownIssuer));
}

#[test]
fn another_key_than_the_certificates_is_refused() {
    let content = Content {
        key: &bank().stranger,
        ..Content::by(Person::default())
    };
    let refused = verify(&content.sign(), None).expect_err("another key");
    assert_eq!(refused.refusal, Refusal::SignatureValue);
    assert_eq!(refused.report.indication, Indication::TotalFailed);
}

#[test]
fn a_number_that_is_none_is_refused() {
    for number in ["8501012382", "19850101-2382", "19850101238x", ""] {
        let content = Content::by(Person {
            number,
            ..Person::default()
        });
        assert_eq!(refusal(&content), Some(Refusal::Certificate), "{number}");
    }
}

#[test]
fn certificates_are_neither_none_nor_many() {
    let certificate = Person::default().certificate().der().to_vec();
    for chain in [vec![], vec![certificate.clone(); 5]] {
        assert_eq!(refusal(&Content::with(chain)), Some(Refusal::Shape));
    }
    assert_eq!(
        refusal(&Content::with(vec![b"no certificate".to_vec()])),
        Some(Refusal::Certificate)
    );
}

#[test]
fn what_canonical_xml_calls_the_same_is_the_same() {
    let signature = Content::by(Person::default()).sign();
    let same = [
        signature.replace("xmlenc#sha256\"></DigestMethod>", "xmlenc#sha256\"/>"),
        signature.replace("<funcId>Signing", "<funcId>&#83;igning"),
        signature.replace(
            "<usrVisibleData charset=\"UTF-8\" visible=\"wysiwys\">",
            "<usrVisibleData  visible='wysiwys'\n charset='UTF-8'>",
        ),
        signature.replace("<X509Data >", "<X509Data>"),
    ];
    for (number, other) in same.iter().enumerate() {
        assert!(verify(other, None).is_ok(), "{number}");
    }
    let spaced = signature.replace("<clientInfo>", "<clientInfo> ");
    let refused = verify(&spaced, None).expect_err("white space is content");
    assert_eq!(refused.refusal, Refusal::ContentDigest);
}

#[test]
fn no_changed_octet_of_what_was_signed_goes_unnoticed() {
    let signature = Content::by(Person::default()).sign();
    let from = signature.find("<SignedInfo").unwrap();
    for index in (from..signature.len()).filter(|index| signature.is_char_boundary(*index)) {
        let mut bytes = signature.clone().into_bytes();
        let octet = bytes.get_mut(index).unwrap();
        *octet = if octet.is_ascii_alphanumeric() {
            *octet ^ 0x01
        } else {
            b'A'
        };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(
            changed == signature || verify(&changed, None).is_err(),
            "octet {index}"
        );
    }
}

#[test]
fn hostile_sizes_are_answered_at_once() {
    let many = |part: &dyn Fn(usize) -> String| (0..40_000).map(part).collect::<String>();
    let attributes = format!("<Signature {}/>", many(&|n| format!("a{n}='' ")));
    let namespaces = format!("<Signature {}/>", many(&|n| format!("xmlns:a{n}='u' ")));
    let children = format!("<Signature>{}</Signature>", many(&|_| "<a></a>".to_owned()));
    let references = format!("<Signature>{}</Signature>", many(&|_| "&#65;".to_owned()));
    let began = std::time::Instant::now();
    for hostile in [attributes, namespaces, children, references] {
        assert!(verify(&hostile, None).is_err());
    }
    assert!(
        began.elapsed() < std::time::Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
}
