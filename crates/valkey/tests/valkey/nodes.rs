use std::time::Duration;

use mn_event::{EndReason, Event};
use mn_seal::Pepper;
use mn_space::{Act, DepositError, NoVisit, NodeId, SlotName, SpaceError, WriteError};

use crate::house::Node;
use crate::samples::{csn, draft, text};
use crate::server::Server;

fn two() -> (Server, Node, Node) {
    let (server, pepper) = (Server::start(), Pepper::draw());
    let (one, other) = (Node::of(&server, &pepper), Node::of(&server, &pepper));
    (server, one, other)
}

/// Waits until so many listen to what happens elsewhere.
async fn listeners(server: &Server, wanted: i64) {
    loop {
        let (_, count): (String, i64) = server.send("PUBSUB", &[b"NUMSUB", b"mn:ended"]).await;
        if count == wanted {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_begun_on_one_node_goes_on_at_another() {
    let (_server, one, other) = two();
    let (token, visit) = one.begin().await;
    let revision = visit.write(&draft(), 0, b"typed on one").await.unwrap();
    let deposit = visit.deposit().await.unwrap();
    deposit.put(&csn(), b"fetched by one").await.unwrap();
    drop((visit, deposit, one));
    let visit = other.spaces.open(&token).await.unwrap();
    assert_eq!(text(&visit, &draft()).await.as_deref(), Some("typed on one"));
    assert_eq!(text(&visit, &csn()).await.as_deref(), Some("fetched by one"));
    let next = visit.write(&draft(), revision, b"typed on other").await;
    assert_eq!(next, Ok(revision + 1));
    let late = visit.write(&draft(), revision, b"late").await;
    assert_eq!(late, Err(WriteError::Conflict));
    visit.touch().await.unwrap();
    assert_eq!(visit.slots().await.unwrap(), [csn(), draft()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_end_on_one_node_stops_what_runs_on_the_other() {
    let (server, one, other) = two();
    listeners(&server, 2).await;
    let (token, visit) = one.begin().await;
    let (_, untouched) = one.begin().await;
    let deposit = visit.deposit().await.unwrap();
    let others = untouched.deposit().await.unwrap();
    let there = other.spaces.open(&token).await.unwrap();
    there.end(EndReason::LoggedOut).await.unwrap();
    deposit.ended().cancelled().await;
    assert_eq!(deposit.put(&csn(), b"too late").await, Err(DepositError::Gone));
    assert_eq!(visit.read(&csn()).await.err(), Some(SpaceError::Gone));
    assert!(!others.ended().is_cancelled());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_heard_nothing_of_an_end_is_refused_all_the_same() {
    let (server, one, other) = two();
    listeners(&server, 2).await;
    let (token, visit) = one.begin().await;
    let deposit = visit.deposit().await.unwrap();
    // Nobody is told: the scripts' message goes to nobody.
    let _: () = server.send("CLIENT", &[b"KILL", b"TYPE", b"PUBSUB"]).await;
    let there = other.spaces.open(&token).await.unwrap();
    there.end(EndReason::LoggedOut).await.unwrap();
    assert_eq!(deposit.put(&csn(), b"too late").await, Err(DepositError::Gone));
    // As soon as it listens again, it looks what it has missed.
    listeners(&server, 2).await;
    while !deposit.ended().is_cancelled() {
        one.spaces.sweep().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seal_all_makes_every_visit_unreadable_on_every_node() {
    let (server, one, other) = two();
    listeners(&server, 2).await;
    let mut visits = Vec::new();
    for _ in 0..250 {
        visits.push(one.begin().await);
    }
    let deposit = visits[0].1.deposit().await.unwrap();
    assert_eq!(other.spaces.seal_all().await, Ok(250));
    deposit.ended().cancelled().await;
    for (token, visit) in &visits {
        assert_eq!(one.spaces.open(token).await.err(), Some(NoVisit::Unknown));
        assert_eq!(visit.slots().await.err(), Some(SpaceError::Gone));
    }
    let (token, _) = one.begin().await;
    assert!(other.spaces.open(&token).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_closes_leaves_the_visits_to_the_others() {
    let (_server, one, other) = two();
    let (token, visit) = one.begin().await;
    let deposit = visit.deposit().await.unwrap();
    one.spaces.close().await.unwrap();
    assert!(deposit.ended().is_cancelled(), "its own work stops");
    assert!(other.spaces.open(&token).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_of_different_slots_on_two_nodes_lose_nothing() {
    let (_server, one, other) = two();
    let (token, _) = one.begin().await;
    let mut writers = Vec::new();
    for number in 0..8 {
        let node = if number % 2 == 0 { &one } else { &other };
        let visit = node.spaces.open(&token).await.unwrap();
        let deposit = visit.deposit().await.unwrap();
        writers.push(tokio::spawn(async move {
            let slot = SlotName::Attachment(number);
            let mut revision = 0;
            for _ in 0..5 {
                revision = visit.write(&slot, revision, b"value").await.unwrap();
                visit.note(Act::Downloaded).await.unwrap();
                deposit.note(Act::Extended).await.unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let visit = other.spaces.open(&token).await.unwrap();
    assert_eq!(visit.journal().await.unwrap().len(), 80);
    assert_eq!(visit.slots().await.unwrap().len(), 9);
    let last = visit.read(&SlotName::Attachment(7)).await.unwrap().unwrap();
    assert_eq!(last.revision, 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sweep_on_any_node_ends_each_visit_once_and_counts_what_it_held() {
    let (_server, one, other) = two();
    let (token, visit) = one.begin().await;
    visit.write(&draft(), 0, b"value").await.unwrap();
    visit
        .deposit()
        .await
        .unwrap()
        .put(&csn(), b"value")
        .await
        .unwrap();
    one.clock.minutes(15);
    other.clock.minutes(15);
    let (swept, again) = tokio::join!(one.spaces.sweep(), other.spaces.sweep());
    assert_eq!(swept + again, 1);
    let idle = Event::VisitEnded {
        reason: EndReason::Idle,
        slots: 2,
    };
    assert_eq!(one.count(&idle) + other.count(&idle), 1);
    assert_eq!(one.spaces.open(&token).await.err(), Some(NoVisit::Unknown));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_receipt_names_as_many_sources_as_the_space_held() {
    let (_server, one, _other) = two();
    let (_, visit) = one.begin().await;
    visit.write(&csn(), 0, b"value").await.unwrap();
    visit.write(&draft(), 0, b"value").await.unwrap();
    let skv = SlotName::Answers("skatteverket".parse().unwrap());
    let deposit = visit.deposit().await.unwrap();
    deposit.put(&skv, b"not even opened yet").await.unwrap();
    let deletion = visit.end(EndReason::Deleted).await.unwrap();
    assert_eq!((deletion.values, deletion.sources), (3, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_with_different_peppers_open_nothing_of_each_other() {
    let server = Server::start();
    let (one, other) = (
        Node::of(&server, &Pepper::draw()),
        Node::of(&server, &Pepper::draw()),
    );
    let (token, visit) = one.begin().await;
    visit.write(&draft(), 0, b"value").await.unwrap();
    assert_eq!(other.spaces.open(&token).await.err(), Some(NoVisit::Unknown));
    assert_eq!(other.count(&Event::SealBroken), 1);
    assert!(one.spaces.open(&token).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_beats_no_more_counts_as_dead() {
    let (server, one, other) = two();
    let (token, visit) = one.begin().await;
    let there = other.spaces.open(&token).await.unwrap();
    assert_eq!(there.is_alive(visit.node()).await, Ok(false), "never heard of");
    assert_eq!(visit.is_alive(visit.node()).await, Ok(true), "who asks lives");
    one.spaces.beat().await;
    assert_eq!(there.is_alive(visit.node()).await, Ok(true));
    assert_eq!(there.is_alive(&NodeId::draw()).await, Ok(false));
    let key = format!("mn:n:{}", visit.node().as_str());
    let left: i64 = server.send("PTTL", &[key.as_bytes()]).await;
    assert!((1..=3_000).contains(&left), "{left}");
    let left = Duration::from_millis(left.unsigned_abs());
    assert!(left <= Duration::from_secs(3));
}
