//! BankID's signatures, judged by xmlsec1 and openssl.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::harness::{Sandbox, dir, mutual, scratch, tool};

pub const SIGNER: &str = "199001012385";
pub const TEXT: &str = "Jag intygar på heder och samvete att uppgifterna är riktiga.";

pub async fn call(sandbox: &Sandbox, name: &str, body: Value) -> (u16, Value) {
    let client = mutual("bankid-tls-ca.pem", Some("bankid-client"));
    let answer = client
        .post(format!("{}{name}", sandbox.address("bankid")))
        .json(&body)
        .send()
        .await
        .unwrap();
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or(Value::Null))
}

pub fn order(person: Option<&str>) -> Value {
    let mut body = json!({
        "endUserIp": "127.0.0.1",
        "userVisibleData": STANDARD.encode(TEXT),
        "userNonVisibleData": STANDARD.encode([7; 32]),
        "returnRisk": true,
        "web": {"referringDomain": "localhost", "userAgent": "prov", "deviceIdentifier": "d"},
    });
    if let Some(number) = person {
        body["requirement"] = json!({"personalNumber": number, "certificatePolicies": ["1.2.3.4.25"]});
    }
    body
}

pub async fn collect(sandbox: &Sandbox, order: &Value) -> (u16, Value) {
    call(sandbox, "collect", json!({"orderRef": order["orderRef"]})).await
}

/// Begins an order, ends it as told, collects it.
async fn ended(sandbox: &Sandbox, how: &str) -> Value {
    let (status, order) = call(sandbox, "sign", order(Some(SIGNER))).await;
    assert_eq!(status, 200, "{order}");
    let act = json!({"autoStartToken": order["autoStartToken"], "how": how});
    assert_eq!(sandbox.control("/bankid/act", act).await.0, 200);
    collect(sandbox, &order).await.1
}

fn document(collected: &Value) -> Vec<u8> {
    STANDARD
        .decode(collected["completionData"]["signature"].as_str().unwrap())
        .unwrap()
}

/// What xmlsec1 says; `None` where it is absent.
fn judge(name: &str, document: &[u8]) -> Option<bool> {
    let file = scratch("bankid").join(format!("{name}.xml"));
    std::fs::write(&file, document).unwrap();
    let judged = tool("xmlsec1")?
        .args([
            "--verify",
            "--id-attr:Id",
            "http://www.bankid.com/signature/v1.0.0/types:bankIdSignedData",
        ])
        .args([
            "--id-attr:Id",
            "http://www.w3.org/2000/09/xmldsig#:KeyInfo",
            "--enabled-key-data",
            "x509",
        ])
        .arg("--trusted-pem")
        .arg(dir().join("bankid-root.pem"))
        .arg(&file)
        .output()
        .unwrap();
    Some(judged.status.success())
}

#[tokio::test]
async fn a_signature_is_one_to_an_independent_judge() {
    let sandbox = Sandbox::start();
    let collected = ended(&sandbox, "sign").await;
    assert_eq!(collected["status"], "complete");
    let data = &collected["completionData"];
    assert_eq!(data["user"]["personalNumber"], SIGNER);
    assert_eq!(data["risk"], "low");
    let text = String::from_utf8(document(&collected)).unwrap();
    assert!(text.contains(&STANDARD.encode(TEXT)) && text.contains("<funcId>Signing</funcId>"));
    assert!(text.contains(&format!("<usrNonVisibleData>{}<", STANDARD.encode([7; 32]))));
    if let Some(valid) = judge("sign", text.as_bytes()) {
        assert!(valid);
    }
}

#[tokio::test]
async fn what_is_tampered_with_is_no_signature() {
    let sandbox = Sandbox::start();
    for how in [
        "tampered_text",
        "tampered_value",
        "tampered_digest",
        "untrusted_chain",
        "expired_certificate",
    ] {
        let collected = ended(&sandbox, how).await;
        match judge(how, &document(&collected)) {
            Some(valid) => assert!(!valid, "{how}"),
            None => return,
        }
    }
    // These are valid XML signatures that must be refused for what they say.
    for (how, mark) in [
        ("login_instead", "<funcId>Identification</funcId>"),
        ("login_function", "<funcId>Identification</funcId>"),
        ("second_data", "Id=\"other\""),
        ("document_type", "<!DOCTYPE Signature>"),
    ] {
        let collected = ended(&sandbox, how).await;
        let document = document(&collected);
        assert!(String::from_utf8_lossy(&document).contains(mark), "{how}");
    }
    for (how, number) in [("other_person", None), ("forged_user", Some(SIGNER))] {
        let collected = ended(&sandbox, how).await;
        let told = collected["completionData"]["user"]["personalNumber"].as_str();
        assert_eq!(told == Some(SIGNER), number.is_some(), "{how}");
    }
}

fn certificate(document: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(document).into_owned();
    let inside = crate::ssbtek::between(&text, "<X509Certificate>", "<")
        .unwrap()
        .to_owned();
    STANDARD.decode(inside).unwrap()
}

#[tokio::test]
async fn certificates_say_what_they_are_for() {
    let sandbox = Sandbox::start();
    for (how, usage) in [
        ("sign", "Non Repudiation"),
        ("login_instead", "Digital Signature"),
    ] {
        let file = scratch("bankid").join(format!("{how}.der"));
        std::fs::write(&file, certificate(&document(&ended(&sandbox, how).await))).unwrap();
        let Some(mut openssl) = tool("openssl") else {
            return;
        };
        let shown = openssl
            .args(["x509", "-inform", "der", "-noout", "-text", "-in"])
            .arg(&file)
            .output()
            .unwrap();
        let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
        for expected in [
            usage,
            SIGNER,
            "Policy: 1.2.3.4.25",
            "OCSP - URI",
            "X509v3 Authority Key Identifier",
        ] {
            assert!(shown.contains(expected), "{how} {expected}: {shown}");
        }
        assert!(!shown.contains("Extended Key Usage") && !shown.contains("Alternative Name"));
    }
}

/// What openssl says about an OCSP answer; `None` where it is absent.
fn openssl_ocsp(answer: &[u8], user: &[u8]) -> Option<String> {
    let folder = scratch("ocsp");
    let authorities =
        ["bankid-root.pem", "bankid-ca.pem", "bankid-issuing-ca.pem"].map(|name| dir().join(name));
    let chain: String = authorities
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    std::fs::write(folder.join("chain.pem"), chain).unwrap();
    std::fs::write(folder.join("answer.der"), answer).unwrap();
    std::fs::write(folder.join("user.der"), user).unwrap();
    let converted = tool("openssl")?
        .args(["x509", "-inform", "der", "-in"])
        .arg(folder.join("user.der"))
        .output()
        .unwrap();
    std::fs::write(folder.join("user.pem"), converted.stdout).unwrap();
    let mut openssl = tool("openssl")?;
    openssl
        .args(["ocsp", "-no_nonce", "-respin"])
        .arg(folder.join("answer.der"));
    openssl.arg("-CAfile").arg(folder.join("chain.pem"));
    openssl
        .arg("-issuer")
        .arg(&authorities[2])
        .arg("-cert")
        .arg(folder.join("user.pem"));
    let judged = openssl.output().unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&judged.stdout),
        String::from_utf8_lossy(&judged.stderr),
    );
    Some(format!("{out} {err}"))
}

#[tokio::test]
async fn the_ocsp_answer_is_bound_to_the_signature() {
    let sandbox = Sandbox::start();
    for (how, status) in [
        ("sign", ": good"),
        ("revoked", ": revoked"),
        ("unknown_status", ": unknown"),
    ] {
        let collected = ended(&sandbox, how).await;
        let data = &collected["completionData"];
        let answer = STANDARD.decode(data["ocspResponse"].as_str().unwrap()).unwrap();
        let signature = data["signature"].as_str().unwrap();
        let bound = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, signature.as_bytes());
        assert!(answer.windows(20).any(|window| window == bound.as_ref()), "{how}");
        let Some(said) = openssl_ocsp(&answer, &certificate(&document(&collected))) else {
            return;
        };
        assert!(
            said.contains("Response verify OK") && said.contains(status),
            "{how}: {said}"
        );
    }
    assert!(
        ended(&sandbox, "no_ocsp").await["completionData"]
            .get("ocspResponse")
            .is_none()
    );
}
