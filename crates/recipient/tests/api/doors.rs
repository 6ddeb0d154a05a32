//! Who gets in.

use mn_http::{HttpError, Request};
use mn_limit::Rate;
use mn_recipient::{Entry, Recipients, RecipientsError};

use crate::fixture::{Authority, Bench, Certificate};

#[tokio::test]
async fn a_pinned_certificate_gets_in() {
    let bench = Bench::new().await;
    let response = bench.get("api-info").await;
    assert_eq!(response.status, 200);
    assert_eq!(response.headers.get("cache-control").unwrap(), "no-store");
}

#[tokio::test]
async fn no_certificate_and_an_unknown_one_are_turned_away_in_the_handshake_and_recorded() {
    let bench = Bench::new().await;
    let ask = async |certificate: Option<&Certificate>| {
        let request = Request::get(bench.url("submissions"));
        bench
            .client(certificate)
            .send(request)
            .await
            .map(|response| response.status)
    };
    assert_eq!(ask(None).await, Err(HttpError::Unreachable));
    assert_eq!(bench.log.count("UnknownRecipient"), 1);
    assert_eq!(ask(Some(&Certificate::new())).await, Err(HttpError::Unreachable));
    assert_eq!(bench.log.count("UnknownRecipient"), 2);
}

#[tokio::test]
async fn who_fails_too_often_at_the_door_is_kept_out_for_a_while() {
    let bench = Bench::with_failures(Rate::new(2, 100)).await;
    let knock = async || {
        let request = Request::get(bench.url("submissions"));
        bench.client(Some(&Certificate::new())).send(request).await
    };
    for _ in 0..5 {
        assert!(knock().await.is_err());
    }
    assert_eq!(
        bench.log.count("UnknownRecipient"),
        3,
        "the rest never got as far"
    );
    let ours = bench.get_as(&bench.ours, "submissions").await;
    assert!(ours.is_err(), "the address is kept out, whatever it brings");
}

#[tokio::test]
async fn a_known_recipient_that_fails_too_often_is_told_to_wait() {
    let bench = Bench::with_failures(Rate::new(2, 100)).await;
    let client = bench.client(Some(&bench.ours.certificate));
    let ask = async |path: &str| {
        let response = client.send(Request::get(bench.url(path))).await;
        response.map(|response| response.status)
    };
    for _ in 0..20 {
        assert_eq!(ask("submissions").await, Ok(200), "who succeeds is never counted");
    }
    for _ in 0..3 {
        assert_eq!(ask("nothing").await, Ok(404));
    }
    assert!(ask("submissions").await.is_err());
}

#[test]
fn recipients_that_cannot_be_told_apart_are_refused() {
    let (one, two) = (
        Authority::new("bjorkvik-socialnamnd"),
        Authority::new("norrhamn-socialnamnd"),
    );
    let entry = |authority: &Authority, pins| Entry {
        pins,
        keys: authority.keys.clone(),
    };
    let pin = one.certificate.pin;
    let shared = Recipients::new(vec![entry(&one, vec![pin]), entry(&two, vec![pin])]);
    assert_eq!(
        shared.err(),
        Some(RecipientsError::PinTwice(one.id.clone(), two.id.clone()))
    );
    let twice = Recipients::new(vec![
        entry(&one, vec![pin]),
        entry(&one, vec![two.certificate.pin]),
    ]);
    assert_eq!(twice.err(), Some(RecipientsError::RecipientTwice(one.id.clone())));
    let none = Recipients::new(vec![entry(&one, vec![])]);
    assert_eq!(none.err(), Some(RecipientsError::NoPin(one.id.clone())));
    let exchanged = Recipients::new(vec![entry(&one, vec![pin, two.certificate.pin])]).unwrap();
    assert_eq!(exchanged.by_pin(&two.certificate.pin), Some(&one.id));
}
