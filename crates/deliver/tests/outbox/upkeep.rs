//! What is late, what was lost, and what is forgotten in time.

use jiff::SignedDuration;
use mn_deliver::{CommitError, LostOrder, OrderError, Upkeep};
use mn_domain::Clock;
use mn_package::Verdict;

use crate::fixture::{Bench, person, submission};

#[tokio::test]
async fn a_lost_order_keeps_nothing_but_the_news_until_it_is_made_good() {
    let bench = Bench::new().await;
    let pending = bench.recipient.pending(submission(1), bench.clock.now());
    bench.outbox.prepare(&pending).await.unwrap();
    let began_at = bench.clock.now();
    bench.clock.advance(SignedDuration::from_mins(1));
    for _ in 0..2 {
        bench.outbox.lose(pending.submission).await.unwrap();
    }
    let lost = bench.outbox.lost(&person(1)).await.unwrap();
    let expected = LostOrder {
        submission: pending.submission,
        recipient: pending.recipient.clone(),
        form: pending.form.clone(),
        began_at,
    };
    assert_eq!(lost, [expected]);
    assert!(bench.outbox.lost(&person(2)).await.unwrap().is_empty());
    assert!(bench.outbox.receipts(&person(1)).await.unwrap().is_empty());
    assert!(bench.outbox.orders_to_resume().await.unwrap().is_empty());
    let signed = bench.recipient.signed(pending.submission, bench.clock.now());
    let late = bench.outbox.commit(&signed).await;
    assert!(matches!(late, Err(CommitError::Unknown)), "{late:?}");
    let sent = bench.send(2).await;
    assert!(bench.outbox.lost(&person(1)).await.unwrap().is_empty());
    let again = bench.outbox.lose(sent).await;
    assert!(matches!(again, Err(OrderError::Sent)), "{again:?}");
    assert_eq!(bench.outbox.receipts(&person(1)).await.unwrap().len(), 1);
    assert!(bench.outbox.lost(&person(1)).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_lost_order_is_forgotten_with_the_receipts_of_its_age() {
    let bench = Bench::new().await;
    let pending = bench.recipient.pending(submission(1), bench.clock.now());
    bench.outbox.prepare(&pending).await.unwrap();
    bench.outbox.lose(pending.submission).await.unwrap();
    let keep = SignedDuration::from_hours(24);
    for (passed, kept) in [(23, 1), (1, 0)] {
        bench.clock.advance(SignedDuration::from_hours(passed));
        bench.outbox.forget_receipts(keep).await.unwrap();
        assert_eq!(bench.outbox.lost(&person(1)).await.unwrap().len(), kept);
    }
}

#[tokio::test]
async fn what_is_not_accepted_in_time_is_escalated_and_never_forgotten() {
    let bench = Bench::new().await;
    let (taken, left) = (bench.send(1).await, bench.send(2).await);
    let event = bench.event(taken, Verdict::Accept, bench.marks(taken).await);
    bench.settle(&event).await.unwrap();
    let day = SignedDuration::from_hours(24);
    assert!(bench.outbox.overdue(day).await.unwrap().is_empty());
    bench.clock.advance(day);
    let overdue = bench.outbox.overdue(day).await.unwrap();
    assert_eq!(overdue.iter().map(|r| r.submission).collect::<Vec<_>>(), [left]);
    bench.clock.advance(day * 1000);
    assert_eq!(bench.outbox.forget_receipts(day * 1001).await.unwrap(), 1);
    let receipts = bench.outbox.receipts(&person(1)).await.unwrap();
    assert_eq!(receipts.iter().map(|r| r.submission).collect::<Vec<_>>(), [left]);
}

#[tokio::test]
async fn the_upkeep_tells_what_is_overdue_and_forgets_what_is_old_enough() {
    let bench = Bench::new().await;
    let (taken, left) = (bench.send(1).await, bench.send(2).await);
    let event = bench.event(taken, Verdict::Accept, bench.marks(taken).await);
    bench.settle(&event).await.unwrap();
    let day = SignedDuration::from_hours(24);
    let rules = Upkeep {
        patience: day * 2,
        retention: day * 730,
    };
    bench.outbox.keep_up(&rules).await.unwrap();
    let told = || bench.log.count("DeliveriesOverdue");
    assert_eq!(told(), 0);
    bench.clock.advance(day * 2);
    bench.outbox.keep_up(&rules).await.unwrap();
    assert_eq!(told(), 1);
    assert_eq!(bench.outbox.receipts(&person(1)).await.unwrap().len(), 2);
    bench.clock.advance(day * 729);
    bench.outbox.keep_up(&rules).await.unwrap();
    let receipts = bench.outbox.receipts(&person(1)).await.unwrap();
    assert_eq!(receipts.iter().map(|r| r.submission).collect::<Vec<_>>(), [left]);
    assert_eq!(bench.log.count("ReceiptsForgotten"), 1);
}
