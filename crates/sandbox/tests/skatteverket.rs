//! Skatteverket's own route, judged by what is published of it.

use std::collections::HashMap;

use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Sandbox, dir, mutual, plain};

const BACK: &str = "http://localhost:8080/tillbaka/skatteverket-egna";
const STATE: &str = "state-state-state-state-state";

/// Somebody about whom Skatteverket knows something, and somebody about whom it does not.
fn persons(list: &Value) -> (String, String) {
    let of = |lives: &[&str], known: bool| {
        let all = list.as_array().unwrap().iter();
        let mut found = all.filter(|one| lives.contains(&one["life"].as_str().unwrap()) == known);
        found.next().unwrap()["number"].as_str().unwrap().to_owned()
    };
    let known = ["student_halvtid", "anstalld_akassa", "blandad"];
    (of(&known, true), of(&known, false))
}

struct Citizen {
    sandbox: Sandbox,
    browser: Client,
    back: Client,
    known: String,
    unknown: String,
}

impl Citizen {
    async fn new() -> Self {
        let sandbox = Sandbox::start();
        let address = format!("{}/persons", sandbox.address("control"));
        let list: Value = plain().get(address).send().await.unwrap().json().await.unwrap();
        let (known, unknown) = persons(&list);
        Self {
            sandbox,
            browser: plain(),
            back: mutual("skatteverket-ca.pem", None),
            known,
            unknown,
        }
    }

    async fn authorize(&self, change: &[(&str, &str)]) -> Response {
        let mut parameters = HashMap::from([
            ("client_id", "medborgarnavet-skv"),
            ("response_type", "code"),
            ("state", STATE),
            ("redirect_uri", BACK),
            ("scope", "egnauppgifter"),
        ]);
        parameters.extend(change.iter().copied());
        let base = self.sandbox.address("skatteverket_authorize");
        let address = url::Url::parse_with_params(base, parameters).unwrap();
        self.browser.get(address).send().await.unwrap()
    }

    /// What the browser comes back with.
    async fn answer(&self, person: &str, action: &str) -> HashMap<String, String> {
        let page = self.authorize(&[]).await;
        let base = url::Url::parse(self.sandbox.address("skatteverket_authorize")).unwrap();
        let page = base.join(page.headers()["location"].to_str().unwrap()).unwrap();
        let shown = self
            .browser
            .get(page.clone())
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        assert!(shown.contains(person) && shown.contains("medgivande"));
        let (_, transaction) = page.query_pairs().next().unwrap();
        let form = [
            ("tx", transaction.as_ref()),
            ("person", person),
            ("action", action),
        ];
        let address = base.join("/medgivande").unwrap();
        let answer = self
            .browser
            .post(address.clone())
            .form(&form)
            .send()
            .await
            .unwrap();
        let again = self.browser.post(address).form(&form).send().await.unwrap();
        assert_eq!(again.status(), StatusCode::GONE, "a page is good once");
        returned(&answer)
    }

    async fn code(&self, person: &str) -> String {
        self.answer(person, "ja").await.remove("code").unwrap()
    }

    async fn token(&self, change: &[(&str, &str)]) -> (u16, Value) {
        let secret = std::fs::read_to_string(dir().join("skatteverket-client.secret")).unwrap();
        let mut form = HashMap::from([
            ("client_id", "medborgarnavet-skv"),
            ("client_secret", secret.as_str()),
        ]);
        form.extend(change.iter().copied());
        let address = self.sandbox.address("skatteverket_token");
        let answer = self.back.post(address).form(&form).send().await.unwrap();
        (
            answer.status().as_u16(),
            answer.json().await.unwrap_or(Value::Null),
        )
    }

    async fn redeem(&self, code: &str) -> (u16, Value) {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("redirect_uri", BACK),
            ("code", code),
        ])
        .await
    }

    async fn renew(&self, refresh: &Value) -> (u16, Value) {
        let refresh = refresh.as_str().unwrap();
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)])
            .await
    }

    async fn ask(&self, part: &str, token: &str, change: &[(&'static str, &str)]) -> (u16, Value) {
        let gateway = std::fs::read_to_string(dir().join("skatteverket-gateway.secret")).unwrap();
        let bearer = format!("Bearer {token}");
        let mut headers = HashMap::from([
            ("authorization", bearer.as_str()),
            ("client_id", "medborgarnavet-apigw"),
            ("client_secret", gateway.as_str()),
            ("skv_client_correlation_id", "0123456789"),
        ]);
        headers.extend(change.iter().copied());
        let address = format!("{}/{part}", self.sandbox.address("skatteverket_api"));
        let request = headers
            .into_iter()
            .fold(self.back.get(address), |request, (name, value)| {
                request.header(name, value)
            });
        let answer = request.send().await.unwrap();
        (
            answer.status().as_u16(),
            answer.json().await.unwrap_or(Value::Null),
        )
    }

    /// A token for somebody's data.
    async fn permitted(&self, person: &str) -> Value {
        let (status, tokens) = self.redeem(&self.code(person).await).await;
        assert_eq!(status, 200);
        tokens
    }
}

fn returned(answer: &Response) -> HashMap<String, String> {
    let address = answer.headers()["location"].to_str().unwrap();
    assert!(address.starts_with(BACK), "{address}");
    url::Url::parse(address)
        .unwrap()
        .query_pairs()
        .into_owned()
        .collect()
}

#[tokio::test]
async fn a_permission_opens_ones_own_data_and_nobody_elses() {
    let citizen = Citizen::new().await;
    let back = citizen.answer(&citizen.known, "ja").await;
    assert_eq!(back["state"], STATE);
    let (status, tokens) = citizen.redeem(&back["code"]).await;
    assert_eq!(
        (status, &tokens["expires_in"], &tokens["token_type"]),
        (200, &json!(3600), &json!("Bearer"))
    );
    let token = tokens["access_token"].as_str().unwrap();
    let (status, account) = citizen.ask("skattekonto", token, &[]).await;
    assert_eq!((status, &account["kontohavare"]), (200, &json!(citizen.known)));
    assert!(account["saldo"].is_i64());
    let (status, taxes) = citizen.ask("skatteuppgifter", token, &[]).await;
    assert_eq!((status, &taxes["identitet"]), (200, &json!(citizen.known)));
    assert!(taxes["beslutadeSkatteuppgifter"][0]["uppgifter"]["summaSlutligSkatt"].is_string());
    assert_eq!(citizen.ask("annat", token, &[]).await.0, 404);
    let tokens = citizen.permitted(&citizen.unknown).await;
    let token = tokens["access_token"].as_str().unwrap();
    assert_eq!(citizen.ask("skattekonto", token, &[]).await.0, 404);
    let (status, _) = citizen.redeem(&back["code"]).await;
    assert_eq!(status, 400, "a code is good once");
}

#[tokio::test]
async fn what_is_not_as_published_is_refused() {
    let citizen = Citizen::new().await;
    for unknown in [("client_id", "x"), ("redirect_uri", "https://evil.example/")] {
        assert_eq!(
            citizen.authorize(&[unknown]).await.status(),
            StatusCode::BAD_REQUEST
        );
    }
    for (wrong, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("scope", "allt"), "invalid_scope"),
        (("state", "kort"), "invalid_request"),
        (("code_challenge", "x"), "invalid_request"),
    ] {
        assert_eq!(
            returned(&citizen.authorize(&[wrong]).await)["error"],
            error,
            "{wrong:?}"
        );
    }
    let refused = citizen.answer(&citizen.known, "nej").await;
    assert_eq!(
        (refused["error"].as_str(), refused["state"].as_str()),
        ("access_denied", STATE)
    );
    let code = citizen.code(&citizen.known).await;
    let redeem = [
        ("grant_type", "authorization_code"),
        ("redirect_uri", BACK),
        ("code", code.as_str()),
    ];
    for (wrong, error) in [
        (("client_secret", "x"), (401, "invalid_client")),
        (("grant_type", "password"), (400, "unsupported_grant_type")),
        (("code_verifier", "x"), (400, "invalid_request")),
        (("redirect_uri", "http://localhost:1/"), (400, "invalid_grant")),
    ] {
        let (status, body) = citizen.token(&[&redeem[..], &[wrong]].concat()).await;
        assert_eq!((status, body["error"].as_str().unwrap()), error, "{wrong:?}");
    }
    let tokens = citizen.permitted(&citizen.known).await;
    let token = tokens["access_token"].as_str().unwrap();
    let long = "x".repeat(37);
    for (wrong, status) in [
        (("authorization", "Bearer x"), 401),
        (("client_secret", "x"), 401),
        (("skv_client_correlation_id", long.as_str()), 400),
        (("skv_client_correlation_id", ""), 400),
        (("user-agent", "x"), 403),
    ] {
        assert_eq!(
            citizen.ask("skattekonto", token, &[wrong]).await.0,
            status,
            "{wrong:?}"
        );
    }
}

#[tokio::test]
async fn codes_and_tokens_run_out() {
    let citizen = Citizen::new().await;
    let later = async |seconds: i64| {
        let body = json!({"advance_seconds": seconds});
        citizen.sandbox.tell("/clock", body).await;
    };
    let code = citizen.code(&citizen.known).await;
    later(300).await;
    assert_eq!(citizen.redeem(&code).await.1["error"], "invalid_grant");
    let tokens = citizen.permitted(&citizen.known).await;
    let token = tokens["access_token"].as_str().unwrap();
    later(3599).await;
    assert_eq!(citizen.ask("skattekonto", token, &[]).await.0, 200);
    later(1).await;
    assert_eq!(citizen.ask("skattekonto", token, &[]).await.0, 401);
    let mut refresh = tokens["refresh_token"].clone();
    for renewal in 1..=10 {
        let used = refresh.clone();
        let (status, renewed) = citizen.renew(&used).await;
        assert_eq!(status, 200, "{renewal}");
        assert_eq!(citizen.renew(&used).await.0, 400, "used twice");
        refresh = renewed["refresh_token"].clone();
    }
    assert!(refresh.is_null(), "at most ten");
    let tokens = citizen.permitted(&citizen.known).await;
    later(65 * 60).await;
    assert_eq!(citizen.renew(&tokens["refresh_token"]).await.0, 400);
}

#[tokio::test]
async fn faults_are_played() {
    let citizen = Citizen::new().await;
    let wish = async |fault: &str| {
        let body = json!({"fault": fault});
        citizen.sandbox.tell("/skatteverket", body).await;
    };
    let other = async |fault: &str| {
        let tokens = citizen.permitted(&citizen.known).await;
        wish(fault).await;
        let token = tokens["access_token"].as_str().unwrap();
        citizen.ask("skattekonto", token, &[]).await
    };
    for (fault, status) in [
        ("unauthorized", 401),
        ("forbidden", 403),
        ("not_found", 404),
        ("too_many", 429),
        ("down", 500),
        ("account_down", 500),
    ] {
        assert_eq!(other(fault).await.0, status, "{fault}");
    }
    let (status, account) = other("other_person").await;
    assert!(status == 200 && account["kontohavare"] != json!(citizen.known));
    assert!(other("nobody").await.1["kontohavare"].is_null());
    assert_eq!(other("malformed").await, (200, Value::Null));
    let tokens = citizen.permitted(&citizen.known).await;
    wish("renew").await;
    let token = tokens["access_token"].as_str().unwrap();
    assert_eq!(citizen.ask("skattekonto", token, &[]).await.0, 401);
    let (_, renewed) = citizen.renew(&tokens["refresh_token"]).await;
    let token = renewed["access_token"].as_str().unwrap();
    assert_eq!(citizen.ask("skattekonto", token, &[]).await.0, 200);
    let code = citizen.code(&citizen.known).await;
    wish("token_down").await;
    assert_eq!(citizen.redeem(&code).await.0, 503);
    wish("code_over").await;
    assert_eq!(citizen.redeem(&code).await.1["error"], "invalid_grant");
    wish("wrong_state").await;
    assert_ne!(citizen.answer(&citizen.known, "ja").await["state"], STATE);
    let told = plain().get(format!("{}/skatteverket", citizen.sandbox.address("control")));
    let told: Value = told.send().await.unwrap().json().await.unwrap();
    assert_eq!(told["renewed"], 1);
    citizen.sandbox.tell("/reset", json!({})).await;
    assert_eq!(citizen.answer(&citizen.known, "ja").await["state"], STATE);
}
