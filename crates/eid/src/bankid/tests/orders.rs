use jiff::Timestamp;
use mn_domain::{IdentityNumber, Sensitive};
use serde_json::json;

use super::server::{Answer, NOW, start};
use crate::bankid::{Client, Collect, FailedHint, Order, OrderError, OrderRef, PendingHint, SignOrder};

fn order(person: &IdentityNumber) -> SignOrder<'_> {
    SignOrder {
        person,
        end_user_ip: "2001:db8::7".parse().expect("an address"),
        visible: Sensitive::from("Jag ansöker om planterat bistånd."),
        non_visible: vec![0xff, 0x00, 0x10],
        return_url: Some(
            "https://ditt-rum.example/signera/ater"
                .parse()
                .expect("an address"),
        ),
        user_agent: Some("a browser".to_owned()),
        device: Some("d1e2".to_owned()),
    }
}

fn person() -> IdentityNumber {
    "198501012382".parse().expect("a test number")
}

fn order_ref() -> OrderRef {
    "b0a1-order".parse().expect("a name")
}

fn begun() -> Answer {
    let body = json!({
        "orderRef": "b0a1-order", "autoStartToken": "auto-1", "qrStartToken": "qr-1",
        "qrStartSecret": "secret-1", "somethingNew": {"a": 1}
    });
    (200, body.to_string())
}

#[tokio::test]
async fn an_order_says_all_that_the_api_wants() {
    let (client, asked) = start(vec![begun()]).await;
    let begun = client.sign(order(&person())).await.expect("an order");
    let asked = asked.lock().expect("not poisoned").clone();
    let expected = json!({
        "endUserIp": "2001:db8::7",
        "userVisibleData": "SmFnIGFuc8O2a2VyIG9tIHBsYW50ZXJhdCBiaXN0w6VuZC4=",
        "userNonVisibleData": "/wAQ",
        "requirement": {
            "personalNumber": "198501012382", "certificatePolicies": ["1.2.3.4.25"], "pinCode": true
        },
        "returnUrl": "https://ditt-rum.example/signera/ater",
        "web": {
            "referringDomain": "ditt-rum.example", "userAgent": "a browser", "deviceIdentifier": "d1e2"
        }
    });
    assert_eq!(asked, [("/rp/v6.0/sign".to_owned(), expected)]);
    assert_eq!(begun.order_ref, order_ref());
    assert_eq!(begun.started.as_second(), NOW);
    let links = begun.links();
    assert_eq!(
        links.mobile.expose(),
        "https://app.bankid.com/?autostarttoken=auto-1"
    );
    assert_eq!(
        links.desktop.expose(),
        "bankid:///?autostarttoken=auto-1&redirect=null"
    );
}

#[tokio::test]
async fn an_unknown_browser_is_left_out() {
    let (client, asked) = start(vec![begun()]).await;
    let person = person();
    let mut order = order(&person);
    (order.user_agent, order.return_url, order.non_visible) = (None, None, Vec::new());
    client.sign(order).await.expect("an order");
    let asked = asked.lock().expect("not poisoned").clone();
    let body = &asked.first().expect("asked").1;
    for absent in ["web", "returnUrl", "userNonVisibleData"] {
        assert!(body.get(absent).is_none(), "{absent}");
    }
}

#[tokio::test]
async fn an_order_over_the_limits_is_never_sent() {
    let (client, asked) = start(vec![]).await;
    let person = person();
    for change in 0..4 {
        let mut order = order(&person);
        match change {
            0 => order.visible = Sensitive::new("a".repeat(30_001)),
            1 => order.visible = Sensitive::new(String::new()),
            2 => order.non_visible = vec![0; 150_001],
            _ => {
                order.return_url = format!("https://ditt-rum.example/{}", "a".repeat(512))
                    .parse()
                    .ok();
            }
        }
        assert_eq!(
            client.sign(order).await.err(),
            Some(OrderError::OwnFault),
            "{change}"
        );
    }
    assert!(asked.lock().expect("not poisoned").is_empty());
}

#[tokio::test]
async fn an_order_survives_being_kept() {
    let (client, _) = start(vec![begun()]).await;
    let begun = client.sign(order(&person())).await.expect("an order");
    let kept = serde_json::to_vec(&begun).expect("an order");
    let again = serde_json::from_slice::<Order>(&kept).expect("the same order");
    let later = Timestamp::from_second(NOW + 7).expect("a time");
    assert_eq!(again.qr_frame(later), begun.qr_frame(later));
    assert_eq!(again.qr_frame(later), begun.qr.frame(7));
    assert_eq!(again.links().mobile, begun.links().mobile);
    assert!(serde_json::from_slice::<Order>(b"{}").is_err());
    assert!(!format!("{again:?}").contains("secret-1"));
    assert!(!format!("{again:?}").contains("auto-1"));
}

#[tokio::test]
async fn hints_are_read_and_new_ones_tolerated() {
    let answer = |status: &str, hint: &str| {
        (
            200,
            json!({"orderRef": "b0a1-order", "status": status, "hintCode": hint}).to_string(),
        )
    };
    let (client, asked) = start(vec![
        answer("pending", "outstandingTransaction"),
        answer("pending", "aHintOfNextYear"),
        answer("failed", "userCancel"),
        answer("failed", "aHintOfNextYear"),
        (
            200,
            json!({"orderRef": "b0a1-order", "status": "pending"}).to_string(),
        ),
    ])
    .await;
    let order = order_ref();
    let mut hints = Vec::new();
    for _ in 0..5 {
        hints.push(match client.collect(&order).await.expect("an answer") {
            Collect::Pending(hint) => Ok(hint),
            Collect::Failed(hint) => Err(hint),
            Collect::Complete(_) => panic!("nobody signed"),
        });
    }
    let (other, cancelled) = (Ok(PendingHint::Other), Err(FailedHint::UserCancel));
    assert_eq!(
        hints,
        [
            Ok(PendingHint::OutstandingTransaction),
            other,
            cancelled,
            Err(FailedHint::Other),
            other
        ]
    );
    let asked = asked.lock().expect("not poisoned").clone();
    assert_eq!(
        asked.first(),
        Some(&("/rp/v6.0/collect".to_owned(), json!({"orderRef": "b0a1-order"})))
    );
}

#[tokio::test]
async fn a_completion_keeps_the_signature_to_the_letter() {
    let body = json!({
        "orderRef": "b0a1-order", "status": "complete", "completionData": {
            "user": {"personalNumber": "198501012382", "name": "Test Testsson", "givenName": "Test", "surname": "Testsson"},
            "device": {"ipAddress": "192.0.2.7", "uhi": "x"}, "bankIdIssueDate": "2026-02-01",
            "stepUp": {"mrtd": true}, "signature": "PHg+\n", "ocspResponse": "MAMKAQE=", "risk": "low"
        }
    });
    let bare = json!({
        "orderRef": "b0a1-order", "status": "complete",
        "completionData": {"user": {"personalNumber": "198501012382"}, "signature": "PHg+"}
    });
    let (client, _) = start(vec![(200, body.to_string()), (200, bare.to_string())]).await;
    let Ok(Collect::Complete(completion)) = client.collect(&order_ref()).await else {
        panic!("it was signed");
    };
    assert_eq!(completion.signature.expose(), "PHg+\n");
    assert_eq!(completion.ocsp_response.as_deref(), Some("MAMKAQE="));
    assert_eq!(completion.ocsp_der(), Some(vec![0x30, 0x03, 0x0a, 0x01, 0x01]));
    assert_eq!(completion.personal_number.expose(), "198501012382");
    assert_eq!(completion.device_ip, Some(Sensitive::from("192.0.2.7")));
    assert!(!format!("{completion:?}").contains("1985"));
    let Ok(Collect::Complete(completion)) = client.collect(&order_ref()).await else {
        panic!("it was signed");
    };
    assert!(completion.ocsp_response.is_none() && completion.device_ip.is_none());
}

#[tokio::test]
async fn answers_that_break_the_contract_are_refused() {
    let bodies = [
        String::new(),
        "[]".to_owned(),
        "{\"orderRef\":\"b0a1-order\"}".to_owned(),
        json!({"orderRef": "another", "status": "pending", "hintCode": "userSign"}).to_string(),
        json!({"orderRef": "b0a1-order", "status": "complete"}).to_string(),
        json!({"orderRef": "b0a1-order", "status": "done"}).to_string(),
    ];
    let (client, _) = start(bodies.iter().map(|body| (200, body.clone())).collect()).await;
    for body in bodies {
        assert_eq!(
            client.collect(&order_ref()).await.err(),
            Some(OrderError::Malformed),
            "{body}"
        );
    }
    let climbing = json!({
        "orderRef": "../cancel", "autoStartToken": "a", "qrStartToken": "b", "qrStartSecret": "c"
    });
    let (client, _) = start(vec![(200, climbing.to_string())]).await;
    assert_eq!(
        client.sign(order(&person())).await.err(),
        Some(OrderError::Malformed)
    );
}

#[tokio::test]
async fn an_order_is_cancelled_by_name() {
    let gone = json!({"errorCode": "invalidParameters", "details": "No such order"}).to_string();
    let (client, asked) = start(vec![(200, "{}".to_owned()), (400, gone)]).await;
    assert_eq!(client.cancel(&order_ref()).await, Ok(()));
    assert_eq!(client.cancel(&order_ref()).await, Err(OrderError::NoSuchOrder));
    let asked = asked.lock().expect("not poisoned").clone();
    assert_eq!(
        asked.first(),
        Some(&("/rp/v6.0/cancel".to_owned(), json!({"orderRef": "b0a1-order"})))
    );
}

#[tokio::test]
async fn each_error_says_what_to_do() {
    use OrderError::{AlreadyInProgress, Failed, Malformed, NoSuchOrder, OwnFault, RetryLater};
    let cases = [
        (400, "alreadyInProgress", AlreadyInProgress, AlreadyInProgress),
        (400, "invalidParameters", OwnFault, NoSuchOrder),
        (401, "unauthorized", OwnFault, OwnFault),
        (403, "unauthorized", OwnFault, OwnFault),
        (404, "notFound", OwnFault, OwnFault),
        (405, "methodNotAllowed", OwnFault, OwnFault),
        (408, "requestTimeout", Failed, RetryLater),
        (415, "unsupportedMediaType", OwnFault, OwnFault),
        (429, "tooManyRequests", RetryLater, RetryLater),
        (500, "internalError", Failed, RetryLater),
        (502, "", Failed, RetryLater),
        (503, "maintenance", RetryLater, RetryLater),
        (400, "anErrorOfNextYear", Malformed, Malformed),
        (401, "invalidParameters", Malformed, Malformed),
        (302, "", Malformed, Malformed),
    ];
    for (status, code, at_beginning, later) in cases {
        let body = json!({"errorCode": code, "details": "planted words"}).to_string();
        let (client, _) = start(vec![(status, body.clone()), (status, body)]).await;
        let error = client.sign(order(&person())).await.err();
        assert_eq!(error, Some(at_beginning), "{status} {code}");
        assert!(!format!("{error:?}").contains("planted"));
        assert_eq!(
            client.collect(&order_ref()).await.err(),
            Some(later),
            "{status} {code}"
        );
    }
}

#[tokio::test]
async fn silence_is_worth_asking_again() {
    let (client, _) = start(vec![(0, String::new())]).await;
    assert_eq!(
        client.collect(&order_ref()).await.err(),
        Some(OrderError::RetryLater)
    );
}
