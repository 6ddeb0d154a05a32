//! The service's side of a login, written for these tests.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use reqwest::Client;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};

use crate::harness::{Sandbox, dir, mutual};

pub const REDIRECT: &str = "http://localhost:8080/login/callback";
pub const VERIFIER: &str = "a-code-verifier-that-is-long-enough-for-the-rule-of-43";
pub const LOA3: &str = "http://id.elegnamnden.se/loa/1.0/loa3";

/// The back channel.
pub fn client() -> Client {
    mutual("tls-ca.pem", None)
}

/// The parameters of a request that the profile allows.
pub fn parameters() -> Vec<(&'static str, String)> {
    let challenge = B64.encode(ring::digest::digest(&ring::digest::SHA256, VERIFIER.as_bytes()));
    let claims = json!({"id_token": {
        "acr": {"essential": true, "values": [LOA3]},
        "https://id.oidc.se/claim/personalIdentityNumber": null,
        "https://id.oidc.se/claim/coordinationNumber": null,
    }});
    vec![
        ("client_id", "medborgarnavet".to_owned()),
        ("redirect_uri", REDIRECT.to_owned()),
        ("response_type", "code".to_owned()),
        (
            "scope",
            "openid https://id.oidc.se/scope/naturalPersonInfo".to_owned(),
        ),
        ("state", "state-state-state-state-state".to_owned()),
        ("nonce", "nonce-nonce-nonce-nonce-nonce".to_owned()),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256".to_owned()),
        ("prompt", "login".to_owned()),
        ("acr_values", LOA3.to_owned()),
        ("claims", claims.to_string()),
    ]
}

/// The address of the authorization request.
pub fn address(sandbox: &Sandbox, parameters: &[(&str, String)]) -> String {
    let base = format!("{}/authorize", sandbox.address("oidc_browser"));
    url::Url::parse_with_params(&base, parameters).unwrap().into()
}

/// Logs in headless; gives the parameters the browser comes back with.
pub async fn come_back(
    sandbox: &Sandbox,
    parameters: &[(&str, String)],
    choice: Value,
) -> Vec<(String, String)> {
    let mut body = choice;
    body["url"] = json!(address(sandbox, parameters));
    let (status, answer) = sandbox.control("/oidc/login", body).await;
    assert_eq!(status, 200, "{answer}");
    let location = url::Url::parse(answer["location"].as_str().unwrap()).unwrap();
    assert!(location.as_str().starts_with(REDIRECT));
    location.query_pairs().into_owned().collect()
}

pub fn find<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

/// Signs a client assertion.
pub fn assertion(audience: &str, jti: &str, expires: i64) -> String {
    let pem = std::fs::read(dir().join("oidc-client.key")).unwrap();
    let der = PrivateKeyDer::from_pem_slice(&pem).unwrap();
    let random = SystemRandom::new();
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.secret_der(), &random).unwrap();
    let claims = json!({"iss": "medborgarnavet", "sub": "medborgarnavet", "aud": audience, "jti": jti, "exp": expires});
    let input = format!(
        "{}.{}",
        B64.encode(r#"{"alg":"ES256"}"#),
        B64.encode(claims.to_string())
    );
    let signature = key.sign(&random, input.as_bytes()).unwrap();
    format!("{input}.{}", B64.encode(signature))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox reads the system's clock too"
)]
pub fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// The form of a token request that succeeds.
pub fn form(sandbox: &Sandbox, code: &str, jti: &str) -> Vec<(&'static str, String)> {
    vec![
        ("grant_type", "authorization_code".to_owned()),
        ("code", code.to_owned()),
        ("redirect_uri", REDIRECT.to_owned()),
        ("code_verifier", VERIFIER.to_owned()),
        (
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned(),
        ),
        (
            "client_assertion",
            assertion(sandbox.address("issuer"), jti, now() + 60),
        ),
    ]
}

/// Asks the token endpoint.
pub async fn token(sandbox: &Sandbox, form: &[(&str, String)]) -> (u16, Value) {
    let address = format!("{}/token", sandbox.address("issuer"));
    let answer = client().post(address).form(form).send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or(Value::Null))
}

/// A JWT's header and claims, and whether its signature fits the provider's key set.
pub async fn read(sandbox: &Sandbox, token: &str) -> (Value, Value, bool) {
    let (input, signature) = token.rsplit_once('.').unwrap();
    let (head, body) = input.split_once('.').unwrap();
    let part = |text: &str| serde_json::from_slice::<Value>(&B64.decode(text).unwrap()).unwrap();
    let (header, claims) = (part(head), part(body));
    let address = format!("{}/jwks", sandbox.address("issuer"));
    let jwks: Value = client().get(address).send().await.unwrap().json().await.unwrap();
    let key = jwks["keys"]
        .as_array()
        .unwrap()
        .iter()
        .find(|key| key["kid"] == header["kid"]);
    let signature = B64.decode(signature).unwrap();
    let member = |key: &Value, name: &str| B64.decode(key[name].as_str().unwrap()).unwrap();
    let valid = key.is_some_and(|key| match header["alg"].as_str() {
        Some("ES256") => {
            let point = [vec![4], member(key, "x"), member(key, "y")].concat();
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                .verify(input.as_bytes(), &signature)
                .is_ok()
        }
        Some("RS256") => {
            let parts = RsaPublicKeyComponents {
                n: member(key, "n"),
                e: member(key, "e"),
            };
            parts
                .verify(&RSA_PKCS1_2048_8192_SHA256, input.as_bytes(), &signature)
                .is_ok()
        }
        _ => false,
    });
    (header, claims, valid)
}
