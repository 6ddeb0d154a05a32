//! BankID's orders and the RP API around them.

use ring::hmac;
use serde_json::{Value, json};

use crate::bankid::{SIGNER, TEXT, call, collect, order};
use crate::harness::{Sandbox, mutual, plain, shared};

#[tokio::test]
async fn an_order_lives_as_long_as_the_api_says() {
    let sandbox = Sandbox::start();
    let (_, first) = call(&sandbox, "sign", order(None)).await;
    assert_eq!(
        collect(&sandbox, &first).await.1["hintCode"],
        "outstandingTransaction"
    );
    sandbox.tell("/clock", json!({"advance_seconds": 31})).await;
    assert_eq!(collect(&sandbox, &first).await.1["hintCode"], "startFailed");
    assert_eq!(
        collect(&sandbox, &first).await.1["errorCode"],
        "invalidParameters",
        "told once"
    );

    let (_, second) = call(&sandbox, "sign", order(None)).await;
    let open = json!({"autoStartToken": second["autoStartToken"], "how": "open"});
    assert_eq!(sandbox.control("/bankid/act", open).await.0, 200);
    sandbox.tell("/clock", json!({"advance_seconds": 31})).await;
    assert_eq!(collect(&sandbox, &second).await.1["hintCode"], "userSign");
    sandbox.tell("/clock", json!({"advance_seconds": 150})).await;
    assert_eq!(
        collect(&sandbox, &second).await.1["hintCode"],
        "expiredTransaction"
    );

    let (_, third) = call(&sandbox, "sign", order(Some(SIGNER))).await;
    let sign = json!({"autoStartToken": third["autoStartToken"], "delayMs": 60_000});
    assert_eq!(sandbox.control("/bankid/sign", sign).await.0, 200);
    assert_eq!(collect(&sandbox, &third).await.1["hintCode"], "processing");
    sandbox.tell("/clock", json!({"advance_seconds": 60})).await;
    assert_eq!(collect(&sandbox, &third).await.1["status"], "complete");
    assert_eq!(collect(&sandbox, &third).await.0, 400);
}

#[tokio::test]
async fn a_completion_that_is_held_back_has_been_collected_all_the_same() {
    let sandbox = Sandbox::start();
    sandbox.tell("/bankid", json!({"fault": "hold_complete"})).await;
    let (_, first) = call(&sandbox, "sign", order(Some(SIGNER))).await;
    assert_eq!(
        collect(&sandbox, &first).await.1["status"],
        "pending",
        "only the end is held back"
    );
    let sign = json!({"autoStartToken": first["autoStartToken"]});
    assert_eq!(sandbox.control("/bankid/sign", sign).await.0, 200);
    let patience = std::time::Duration::from_millis(300);
    let held = tokio::time::timeout(patience, collect(&sandbox, &first)).await;
    assert!(held.is_err(), "it was told: {held:?}");
    assert_eq!(
        collect(&sandbox, &first).await.1["errorCode"],
        "invalidParameters",
        "told once"
    );
}

#[tokio::test]
async fn two_orders_for_one_person_end_each_other() {
    let sandbox = Sandbox::start();
    let (_, first) = call(&sandbox, "sign", order(Some(SIGNER))).await;
    let (status, second) = call(&sandbox, "sign", order(Some(SIGNER))).await;
    assert_eq!(
        (status, second["errorCode"].as_str()),
        (400, Some("alreadyInProgress"))
    );
    assert_eq!(collect(&sandbox, &first).await.1["hintCode"], "cancelled");
    let (status, third) = call(&sandbox, "sign", order(Some(SIGNER))).await;
    assert_eq!(status, 200);
    assert_eq!(
        call(&sandbox, "cancel", json!({"orderRef": third["orderRef"]})).await,
        (200, json!({}))
    );
    assert_eq!(
        call(&sandbox, "cancel", json!({"orderRef": third["orderRef"]}))
            .await
            .0,
        400
    );
    assert_eq!(
        call(&sandbox, "sign", order(Some(SIGNER))).await.0,
        200,
        "a cancelled order is in nobody's way"
    );
}

#[tokio::test]
async fn somebody_else_cannot_sign_a_bound_order_by_accident() {
    let sandbox = Sandbox::start();
    let (_, bound) = call(&sandbox, "sign", order(Some(SIGNER))).await;
    let act = json!({"autoStartToken": bound["autoStartToken"], "person": "198501012382"});
    assert_eq!(sandbox.control("/bankid/sign", act).await.0, 200);
    assert_eq!(collect(&sandbox, &bound).await.1["hintCode"], "certificateErr");
}

#[tokio::test]
async fn wrong_requests_get_the_apis_errors() {
    let sandbox = Sandbox::start();
    let changed = |name: &str, value: Value| {
        let mut body = order(None);
        body[name] = value;
        body
    };
    let wrong = [
        changed("endUserIp", json!("nowhere")),
        changed("userVisibleData", json!("not base64!")),
        changed("userVisibleData", json!("A".repeat(40_004))),
        changed("userVisibleData", Value::Null),
        changed("userNonVisibleData", json!("A".repeat(200_004))),
        changed("userVisibleDataFormat", json!("html")),
        changed("requirement", json!({"personalNumber": "8501012382"})),
        changed("personalNumber", json!(SIGNER)),
        changed("web", json!({"userAgent": ""})),
    ];
    for body in wrong {
        let (status, answer) = call(&sandbox, "sign", body.clone()).await;
        assert_eq!(
            (status, answer["errorCode"].as_str()),
            (400, Some("invalidParameters")),
            "{body}"
        );
    }
    let client = mutual("bankid-tls-ca.pem", Some("bankid-client"));
    let base = sandbox.address("bankid");
    assert_eq!(
        client.get(format!("{base}auth")).send().await.unwrap().status(),
        405
    );
    assert_eq!(
        client
            .post(format!("{base}sign"))
            .body("x")
            .send()
            .await
            .unwrap()
            .status(),
        415
    );
    assert_eq!(
        client.post(format!("{base}other")).send().await.unwrap().status(),
        404
    );
    assert!(
        mutual("bankid-tls-ca.pem", None).get(base).send().await.is_err(),
        "no client certificate"
    );
}

#[tokio::test]
async fn the_api_fails_as_told() {
    let sandbox = Sandbox::start();
    for (fault, status, code) in [
        ("maintenance", 503, "maintenance"),
        ("request_timeout", 408, "requestTimeout"),
        ("unknown_error", 400, "somethingNobodyHasDocumented"),
    ] {
        sandbox
            .tell("/bankid", json!({"fault": fault, "on": "sign", "times": 1}))
            .await;
        let (got, answer) = call(&sandbox, "sign", order(None)).await;
        assert_eq!((got, answer["errorCode"].as_str()), (status, Some(code)));
    }
    assert_eq!(call(&sandbox, "sign", order(None)).await.0, 200);
}

fn qr(secret: &str, token: &str, second: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let code = hmac::sign(&key, second.to_string().as_bytes());
    let hex: Vec<String> = code.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("bankid.{token}.{second}.{}", hex.concat())
}

#[tokio::test]
async fn a_code_is_scanned_while_it_is_fresh() {
    if let Some(shared) = shared() {
        let text = std::fs::read_to_string(shared.join("data/bankid/qr_vectors.json")).unwrap();
        for vector in serde_json::from_str::<Vec<Value>>(&text).unwrap() {
            let part = |name: &str| vector[name].as_str().unwrap();
            let made = qr(
                part("qrStartSecret"),
                part("qrStartToken"),
                vector["seconds"].as_i64().unwrap(),
            );
            assert_eq!(made, part("qrData"), "the test's own code");
        }
    }
    let sandbox = Sandbox::start();
    let (_, order) = call(&sandbox, "sign", order(Some(SIGNER))).await;
    let part = |name: &str| order[name].as_str().unwrap();
    let (secret, token) = (part("qrStartSecret"), part("qrStartToken"));
    let scan = async |content: String| {
        sandbox
            .control("/bankid/act", json!({"qr": content, "how": "open"}))
            .await
            .0
    };
    assert_eq!(scan(qr("another secret", token, 0)).await, 404);
    assert_eq!(scan(qr(secret, token, 20)).await, 404, "from the future");
    sandbox.tell("/clock", json!({"advance_seconds": 15})).await;
    assert_eq!(scan(qr(secret, token, 0)).await, 404, "a photograph");
    assert_eq!(scan(qr(secret, token, 15)).await, 200);
}

#[tokio::test]
async fn the_app_leads_a_tester_through_an_order() {
    let sandbox = Sandbox::start();
    let mut body = order(Some(SIGNER));
    body["returnUrl"] = json!("http://localhost:8080/back#nonce=1");
    let (_, order) = call(&sandbox, "sign", body).await;
    let (app, browser) = (sandbox.address("bankid_app"), plain());
    let listed = browser.get(app).send().await.unwrap().text().await.unwrap();
    assert!(listed.contains("Underskrift") && listed.contains("heder och samvete"));
    let start = format!(
        "{app}/?autostarttoken={}",
        order["autoStartToken"].as_str().unwrap()
    );
    let to = browser.get(start).send().await.unwrap().headers()["location"]
        .to_str()
        .unwrap()
        .to_owned();
    let page = browser
        .get(format!("{app}{to}"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(page.contains(TEXT) && page.contains(&format!("value=\"{SIGNER}\" selected")));
    let form = [
        ("token", order["autoStartToken"].as_str().unwrap()),
        ("person", SIGNER),
        ("how", "sign"),
        ("delay", "0"),
    ];
    let done = browser
        .post(format!("{app}/order"))
        .form(&form)
        .send()
        .await
        .unwrap();
    assert_eq!(done.headers()["location"], "http://localhost:8080/back#nonce=1");
    assert_eq!(collect(&sandbox, &order).await.1["status"], "complete");
    let again = browser.get(format!("{app}{to}")).send().await.unwrap();
    assert_eq!(again.status(), 410);
}
