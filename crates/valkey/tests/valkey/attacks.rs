//! Somebody who may read and write everything in the store, and has neither token nor pepper.

use mn_event::{EndReason, Event};
use mn_seal::{DepositKey, Pepper, VisitKeys};
use mn_space::{Act, NoVisit, SlotName, SpaceError, SpaceStore as _, Token, Visit, WriteError};

use crate::house::Node;
use crate::samples::{csn, draft, text};
use crate::server::Server;

fn house() -> (Server, Node) {
    let server = Server::start();
    let node = Node::of(&server, &Pepper::draw());
    (server, node)
}

/// The names of a visit's keys.
fn key(kind: &str, visit: &Visit) -> Vec<u8> {
    [b"mn:", kind.as_bytes(), b":", visit.handle().as_bytes()].concat()
}

type Fields = Vec<(Vec<u8>, Vec<u8>)>;

async fn copied(server: &Server, kind: &str, visit: &Visit) -> Fields {
    server.send("HGETALL", &[&key(kind, visit)]).await
}

async fn put_back(server: &Server, kind: &str, visit: &Visit, fields: &Fields) {
    let name = key(kind, visit);
    let _: () = server.send("DEL", &[&name]).await;
    for (field, value) in fields {
        let _: () = server.send("HSET", &[&name, field, value]).await;
    }
}

/// Another node, which has seen nothing of the visit: only what is sealed can tell it.
fn stranger(server: &Server, pepper: &Pepper) -> Node {
    Node::of(server, pepper)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_slot_put_back_is_refused() {
    let (server, node) = house();
    let (token, visit) = node.begin().await;
    visit.write(&draft(), 0, b"older").await.unwrap();
    visit.write(&csn(), 0, b"value").await.unwrap();
    let older = copied(&server, "s", &visit).await;
    visit.write(&draft(), 1, b"newer").await.unwrap();
    put_back(&server, "s", &visit, &older).await;
    let visit = node.spaces.open(&token).await.unwrap();
    assert_eq!(visit.read(&draft()).await.err(), Some(SpaceError::Broken));
    assert_eq!(node.count(&Event::SealBroken), 1);
    assert_eq!(
        text(&visit, &csn()).await.as_deref(),
        Some("value"),
        "not touched"
    );
    assert!(visit.write(&draft(), 1, b"on top of it").await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slot_that_was_emptied_or_taken_away_is_not_shown_as_another_state() {
    let (server, node) = house();
    let (_, visit) = node.begin().await;
    let state = SlotName::Pending("csn".parse().unwrap());
    visit.write(&state, 0, b"one-time").await.unwrap();
    visit.write(&draft(), 0, b"value").await.unwrap();
    let before = copied(&server, "s", &visit).await;
    visit.take(&state).await.unwrap();
    put_back(&server, "s", &visit, &before).await;
    assert_eq!(
        visit.take(&state).await.err(),
        Some(WriteError::Broken),
        "burned once"
    );
    put_back(&server, "s", &visit, &Vec::new()).await;
    assert_eq!(visit.read(&draft()).await.err(), Some(SpaceError::Broken));
    assert_eq!(visit.slots().await.unwrap(), [draft()], "the index knows better");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_slot_with_its_older_index_is_refused_by_the_node_that_saw_a_newer() {
    let (server, node) = house();
    let (_, visit) = node.begin().await;
    // A page opens the visit for background work: from here on this node remembers how far it has come.
    let _deposit = visit.deposit().await.unwrap();
    visit.write(&draft(), 0, b"older").await.unwrap();
    let (slots, index) = (
        copied(&server, "s", &visit).await,
        copied(&server, "v", &visit).await,
    );
    visit.write(&draft(), 1, b"newer").await.unwrap();
    put_back(&server, "s", &visit, &slots).await;
    put_back(&server, "v", &visit, &index).await;
    assert_eq!(visit.read(&draft()).await.err(), Some(SpaceError::Broken));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_index_a_visit_shows_nothing() {
    let (server, node) = house();
    let (token, visit) = node.begin().await;
    visit.write(&draft(), 0, b"value").await.unwrap();
    let _: () = server
        .send("HDEL", &[&key("v", &visit), b"index", b"index_at"])
        .await;
    let visit = node.spaces.open(&token).await.unwrap();
    assert_eq!(visit.read(&draft()).await.err(), Some(SpaceError::Broken));
    assert_eq!(visit.slots().await.err(), Some(SpaceError::Broken));
    assert_eq!(visit.note(Act::Downloaded).await.err(), Some(WriteError::Broken));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slot_or_an_index_of_another_visit_is_refused() {
    let (server, node) = house();
    let (_, mine) = node.begin().await;
    let (_, other) = node.begin().await;
    mine.write(&draft(), 0, b"mine").await.unwrap();
    other.write(&draft(), 0, b"theirs").await.unwrap();
    let theirs = copied(&server, "v", &other).await;
    for field in ["index", "index_at"] {
        let value = theirs.iter().find(|(name, _)| name == field.as_bytes());
        let value = &value.unwrap().1;
        let _: () = server
            .send("HSET", &[&key("v", &mine), field.as_bytes(), value])
            .await;
    }
    assert_eq!(mine.read(&draft()).await.err(), Some(SpaceError::Broken));
    assert_eq!(text(&other, &draft()).await.as_deref(), Some("theirs"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deposit_that_was_filed_and_put_back_is_filed_no_second_time() {
    let (server, node) = house();
    let (token, visit) = node.begin().await;
    let deposit = visit.deposit().await.unwrap();
    deposit.put(&csn(), b"first answer").await.unwrap();
    let old = copied(&server, "d", &visit).await;
    let visit = node.spaces.open(&token).await.unwrap();
    deposit.put(&csn(), b"second answer").await.unwrap();
    let visit = {
        drop(visit);
        node.spaces.open(&token).await.unwrap()
    };
    assert_eq!(text(&visit, &csn()).await.as_deref(), Some("second answer"));
    put_back(&server, "d", &visit, &old).await;
    let visit = node.spaces.open(&token).await.unwrap();
    assert_eq!(text(&visit, &csn()).await.as_deref(), Some("second answer"));
    assert_eq!(node.count(&Event::SealBroken), 1);
    assert!(copied(&server, "d", &visit).await.is_empty(), "thrown away");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_forged_by_the_store_is_thrown_away() {
    let (server, pepper) = (Server::start(), Pepper::draw());
    let node = Node::of(&server, &pepper);
    let (token, visit) = node.begin().await;
    let entry = server.store().entry(&visit.handle()).await.unwrap();
    let keys = VisitKeys::derive(&token, &entry.share, &pepper, entry.epoch).unwrap();
    // Even with the right public key, which lies in the sealed header.
    for (whose, arrives) in [(Pepper::draw(), None), (pepper.clone(), Some("forged"))] {
        let key = DepositKey::new(&whose, visit.handle(), keys.public_key());
        let sealed = key.seal(&padded(b"answers/csn\nforged")).unwrap();
        let name = self::key("d", &visit);
        let _: () = server.send("HSET", &[&name, b"1:answers", &sealed]).await;
        let opened = node.spaces.open(&token).await.unwrap();
        assert_eq!(text(&opened, &csn()).await.as_deref(), arrives);
        assert_eq!(node.count(&Event::SealBroken), 1);
    }
}

/// As the space pads what is short.
fn padded(value: &[u8]) -> Vec<u8> {
    let mut bytes = [value, &[0x80]].concat();
    bytes.resize(256, 0);
    bytes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_put_back_whole_after_its_end_stays_ended() {
    let (server, pepper) = (Server::start(), Pepper::draw());
    let node = stranger(&server, &pepper);
    let (token, visit) = node.begin().await;
    visit.write(&draft(), 0, b"value").await.unwrap();
    let mut kept: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    for kind in ["k", "v", "s"] {
        let name = key(kind, &visit);
        let dumped: Vec<u8> = server.send("DUMP", &[&name]).await;
        kept.push((name, dumped));
    }
    let tomb = key("t", &visit);
    visit.end(EndReason::LoggedOut).await.unwrap();
    for (name, dumped) in &kept {
        let _: () = server.send("RESTORE", &[name, b"0", dumped]).await;
    }
    assert_eq!(node.spaces.open(&token).await.err(), Some(NoVisit::Unknown));
    let elsewhere = stranger(&server, &pepper);
    assert_eq!(
        elsewhere.spaces.open(&token).await.err(),
        Some(NoVisit::Unknown),
        "the tombstone says so"
    );
    // Even without its tombstone the node that saw the end lets nobody in.
    let _: () = server.send("DEL", &[&tomb]).await;
    assert_eq!(node.spaces.open(&token).await.err(), Some(NoVisit::Unknown));
    // What remains, and ARCHITECTURE.md says so: a node that saw nothing opens it for whoever has the token.
    assert!(elsewhere.spaces.open(&token).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tombstone_lasts_until_no_copy_could_claim_to_live() {
    let (server, node) = house();
    let (_, visit) = node.begin().await;
    let (tomb, utmost) = (key("t", &visit), visit.absolute_end());
    visit.end(EndReason::LoggedOut).await.unwrap();
    let until: i64 = server.send("PEXPIRETIME", &[&tomb]).await;
    assert_eq!(
        until - utmost.as_millisecond(),
        10 * 60 * 1000,
        "with the grace of orders"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_epoch_put_back_opens_nothing_on_a_node_that_saw_the_newer() {
    let (server, pepper) = (Server::start(), Pepper::draw());
    let node = stranger(&server, &pepper);
    let (token, visit) = node.begin().await;
    let epoch: Vec<u8> = server.send("GET", &[b"mn:epoch"]).await;
    let names: Vec<_> = ["k", "v", "s"].map(|kind| key(kind, &visit)).into();
    let mut kept: Vec<(Vec<u8>, Option<Vec<u8>>)> = Vec::new();
    for name in names {
        let dumped: Option<Vec<u8>> = server.send("DUMP", &[&name]).await;
        kept.push((name, dumped));
    }
    let tomb = key("t", &visit);
    assert_eq!(node.spaces.seal_all().await, Ok(1));
    // A node that was told of no end, and has seen the new epoch since.
    let (fresh, _) = node.begin().await;
    let node = stranger(&server, &pepper);
    assert!(node.spaces.open(&fresh).await.is_ok());
    let _: () = server.send("DEL", &[&tomb]).await;
    for (name, dumped) in &kept {
        if let Some(dumped) = dumped {
            let _: () = server.send("RESTORE", &[name, b"0", dumped]).await;
        }
    }
    assert_eq!(
        node.spaces.open(&token).await.err(),
        Some(NoVisit::Unknown),
        "sealed"
    );
    let _: () = server.send("SET", &[b"mn:epoch", &epoch]).await;
    assert_eq!(node.spaces.open(&token).await.err(), Some(NoVisit::Unknown));
    let elsewhere = stranger(&server, &pepper);
    assert!(
        elsewhere.spaces.open(&token).await.is_ok(),
        "nothing else was wrong with it"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_life_made_longer_in_the_store_ends_when_the_seal_says() {
    let (server, node) = house();
    let (token, visit) = node.begin().await;
    let late = visit.absolute_end().as_microsecond() + 9 * 3_600_000_000;
    for field in ["ends", "held"] {
        let name = key("v", &visit);
        let _: () = server
            .send("HSET", &[&name, field.as_bytes(), late.to_string().as_bytes()])
            .await;
    }
    node.clock.minutes(160);
    let opened = node.spaces.open(&token).await;
    assert_eq!(opened.err(), Some(NoVisit::Ended(EndReason::TimeUp)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_token_of_somebody_elses_choice_is_a_visit() {
    let (_server, node) = house();
    node.begin().await;
    for _ in 0..100 {
        assert_eq!(
            node.spaces.open(&Token::draw()).await.err(),
            Some(NoVisit::Unknown)
        );
    }
}
