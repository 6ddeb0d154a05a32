//! From prepared to accepted, and every turn on the way.

use jiff::SignedDuration;
use mn_deliver::{CommitError, OrderError, Page, PrepareError, Reception, SettleError, State};
use mn_domain::Clock;
use mn_package::{PartName, RejectReason, Verdict};

use crate::fixture::{Bench, open, person, submission};

const ALL: Page = Page { limit: 20, number: 1 };

#[tokio::test]
async fn an_application_goes_from_prepared_to_accepted_and_leaves_a_receipt() {
    let bench = Bench::new().await;
    let id = bench.send(1).await;
    let sent_at = bench.clock.now();
    bench.clock.advance(SignedDuration::from_mins(10));
    let (offers, total) = bench.outbox.offers(&bench.recipient.id, ALL).await.unwrap();
    assert_eq!((offers.len(), total), (1, 1));
    assert_eq!(offers.first().unwrap().state, State::Offered);
    let marks = bench.marks(id).await;
    for mark in &marks {
        let jwe = bench
            .outbox
            .part(&bench.recipient.id, id, mark.name)
            .await
            .unwrap();
        assert_eq!(jwe.unwrap().digest(), mark.sha256);
    }
    let fetched_at = bench.clock.now();
    bench.clock.advance(SignedDuration::from_mins(1));
    let receipt = bench
        .settle(&bench.event(id, Verdict::Accept, marks))
        .await
        .unwrap();
    assert_eq!(receipt.state, State::Accepted);
    assert_eq!(receipt.sent_at, sent_at);
    assert_eq!(
        receipt.arrived_at,
        Some(sent_at),
        "the outbox is the agreed place"
    );
    assert_eq!(receipt.fetched_at, Some(fetched_at));
    assert_eq!(receipt.accepted_at, Some(bench.clock.now()));
    assert_eq!(bench.outbox.receipts(&person(1)).await.unwrap(), [receipt]);
    for event in ["SubmissionSent", "SubmissionFetched", "SubmissionAccepted"] {
        assert_eq!(bench.log.count(event), 1, "{event}");
    }
}

#[tokio::test]
async fn what_is_only_prepared_is_not_sent() {
    let bench = Bench::new().await;
    let pending = bench.recipient.pending(submission(1), bench.clock.now());
    bench.outbox.prepare(&pending).await.unwrap();
    assert!(bench.outbox.receipts(&person(1)).await.unwrap().is_empty());
    let offered = bench.outbox.offers(&bench.recipient.id, ALL).await.unwrap();
    assert_eq!(offered, (vec![], 0));
    let offer = bench.outbox.offer(&bench.recipient.id, pending.submission).await;
    assert!(offer.unwrap().is_none());
    let part = (bench.outbox)
        .part(&bench.recipient.id, pending.submission, PartName::Application)
        .await;
    assert!(part.unwrap().is_none());
    let event = bench.event(pending.submission, Verdict::Accept, vec![]);
    assert!(matches!(bench.settle(&event).await, Err(SettleError::Unknown)));
    let overdue = bench.outbox.overdue(SignedDuration::ZERO).await.unwrap();
    assert!(overdue.is_empty());
}

#[tokio::test]
async fn sending_twice_sends_once_and_gives_the_same_receipt() {
    let bench = Bench::new().await;
    let pending = bench.recipient.pending(submission(1), bench.clock.now());
    bench.outbox.prepare(&pending).await.unwrap();
    bench.outbox.prepare(&pending).await.unwrap();
    let signed = bench.recipient.signed(pending.submission, bench.clock.now());
    let first = bench.outbox.commit(&signed).await.unwrap();
    bench.clock.advance(SignedDuration::from_secs(9));
    assert_eq!(bench.outbox.commit(&signed).await.unwrap(), first);
    assert!(matches!(
        bench.outbox.prepare(&pending).await,
        Err(PrepareError::Taken)
    ));
    assert_eq!(bench.outbox.receipts(&person(1)).await.unwrap(), [first]);
    assert_eq!(bench.marks(pending.submission).await.len(), 5);
    assert_eq!(bench.log.count("SubmissionSent"), 1);
}

#[tokio::test]
async fn another_application_with_the_same_id_is_refused() {
    let bench = Bench::new().await;
    let pending = bench.recipient.pending(submission(1), bench.clock.now());
    bench.outbox.prepare(&pending).await.unwrap();
    let mut other = bench.recipient.pending(submission(1), bench.clock.now());
    other.manifest = mn_seal::sha256(b"another");
    assert!(matches!(
        bench.outbox.prepare(&other).await,
        Err(PrepareError::Taken)
    ));
}

#[tokio::test]
async fn nothing_unsigned_is_sent() {
    let bench = Bench::new().await;
    let pending = bench.recipient.pending(submission(1), bench.clock.now());
    bench.outbox.prepare(&pending).await.unwrap();
    let mut signed = bench.recipient.signed(pending.submission, bench.clock.now());
    let whole = signed.parts.clone();
    signed.parts.retain(|part| part.name != PartName::Signature);
    assert!(matches!(
        bench.outbox.commit(&signed).await,
        Err(CommitError::Parts)
    ));
    signed.parts = [whole, pending.parts].concat();
    assert!(matches!(
        bench.outbox.commit(&signed).await,
        Err(CommitError::Parts)
    ));
    assert!(bench.outbox.receipts(&person(1)).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_abandoned_order_leaves_nothing_and_can_no_longer_be_sent() {
    let bench = Bench::new().await;
    let pending = bench.recipient.pending(submission(1), bench.clock.now());
    bench.outbox.prepare(&pending).await.unwrap();
    bench.outbox.abandon(pending.submission).await.unwrap();
    bench.outbox.abandon(pending.submission).await.unwrap();
    assert!(bench.outbox.orders_to_resume().await.unwrap().is_empty());
    let signed = bench.recipient.signed(pending.submission, bench.clock.now());
    assert!(matches!(
        bench.outbox.commit(&signed).await,
        Err(CommitError::Unknown)
    ));
    let late = bench.outbox.order_started(pending.submission, b"an-order").await;
    assert!(matches!(late, Err(OrderError::Unknown)));
}

#[tokio::test]
async fn what_is_sent_cannot_be_abandoned() {
    let bench = Bench::new().await;
    let id = bench.send(1).await;
    assert!(matches!(bench.outbox.abandon(id).await, Err(OrderError::Sent)));
    let late = bench.outbox.order_started(id, b"an-order").await;
    assert!(matches!(late, Err(OrderError::Sent)));
    assert_eq!(bench.outbox.receipts(&person(1)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_running_order_is_found_again_after_a_restart() {
    let bench = Bench::new().await;
    let pending = bench.recipient.pending(submission(1), bench.clock.now());
    bench.outbox.prepare(&pending).await.unwrap();
    bench
        .outbox
        .order_started(pending.submission, b"an-order")
        .await
        .unwrap();
    bench.send(2).await;
    bench.outbox.close().await;
    let outbox = open(&bench.path(), &bench.clock, &bench.log).await;
    let orders = outbox.orders_to_resume().await.unwrap();
    let [order] = orders.as_slice() else {
        panic!("one order, not {}", orders.len());
    };
    assert_eq!(order.submission, pending.submission);
    assert_eq!(order.order.as_deref(), Some(b"an-order".as_slice()));
    assert_eq!((order.person, order.manifest), (person(1), pending.manifest));
    let signed = bench.recipient.signed(pending.submission, bench.clock.now());
    assert_eq!(outbox.commit(&signed).await.unwrap().state, State::Sealed);
    assert!(outbox.orders_to_resume().await.unwrap().is_empty());
}

#[tokio::test]
async fn where_the_inbox_is_the_agreed_place_it_arrives_when_fetched() {
    let bench = Bench::new().await;
    let mut pending = bench.recipient.pending(submission(1), bench.clock.now());
    pending.reception = Reception::Inbox;
    bench.outbox.prepare(&pending).await.unwrap();
    let signed = bench.recipient.signed(pending.submission, bench.clock.now());
    let receipt = bench.outbox.commit(&signed).await.unwrap();
    assert_eq!(receipt.arrived_at, None);
    bench.clock.advance(SignedDuration::from_hours(30));
    let marks = bench.marks(pending.submission).await;
    for (index, mark) in marks.iter().enumerate() {
        let receipts = bench.outbox.receipts(&person(1)).await.unwrap();
        assert_eq!(
            receipts.first().unwrap().arrived_at,
            None,
            "after {index} of the parts"
        );
        (bench.outbox)
            .part(&bench.recipient.id, pending.submission, mark.name)
            .await
            .unwrap();
    }
    let receipts = bench.outbox.receipts(&person(1)).await.unwrap();
    assert_eq!(receipts.first().unwrap().arrived_at, Some(bench.clock.now()));
}

#[tokio::test]
async fn a_rejected_application_is_kept_and_can_still_be_accepted() {
    let bench = Bench::new().await;
    let id = bench.send(1).await;
    let marks = bench.marks(id).await;
    let no = Verdict::Reject(RejectReason::SignatureInvalid);
    let receipt = bench.settle(&bench.event(id, no, marks.clone())).await.unwrap();
    assert_eq!(receipt.state, State::Rejected);
    assert_eq!(receipt.reject_reason, Some(RejectReason::SignatureInvalid));
    let overdue = bench
        .outbox
        .overdue(SignedDuration::from_hours(72))
        .await
        .unwrap();
    assert_eq!(overdue, [receipt], "it is escalated at once");
    let offered = bench.outbox.offers(&bench.recipient.id, ALL).await.unwrap();
    assert_eq!(offered.1, 0, "it is not offered again by itself");
    for mark in &marks {
        let part = bench
            .outbox
            .part(&bench.recipient.id, id, mark.name)
            .await
            .unwrap();
        assert_eq!(part.unwrap().digest(), mark.sha256);
    }
    let receipts = bench.outbox.receipts(&person(1)).await.unwrap();
    assert_eq!(receipts.first().unwrap().state, State::Rejected);
    let receipt = bench
        .settle(&bench.event(id, Verdict::Accept, marks))
        .await
        .unwrap();
    assert_eq!(receipt.state, State::Accepted);
    assert!(receipt.rejected_at.is_some(), "the receipt tells both");
}

#[tokio::test]
async fn a_verdict_counts_once_and_only_about_exactly_these_envelopes() {
    let bench = Bench::new().await;
    let id = bench.send(1).await;
    let marks = bench.marks(id).await;
    let mut wrong_tag = marks.clone();
    wrong_tag.first_mut().unwrap().tag = "AAAA".to_owned();
    let mut wrong_digest = marks.clone();
    wrong_digest.first_mut().unwrap().sha256 = mn_seal::sha256(b"other");
    let twice = [marks.clone(), marks.clone()].concat();
    let fewer: Vec<_> = marks.iter().skip(1).cloned().collect();
    for parts in [wrong_tag, wrong_digest, twice, fewer, vec![]] {
        let result = bench.settle(&bench.event(id, Verdict::Accept, parts)).await;
        assert!(matches!(result, Err(SettleError::OtherParts)));
    }
    let event = bench.event(id, Verdict::Accept, marks.clone());
    let first = bench.settle(&event).await.unwrap();
    bench.clock.advance(SignedDuration::from_secs(5));
    assert_eq!(
        bench.settle(&event).await.unwrap(),
        first,
        "the same event changes nothing"
    );
    let no = bench.event(id, Verdict::Reject(RejectReason::OtherKey), marks.clone());
    assert!(matches!(bench.settle(&no).await, Err(SettleError::Accepted)));
    let mut reused = bench.event(bench.send(2).await, Verdict::Accept, marks);
    reused.id = event.id;
    reused.verdict = Verdict::Reject(RejectReason::OtherKey);
    reused.parts = bench.marks(submission(2)).await;
    let verified = mn_deliver::VerifiedEvent {
        recipient: &reused.recipient,
        event: &reused,
        token: "another token",
    };
    assert!(matches!(
        bench.outbox.settle(verified).await,
        Err(SettleError::UsedId)
    ));
    assert_eq!(bench.log.count("SubmissionAccepted"), 1);
}

#[tokio::test]
async fn a_recipient_sees_only_its_own() {
    let bench = Bench::new().await;
    let id = bench.send(1).await;
    let other = "norrhamn-socialnamnd".parse().unwrap();
    assert_eq!(bench.outbox.offers(&other, ALL).await.unwrap(), (vec![], 0));
    assert!(bench.outbox.offer(&other, id).await.unwrap().is_none());
    let part = bench.outbox.part(&other, id, PartName::Application).await;
    assert!(part.unwrap().is_none());
    let mut event = bench.event(id, Verdict::Accept, bench.marks(id).await);
    event.recipient = other;
    assert!(matches!(bench.settle(&event).await, Err(SettleError::Unknown)));
}

#[tokio::test]
async fn the_list_is_paged_and_the_oldest_comes_first() {
    let bench = Bench::new().await;
    for number in 1..=5 {
        bench.send(number).await;
        bench.clock.advance(SignedDuration::from_secs(1));
    }
    let mut seen = Vec::new();
    for number in 1..=3 {
        let page = Page { limit: 2, number };
        let (offers, total) = bench.outbox.offers(&bench.recipient.id, page).await.unwrap();
        assert_eq!(total, 5);
        seen.extend(offers.into_iter().map(|offer| offer.submission));
    }
    assert_eq!(seen, (1..=5).map(submission).collect::<Vec<_>>());
    let beyond = Page {
        limit: u32::MAX,
        number: u32::MAX,
    };
    let (none, total) = bench.outbox.offers(&bench.recipient.id, beyond).await.unwrap();
    assert_eq!((none.len(), total), (0, 5));
}

#[tokio::test]
async fn a_receipt_is_shown_to_its_person_only() {
    let bench = Bench::new().await;
    let id = bench.send(1).await;
    assert!(bench.outbox.receipt(&person(1), id).await.unwrap().is_some());
    assert!(bench.outbox.receipt(&person(2), id).await.unwrap().is_none());
    assert!(bench.outbox.receipts(&person(2)).await.unwrap().is_empty());
}
