//! JOSE as others meet it: round trips, refusals, known answers.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use mn_seal::jose::jwe::{self, JweError};
use mn_seal::jose::jws::{self, JwsError};
use mn_seal::jose::{KeySet, KeyUse, PrivateJwk, PublicJwk, eddsa};
use mn_seal::{KeyError, SigningKey, VerifyingKey};
use proptest::prelude::*;

fn encrypted(key: &PrivateJwk) -> String {
    jwe::encrypt(
        key.public(),
        &key.public().kid(),
        Some("application/json"),
        b"planted",
    )
    .unwrap()
}

/// Replaces the header of a compact message by one with another text in place of some text.
fn with_header(compact: &str, from: &str, to: &str) -> String {
    let (header, rest) = compact.split_once('.').unwrap();
    let header = String::from_utf8(BASE64.decode(header).unwrap()).unwrap();
    assert!(header.contains(from), "{header}");
    format!("{}.{rest}", BASE64.encode(header.replacen(from, to, 1)))
}

#[test]
fn the_recipient_opens_what_was_encrypted_to_it() {
    let key = PrivateJwk::generate();
    let opened = jwe::decrypt(&key, &encrypted(&key)).unwrap();
    assert_eq!(opened.plaintext.expose(), b"planted");
    assert_eq!(opened.cty.as_deref(), Some("application/json"));
}

#[test]
fn nobody_else_opens_it() {
    let (key, other) = (PrivateJwk::generate(), PrivateJwk::generate());
    let compact = encrypted(&key);
    assert_eq!(jwe::decrypt(&other, &compact).err(), Some(JweError::OtherKey));
    let other = other.with_kid(key.public().kid());
    assert_eq!(jwe::decrypt(&other, &compact).err(), Some(JweError::Broken));
}

#[test]
fn a_jwe_header_with_anything_else_is_refused() {
    let key = PrivateJwk::generate();
    let compact = encrypted(&key);
    for (from, to) in [
        ("{", r#"{"zip":"DEF","#),
        ("{", r#"{"crit":["exp"],"#),
        ("{", r#"{"apu":"QWxpY2U","#),
        ("{", r#"{"jku":"https://example.se","#),
        ("{", r#"{"alg":"dir","#),
        ("ECDH-ES+A256KW", "ECDH-ES"),
        ("ECDH-ES+A256KW", "RSA-OAEP"),
        ("A256GCM", "A128CBC-HS256"),
        (r#""kty":"EC""#, r#""kty":"OKP""#),
        ("P-256", "P-384"),
        (r#""x":""#, r#""x":"AAAA"#),
        (r#""y":""#, r#""d":"AA","y":""#),
    ] {
        let refused = jwe::decrypt(&key, &with_header(&compact, from, to)).err();
        assert_eq!(refused, Some(JweError::Header), "{to}");
    }
}

#[test]
fn an_ephemeral_key_off_the_curve_is_refused() {
    let key = PrivateJwk::generate();
    let compact = encrypted(&key);
    let (header, rest) = compact.split_once('.').unwrap();
    let mut header: serde_json::Value = serde_json::from_slice(&BASE64.decode(header).unwrap()).unwrap();
    header["epk"]["y"] = BASE64.encode([1; 32]).into();
    let forged = format!("{}.{rest}", BASE64.encode(header.to_string()));
    assert_eq!(jwe::decrypt(&key, &forged).err(), Some(JweError::Header));
}

#[test]
fn the_authentication_tag_is_the_last_part() {
    let key = PrivateJwk::generate();
    let compact = encrypted(&key);
    assert!(compact.ends_with(jwe::authentication_tag(&compact).unwrap()));
    assert_eq!(jwe::kid(&compact).unwrap(), Some(key.public().thumbprint()));
    for bad in ["", "a.b.c", "a.b.c.d.e", "....", ".....", "a.b.c.d.AAAA"] {
        assert_eq!(jwe::authentication_tag(bad), Err(JweError::Format));
        assert!(jwe::decrypt(&key, bad).is_err());
    }
}

#[test]
fn a_signature_verifies_with_its_key_and_type_only() {
    let (key, other) = (PrivateJwk::generate(), PrivateJwk::generate());
    let compact = jws::sign(&key, "secevent+jwt", b"{}").unwrap();
    assert_eq!(
        jws::verify(key.public(), "secevent+jwt", &compact).unwrap(),
        b"{}"
    );
    assert_eq!(
        jws::verify(key.public(), "SECEVENT+JWT", &compact).unwrap(),
        b"{}"
    );
    assert_eq!(jws::verify(key.public(), "JWT", &compact), Err(JwsError::Type));
    assert_eq!(
        jws::verify(other.public(), "secevent+jwt", &compact),
        Err(JwsError::Signature)
    );
}

#[test]
fn a_jws_header_with_anything_else_is_refused() {
    let key = PrivateJwk::generate();
    let compact = jws::sign(&key, "JWT", b"{}").unwrap();
    for (from, to) in [
        ("ES256", "none"),
        ("ES256", "HS256"),
        ("{", r#"{"b64":false,"crit":["b64"],"#),
        ("{", r#"{"jwk":{},"#),
        ("{", r#"{"alg":"none","#),
    ] {
        let refused = jws::verify(key.public(), "JWT", &with_header(&compact, from, to));
        assert_eq!(refused, Err(JwsError::Header), "{to}");
    }
}

#[test]
fn a_set_gives_the_key_of_that_name_and_use() {
    let (signs, encrypts) = (PrivateJwk::generate(), PrivateJwk::generate());
    let set = KeySet::new([
        (KeyUse::Signature, signs.public().clone()),
        (KeyUse::Encryption, encrypts.public().clone()),
    ]);
    let set = KeySet::from_json(set.to_value().to_string().as_bytes()).unwrap();
    let compact = jws::sign(&signs, "JWT", b"{}").unwrap();
    assert_eq!(jws::verify_with_set(&set, "JWT", &compact).unwrap(), b"{}");
    let compact = jws::sign(&encrypts, "JWT", b"{}").unwrap();
    assert_eq!(
        jws::verify_with_set(&set, "JWT", &compact),
        Err(JwsError::UnknownKey)
    );
    assert_eq!(
        set.first(KeyUse::Encryption).unwrap().thumbprint(),
        encrypts.public().thumbprint()
    );
}

#[test]
fn a_set_passes_over_keys_of_other_kinds_and_refuses_broken_ones() {
    let other = br#"{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"},{"kty":"OKP","crv":"Ed25519","x":"AA"}]}"#;
    assert_eq!(KeySet::from_json(other).unwrap(), KeySet::default());
    let broken = br#"{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]}"#;
    assert_eq!(KeySet::from_json(broken), Err(KeyError::Format));
    assert_eq!(KeySet::from_json(b"[]"), Err(KeyError::Format));
}

/// The key and thumbprint of RFC 9449, section 4.1 and 6.1.
#[test]
fn the_thumbprint_is_that_of_rfc_7638() {
    let key = PublicJwk::from_json(
        br#"{"kty":"EC","crv":"P-256","alg":"ES256",
            "x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
            "y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"}"#,
    )
    .unwrap();
    assert_eq!(key.thumbprint(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
}

#[test]
fn a_private_key_goes_through_its_files_and_back() {
    let key = PrivateJwk::generate().with_kid("bjorkvik-2026");
    let again = PrivateJwk::from_json(&key.to_json().unwrap()).unwrap();
    assert_eq!(again.public(), key.public());
    let again = PrivateJwk::from_pem(&key.to_pem().unwrap()).unwrap();
    assert_eq!(again.public().thumbprint(), key.public().thumbprint());
    assert!(!format!("{key:?}").contains("secret"));
    assert!(!key.public().to_value().to_string().contains(r#""d""#));
}

#[test]
fn a_private_key_with_anothers_public_half_is_refused() {
    let (one, other) = (PrivateJwk::generate(), PrivateJwk::generate());
    let mut json: serde_json::Value = serde_json::from_slice(&one.to_json().unwrap()).unwrap();
    let other: serde_json::Value = serde_json::from_slice(&other.to_json().unwrap()).unwrap();
    json["d"] = other["d"].clone();
    let refused = PrivateJwk::from_json(json.to_string().as_bytes()).err();
    assert_eq!(refused, Some(KeyError::Invalid));
    assert_eq!(PrivateJwk::from_json(b"{}").err(), Some(KeyError::Format));
    assert_eq!(PrivateJwk::from_pem("-----BEGIN").err(), Some(KeyError::Format));
}

/// The example keys of RFC 8410, section 10.
#[test]
fn ed25519_keys_are_those_of_rfc_8410() {
    let private = "-----BEGIN PRIVATE KEY-----\n\
                   MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
                   -----END PRIVATE KEY-----\n";
    let public = "-----BEGIN PUBLIC KEY-----\n\
                  MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
                  -----END PUBLIC KEY-----\n";
    let key = SigningKey::from_pem(private).unwrap();
    assert_eq!(key.verifying_key().to_pem().unwrap(), public);
    let verifying = VerifyingKey::from_pem(public).unwrap();
    let signature = key.sign(b"message");
    assert!(verifying.verifies(b"message", &signature));
    assert!(!verifying.verifies(b"massage", &signature));
    assert!(!verifying.verifies(b"message", &[0; 64]));
    assert!(!verifying.verifies(b"message", b""));
}

#[test]
fn a_drawn_ed25519_key_goes_through_its_file_and_back() {
    let (key, pem) = SigningKey::generate().unwrap();
    let again = SigningKey::from_pem(&pem).unwrap();
    assert_eq!(again.verifying_key(), key.verifying_key());
    let ec = PrivateJwk::generate().to_pem().unwrap();
    assert_eq!(SigningKey::from_pem(&ec).err(), Some(KeyError::Kind));
    assert_eq!(VerifyingKey::from_pem(&pem).err(), Some(KeyError::Kind));
}

/// Neither another key, nor another type, nor the other algorithm of ours.
#[test]
fn an_eddsa_jws_is_of_its_key_type_and_algorithm_only() {
    let (key, _) = SigningKey::generate().unwrap();
    let (other, _) = SigningKey::generate().unwrap();
    let compact = eddsa::sign(&key, "note+jws", b"payload").unwrap();
    let verify = |key: &SigningKey, typ, compact: &str| eddsa::verify(key.verifying_key(), typ, compact);
    assert_eq!(verify(&key, "note+jws", &compact).unwrap(), b"payload");
    assert_eq!(verify(&other, "note+jws", &compact), Err(JwsError::UnknownKey));
    assert_eq!(verify(&key, "JWT", &compact), Err(JwsError::Type));
    let ours = jws::sign(&PrivateJwk::generate(), "note+jws", b"payload").unwrap();
    assert_eq!(verify(&key, "note+jws", &ours), Err(JwsError::Header));
    assert_eq!(verify(&key, "note+jws", "a.b"), Err(JwsError::Format));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_value_goes_through_a_jwe(value: Vec<u8>) {
        let key = PrivateJwk::generate();
        let compact = jwe::encrypt(key.public(), "k", None, &value).unwrap();
        let opened = jwe::decrypt(&key.with_kid("k"), &compact).unwrap();
        prop_assert_eq!(opened.plaintext.expose(), &value);
    }

    #[test]
    fn any_changed_character_of_a_jwe_is_noticed(position: prop::sample::Index, to in "[A-Za-z0-9_.-]") {
        let key = PrivateJwk::generate();
        let compact = encrypted(&key);
        let at = position.index(compact.len());
        let mut changed = compact.clone().into_bytes();
        changed[at] = to.as_bytes()[0];
        let changed = String::from_utf8(changed).unwrap();
        prop_assume!(changed != compact);
        prop_assert!(jwe::decrypt(&key, &changed).is_err());
    }

    #[test]
    fn any_changed_character_of_a_jws_is_noticed(position: prop::sample::Index, to in "[A-Za-z0-9_.-]") {
        let key = PrivateJwk::generate();
        let compact = jws::sign(&key, "JWT", b"{\"a\":1}").unwrap();
        let at = position.index(compact.len());
        let mut changed = compact.clone().into_bytes();
        changed[at] = to.as_bytes()[0];
        let changed = String::from_utf8(changed).unwrap();
        prop_assume!(changed != compact);
        prop_assert!(jws::verify(key.public(), "JWT", &changed).is_err());
    }

    #[test]
    fn any_changed_character_of_an_eddsa_jws_is_noticed(
        position: prop::sample::Index, to in "[A-Za-z0-9_.-]",
    ) {
        let (key, _) = SigningKey::generate().unwrap();
        let compact = eddsa::sign(&key, "note+jws", b"{\"a\":1}").unwrap();
        prop_assert!(eddsa::verify(key.verifying_key(), "note+jws", &compact).is_ok());
        let at = position.index(compact.len());
        let mut changed = compact.clone().into_bytes();
        changed[at] = to.as_bytes()[0];
        let changed = String::from_utf8(changed).unwrap();
        prop_assume!(changed != compact);
        prop_assert!(eddsa::verify(key.verifying_key(), "note+jws", &changed).is_err());
    }

    #[test]
    fn arbitrary_text_is_neither_jwe_nor_jws(text in ".{0,300}") {
        let key = PrivateJwk::generate();
        prop_assert!(jwe::decrypt(&key, &text).is_err());
        prop_assert!(jws::verify(key.public(), "JWT", &text).is_err());
    }
}
