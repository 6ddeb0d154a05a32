//! The e-ID provider against the Swedish profile.

use serde_json::{Value, json};

use crate::harness::{Sandbox, plain};
use crate::login::{LOA3, address, assertion, client, come_back, find, form, now, parameters, read, token};

const PERSON: &str = "198501012382";
const PERSONAL: &str = "https://id.oidc.se/claim/personalIdentityNumber";

#[tokio::test]
async fn a_login_gives_a_signed_token_about_the_person() {
    let sandbox = Sandbox::start();
    let issuer = sandbox.address("issuer");
    let discovery = format!("{issuer}/.well-known/openid-configuration");
    let discovery: Value = client()
        .get(discovery)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(discovery["issuer"], issuer);
    assert_eq!(
        discovery["authorization_endpoint"],
        format!("{}/authorize", sandbox.address("oidc_browser"))
    );

    let back = come_back(&sandbox, &parameters(), json!({"person": PERSON})).await;
    assert_eq!(find(&back, "iss"), Some(issuer));
    assert_eq!(find(&back, "state"), Some("state-state-state-state-state"));
    let (status, tokens) = token(&sandbox, &form(&sandbox, find(&back, "code").unwrap(), "one")).await;
    assert_eq!(status, 200, "{tokens}");
    let (header, claims, valid) = read(&sandbox, tokens["id_token"].as_str().unwrap()).await;
    assert!(valid);
    assert_eq!(header["alg"], "ES256");
    assert_eq!(claims["iss"], issuer);
    assert_eq!(claims["aud"], "medborgarnavet");
    assert_eq!(claims["acr"], LOA3);
    assert_eq!(claims["nonce"], "nonce-nonce-nonce-nonce-nonce");
    assert_eq!(claims[PERSONAL], PERSON);
    assert!(
        claims
            .get("https://id.oidc.se/claim/coordinationNumber")
            .is_none()
    );
    assert!(claims["exp"].as_i64().unwrap() <= now() + 300 && claims["auth_time"].as_i64().unwrap() <= now());
    assert_ne!(claims["sub"], PERSON);

    let userinfo = client()
        .get(format!("{issuer}/userinfo"))
        .bearer_auth(tokens["access_token"].as_str().unwrap());
    let userinfo: Value = userinfo.send().await.unwrap().json().await.unwrap();
    assert_eq!(userinfo["sub"], claims["sub"]);
    assert_eq!(userinfo["birthdate"], "1985-01-01");
    assert!(userinfo["name"].is_string());
}

#[tokio::test]
async fn the_pages_lead_a_tester_to_the_same_place() {
    let sandbox = Sandbox::start();
    let browser = plain();
    let first = browser
        .get(address(&sandbox, &parameters()))
        .send()
        .await
        .unwrap();
    let to = first.headers()["location"].to_str().unwrap().to_owned();
    let page = browser
        .get(format!("{}{to}&q=pension", sandbox.address("oidc_browser")))
        .send()
        .await
        .unwrap();
    let page = page.text().await.unwrap();
    assert!(
        page.contains("Pension") && page.contains("loa3") && !page.contains("Studerar"),
        "{page}"
    );
    let name = to.split_once("tx=").unwrap().1.to_owned();
    let choice = [
        ("tx", name.as_str()),
        ("person", PERSON),
        ("level", "loa3"),
        ("fault", ""),
    ];
    let login = format!("{}/login", sandbox.address("oidc_browser"));
    let done = browser.post(&login).form(&choice).send().await.unwrap();
    assert_eq!(done.status(), 303);
    assert!(done.headers()["location"].to_str().unwrap().contains("code="));
    let again = browser.post(&login).form(&choice).send().await.unwrap();
    assert_eq!(again.status(), 410);
}

#[tokio::test]
async fn what_the_tester_cannot_or_will_not_do_comes_back_as_an_error() {
    let sandbox = Sandbox::start();
    let cancelled = come_back(&sandbox, &parameters(), json!({"action": "cancel"})).await;
    assert_eq!(find(&cancelled, "error"), Some("access_denied"));
    let low = come_back(
        &sandbox,
        &parameters(),
        json!({"person": PERSON, "level": "loa2"}),
    )
    .await;
    assert_eq!(find(&low, "error"), Some("unmet_authentication_requirements"));
    assert_eq!(find(&low, "iss"), Some(sandbox.address("issuer")));
    let coordination = come_back(&sandbox, &parameters(), json!({"person": "198001662397"})).await;
    let (_, tokens) = token(
        &sandbox,
        &form(&sandbox, find(&coordination, "code").unwrap(), "c"),
    )
    .await;
    let (_, claims, _) = read(&sandbox, tokens["id_token"].as_str().unwrap()).await;
    assert_eq!(
        claims["https://id.oidc.se/claim/coordinationNumber"],
        "198001662397"
    );
    assert!(claims.get(PERSONAL).is_none());
}

#[tokio::test]
async fn requests_outside_the_profile_are_refused() {
    let sandbox = Sandbox::start();
    let cases: [(&str, Option<&str>, &str); 9] = [
        ("code_challenge", None, "invalid_request"),
        ("code_challenge_method", Some("plain"), "invalid_request"),
        ("state", Some("short"), "invalid_request"),
        ("nonce", None, "invalid_request"),
        ("scope", Some("profile"), "invalid_scope"),
        ("response_type", Some("id_token"), "unsupported_response_type"),
        ("prompt", Some("none"), "login_required"),
        ("claims", Some("[]"), "invalid_request"),
        ("response_mode", Some("fragment"), "invalid_request"),
    ];
    for (name, value, error) in cases {
        let mut parameters = parameters();
        parameters.retain(|(key, _)| *key != name);
        parameters.extend(value.map(|value| (name, value.to_owned())));
        let answer = plain().get(address(&sandbox, &parameters)).send().await.unwrap();
        let location = answer.headers()["location"].to_str().unwrap();
        assert!(location.contains(&format!("error={error}")), "{name}: {location}");
    }
    for (name, value) in [
        ("redirect_uri", "https://evil.example/"),
        ("client_id", "someone"),
    ] {
        let mut parameters = parameters();
        parameters.retain(|(key, _)| *key != name);
        parameters.push((name, value.to_owned()));
        let answer = plain().get(address(&sandbox, &parameters)).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{name}");
    }
}

#[tokio::test]
async fn codes_and_assertions_are_for_one_use() {
    let sandbox = Sandbox::start();
    let code = async || {
        let back = come_back(&sandbox, &parameters(), json!({"person": PERSON})).await;
        find(&back, "code").unwrap().to_owned()
    };
    let first = code().await;
    assert_eq!(token(&sandbox, &form(&sandbox, &first, "a")).await.0, 200);
    assert_eq!(
        token(&sandbox, &form(&sandbox, &first, "b")).await.1["error"],
        "invalid_grant"
    );
    assert_eq!(
        token(&sandbox, &form(&sandbox, &code().await, "a")).await.1["error"],
        "invalid_client"
    );

    let wrong = |name: &'static str, value: String, code: String, jti: &str| {
        let mut form = form(&sandbox, &code, jti);
        form.retain(|(key, _)| *key != name);
        form.push((name, value));
        form
    };
    let verifier = wrong(
        "code_verifier",
        "another-verifier-that-is-long-enough-for-the-rule".into(),
        code().await,
        "c",
    );
    assert_eq!(token(&sandbox, &verifier).await.1["error"], "invalid_grant");
    let elsewhere = wrong("redirect_uri", "http://localhost:1/".into(), code().await, "d");
    assert_eq!(token(&sandbox, &elsewhere).await.1["error"], "invalid_grant");
    let audience = wrong(
        "client_assertion",
        assertion("https://other", "e", now() + 60),
        code().await,
        "e",
    );
    assert_eq!(
        token(&sandbox, &audience).await,
        (401, token(&sandbox, &audience).await.1)
    );
    let expired = wrong(
        "client_assertion",
        assertion(sandbox.address("issuer"), "f", now() - 1),
        code().await,
        "f",
    );
    assert_eq!(token(&sandbox, &expired).await.1["error"], "invalid_client");

    let late = code().await;
    sandbox.tell("/clock", json!({"advance_seconds": 61})).await;
    let mut late_form = form(&sandbox, &late, "g");
    late_form.retain(|(key, _)| *key != "client_assertion");
    late_form.push((
        "client_assertion",
        assertion(sandbox.address("issuer"), "g", now() + 121),
    ));
    assert_eq!(token(&sandbox, &late_form).await.1["error"], "invalid_grant");
}

/// Looks at header, claims and whether the signature fits.
type Check = fn(&Value, &Value, bool) -> bool;

#[tokio::test]
async fn each_fault_of_the_token_shows_in_the_token() {
    let sandbox = Sandbox::start();
    let cases: [(&str, Check); 13] = [
        ("wrong_acr", |_, claims, valid| {
            valid && claims["acr"].as_str().unwrap().ends_with("loa2")
        }),
        ("unknown_acr", |_, claims, valid| {
            valid && claims["acr"].as_str().unwrap().ends_with("uncertified-loa3")
        }),
        ("missing_acr", |_, claims, valid| {
            valid && claims.get("acr").is_none()
        }),
        ("wrong_nonce", |_, claims, valid| {
            valid && claims["nonce"] != "nonce-nonce-nonce-nonce-nonce"
        }),
        ("missing_nonce", |_, claims, valid| {
            valid && claims.get("nonce").is_none()
        }),
        ("wrong_iss", |_, claims, valid| {
            valid && claims["iss"] == "https://127.0.0.1:1"
        }),
        ("wrong_aud", |_, claims, valid| {
            valid && claims["aud"] == "someone-else"
        }),
        ("expired", |_, claims, valid| {
            valid && claims["exp"].as_i64().unwrap() < now()
        }),
        ("missing_auth_time", |_, claims, valid| {
            valid && claims.get("auth_time").is_none()
        }),
        ("missing_person", |_, claims, valid| {
            valid && claims.get(PERSONAL).is_none()
        }),
        ("bad_signature", |_, _, valid| !valid),
        ("unknown_kid", |header, _, valid| {
            !valid && header["kid"] == "a-key-nobody-has-published"
        }),
        ("alg_none", |header, _, valid| !valid && header["alg"] == "none"),
    ];
    for (fault, fits) in cases {
        sandbox.tell("/oidc", json!({"fault": fault, "times": 1})).await;
        let back = come_back(&sandbox, &parameters(), json!({"person": PERSON})).await;
        let (_, tokens) = token(&sandbox, &form(&sandbox, find(&back, "code").unwrap(), fault)).await;
        let (header, claims, valid) = read(&sandbox, tokens["id_token"].as_str().unwrap()).await;
        assert!(fits(&header, &claims, valid), "{fault}: {header} {claims}");
    }
    sandbox.tell("/oidc", json!({"rs256": true})).await;
    let back = come_back(&sandbox, &parameters(), json!({"person": PERSON})).await;
    let (_, tokens) = token(&sandbox, &form(&sandbox, find(&back, "code").unwrap(), "rs256")).await;
    let (header, _, valid) = read(&sandbox, tokens["id_token"].as_str().unwrap()).await;
    assert!(valid && header["alg"] == "RS256");
}

#[tokio::test]
async fn each_fault_of_the_redirect_and_the_endpoints_shows() {
    let sandbox = Sandbox::start();
    let back = async |fault: &str| {
        come_back(&sandbox, &parameters(), json!({"person": PERSON, "fault": fault})).await
    };
    assert_eq!(
        find(&back("wrong_iss_param").await, "iss"),
        Some("https://127.0.0.1:1")
    );
    assert_eq!(find(&back("missing_iss_param").await, "iss"), None);
    assert_ne!(
        find(&back("wrong_state").await, "state"),
        Some("state-state-state-state-state")
    );
    let down = back("token_down").await;
    assert_eq!(
        token(&sandbox, &form(&sandbox, find(&down, "code").unwrap(), "h"))
            .await
            .0,
        503
    );
    let malformed = back("token_malformed").await;
    let answer = token(&sandbox, &form(&sandbox, find(&malformed, "code").unwrap(), "i")).await;
    assert_eq!(answer, (200, Value::Null));
    sandbox.tell("/oidc", json!({"fault": "jwks_down"})).await;
    let jwks = client()
        .get(format!("{}/jwks", sandbox.address("issuer")))
        .send()
        .await
        .unwrap();
    assert_eq!(jwks.status(), 503);
}
