//! Which events count.

use jiff::SignedDuration;
use mn_http::Request;
use mn_package::{RejectReason, Verdict};

use crate::fixture::{Bench, json, problem};

#[tokio::test]
async fn an_accept_event_takes_the_application_and_deletes_the_ciphertext() {
    let bench = Bench::new().await;
    let submission = bench.send().await;
    let event = bench.event(submission, Verdict::Accept).await;
    let token = event.sign(&bench.ours.events).unwrap();
    let response = bench.post_as(&bench.ours, submission, &token).await;
    assert_eq!(
        (response.status, json(&response)["state"].as_str()),
        (200, Some("accepted"))
    );
    let part = bench
        .get(&format!("submissions/{submission}/parts/application.json"))
        .await;
    assert_eq!(problem(&part), (404, "not-found".to_owned()));
    let list = json(&bench.get("submissions").await);
    assert_eq!(list["total"], 0);
    let again = bench.post_as(&bench.ours, submission, &token).await;
    assert_eq!(
        (again.status, json(&again)),
        (200, json(&response)),
        "a replayed event changes nothing"
    );
    assert_eq!(bench.log.count("SubmissionAccepted"), 1);
}

#[tokio::test]
async fn a_reject_event_keeps_the_application() {
    let bench = Bench::new().await;
    let submission = bench.send().await;
    let event = bench
        .event(submission, Verdict::Reject(RejectReason::SignatureInvalid))
        .await;
    let token = event.sign(&bench.ours.events).unwrap();
    let response = bench.post_as(&bench.ours, submission, &token).await;
    assert_eq!(json(&response)["reject_reason"], "signature_invalid");
    let part = bench
        .get(&format!("submissions/{submission}/parts/application.json"))
        .await;
    assert_eq!(part.status, 200);
}

#[tokio::test]
async fn another_recipients_word_does_not_count() {
    let bench = Bench::new().await;
    let submission = bench.send().await;
    let mut event = bench.event(submission, Verdict::Accept).await;
    // Our words, signed with the other's key: through our connection, and through theirs.
    let token = event.sign(&bench.other.events).unwrap();
    let untrusted = (403, "event-untrusted".to_owned());
    assert_eq!(
        problem(&bench.post_as(&bench.ours, submission, &token).await),
        untrusted
    );
    assert_eq!(
        problem(&bench.post_as(&bench.other, submission, &token).await),
        untrusted
    );
    // Our own true event, through the other's connection.
    let own = event.sign(&bench.ours.events).unwrap();
    assert_eq!(
        problem(&bench.post_as(&bench.other, submission, &own).await),
        untrusted
    );
    assert_eq!(bench.log.count("UntrustedEvent"), 3);
    // The other speaks in its own name of what is ours.
    event.recipient = bench.other.id.clone();
    let token = event.sign(&bench.other.events).unwrap();
    let response = bench.post_as(&bench.other, submission, &token).await;
    assert_eq!(problem(&response), (404, "not-found".to_owned()));
    assert_eq!(json(&bench.get("submissions").await)["total"], 1);
}

#[tokio::test]
async fn an_event_about_other_envelopes_does_not_count() {
    let bench = Bench::new().await;
    let submission = bench.send().await;
    let good = bench.event(submission, Verdict::Accept).await;
    let mut wrong_tag = good.clone();
    wrong_tag.parts.first_mut().unwrap().tag = "AAAAAAAAAAAAAAAAAAAAAA".to_owned();
    let mut wrong_digest = good.clone();
    wrong_digest.parts.first_mut().unwrap().sha256 = mn_seal::sha256(b"other");
    let mut fewer = good.clone();
    fewer.parts.pop();
    for event in [wrong_tag, wrong_digest, fewer] {
        let token = event.sign(&bench.ours.events).unwrap();
        let response = bench.post_as(&bench.ours, submission, &token).await;
        assert_eq!(problem(&response), (409, "event-other-parts".to_owned()));
    }
    assert_eq!(json(&bench.get("submissions").await)["total"], 1);
}

#[tokio::test]
async fn an_event_counts_for_its_own_submission_only() {
    let bench = Bench::new().await;
    let (one, two) = (bench.send().await, bench.send().await);
    let event = bench.event(one, Verdict::Accept).await;
    let token = event.sign(&bench.ours.events).unwrap();
    let response = bench.post_as(&bench.ours, two, &token).await;
    assert_eq!(problem(&response), (400, "event-other-submission".to_owned()));
    let mut moved = event.clone();
    moved.submission = two;
    let token = moved.sign(&bench.ours.events).unwrap();
    let response = bench.post_as(&bench.ours, two, &token).await;
    assert_eq!(problem(&response), (409, "event-other-parts".to_owned()));
}

#[tokio::test]
async fn a_later_contradiction_is_refused() {
    let bench = Bench::new().await;
    let submission = bench.send().await;
    let yes = bench.event(submission, Verdict::Accept).await;
    let mut no = yes.clone();
    no.verdict = Verdict::Reject(RejectReason::OtherKey);
    let contradicts = (409, "event-contradicts".to_owned());
    let token = yes.sign(&bench.ours.events).unwrap();
    assert_eq!(bench.post_as(&bench.ours, submission, &token).await.status, 200);
    let same_id = no.sign(&bench.ours.events).unwrap();
    assert_eq!(
        problem(&bench.post_as(&bench.ours, submission, &same_id).await),
        contradicts
    );
    no.id = "another".to_owned();
    let own_id = no.sign(&bench.ours.events).unwrap();
    assert_eq!(
        problem(&bench.post_as(&bench.ours, submission, &own_id).await),
        contradicts
    );
}

#[tokio::test]
async fn what_is_no_event_gets_a_problem() {
    let bench = Bench::new().await;
    let submission = bench.send().await;
    let malformed = (400, "event-malformed".to_owned());
    for body in ["", "a.b.c", "{}", "\u{e5}\u{e4}\u{f6}"] {
        let response = bench.post_as(&bench.ours, submission, body).await;
        assert_eq!(problem(&response), malformed, "{body}");
    }
    let mut future = bench.event(submission, Verdict::Accept).await;
    future.issued += SignedDuration::from_mins(10);
    let token = future.sign(&bench.ours.events).unwrap();
    assert_eq!(
        problem(&bench.post_as(&bench.ours, submission, &token).await),
        malformed
    );
    let large = "a".repeat(70_000);
    let response = bench.post_as(&bench.ours, submission, &large).await;
    assert_eq!(problem(&response), (413, "too-large".to_owned()));
    let url = bench.url(&format!("submissions/{submission}/events"));
    let request = Request::post(url, "application/json", b"{}".to_vec());
    let response = bench
        .client(Some(&bench.ours.certificate))
        .send(request)
        .await
        .unwrap();
    assert_eq!(problem(&response), (415, "media-type".to_owned()));
}
