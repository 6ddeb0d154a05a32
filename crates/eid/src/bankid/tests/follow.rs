use std::time::Duration;

use serde_json::json;

use super::server::{Answer, start};
use crate::bankid::{FailedHint, OrderError, OrderRef, Outcome, Pace, PendingHint, follow};

const PACE: Pace = Pace {
    interval: Duration::from_millis(1),
    most_turns: 10,
    most_troubles: 2,
};

fn order() -> OrderRef {
    "order-1".parse().expect("a name")
}

fn pending(hint: &str) -> Answer {
    (
        200,
        json!({"orderRef": "order-1", "status": "pending", "hintCode": hint}).to_string(),
    )
}

fn trouble() -> Answer {
    (
        503,
        json!({"errorCode": "maintenance", "details": ""}).to_string(),
    )
}

fn complete() -> Answer {
    let data =
        json!({"user": {"personalNumber": "198501012382"}, "signature": "PHg+", "ocspResponse": "MAA="});
    (
        200,
        json!({"orderRef": "order-1", "status": "complete", "completionData": data}).to_string(),
    )
}

#[tokio::test]
async fn a_finished_order_is_collected_once() {
    let script = vec![
        pending("outstandingTransaction"),
        trouble(),
        pending("userSign"),
        complete(),
        complete(),
    ];
    let (client, asked) = start(script).await;
    let mut hints = Vec::new();
    let outcome = follow(&client, order(), PACE, |hint| hints.push(hint)).await;
    assert!(matches!(outcome, Ok(Outcome::Complete(_))));
    assert_eq!(
        hints,
        [PendingHint::OutstandingTransaction, PendingHint::UserSign]
    );
    assert_eq!(asked.lock().expect("not poisoned").len(), 4);
}

#[tokio::test]
async fn a_failed_order_is_over() {
    let failed = json!({"orderRef": "order-1", "status": "failed", "hintCode": "startFailed"});
    let (client, asked) = start(vec![(200, failed.to_string())]).await;
    let outcome = follow(&client, order(), PACE, |_| {}).await;
    assert!(matches!(outcome, Ok(Outcome::Failed(FailedHint::StartFailed))));
    assert_eq!(asked.lock().expect("not poisoned").len(), 1);
}

#[tokio::test]
async fn following_ends_at_some_time() {
    let (client, asked) = start(vec![pending("userSign"); 20]).await;
    let outcome = follow(&client, order(), PACE, |_| {}).await;
    assert_eq!(outcome.err(), Some(OrderError::Failed));
    assert_eq!(asked.lock().expect("not poisoned").len(), 10);
    let (client, asked) = start(vec![trouble(); 20]).await;
    let outcome = follow(&client, order(), PACE, |_| {}).await;
    assert_eq!(outcome.err(), Some(OrderError::RetryLater));
    assert_eq!(asked.lock().expect("not poisoned").len(), 3);
}

#[tokio::test]
async fn an_order_that_is_gone_is_not_asked_about_again() {
    let gone = (
        400,
        json!({"errorCode": "invalidParameters", "details": ""}).to_string(),
    );
    let (client, asked) = start(vec![gone, complete()]).await;
    let outcome = follow(&client, order(), PACE, |_| {}).await;
    assert_eq!(outcome.err(), Some(OrderError::NoSuchOrder));
    assert_eq!(asked.lock().expect("not poisoned").len(), 1);
}

#[test]
fn the_usual_pace_is_two_seconds() {
    assert_eq!(Pace::default().interval, Duration::from_secs(2));
}
