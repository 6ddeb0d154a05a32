use mn_seal::Pepper;
use mn_space::{BeginError, DepositError, EndError, NoVisit, SpaceError, SpaceStore as _, StoreError};
use mn_valkey::CheckError;

use crate::house::Node;
use crate::samples::{csn, draft, someone, text};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_is_away_is_told_as_such_and_loses_nothing() {
    let mut server = Server::start();
    let node = Node::of(&server, &Pepper::draw());
    let (token, visit) = node.begin().await;
    visit.write(&draft(), 0, b"value").await.unwrap();
    let deposit = visit.deposit().await.unwrap();
    // Kept over the restart, so that what was there can be looked for again. Operators switch this off.
    let _: () = server.send("SAVE", &[]).await;
    server.kill();
    assert_eq!(node.spaces.open(&token).await.err(), Some(NoVisit::Unavailable));
    assert_eq!(visit.read(&draft()).await.err(), Some(SpaceError::Unavailable));
    assert_eq!(
        deposit.put(&csn(), b"value").await,
        Err(DepositError::Unavailable)
    );
    assert_eq!(
        node.spaces.begin(someone()).await.err(),
        Some(BeginError::Unavailable)
    );
    assert_eq!(node.spaces.seal_all().await, Err(StoreError::Unavailable));
    assert_eq!(node.spaces.sweep().await, 0);
    assert!(!deposit.ended().is_cancelled(), "nothing is given up");
    assert_eq!(
        visit.end(mn_event::EndReason::Deleted).await,
        Err(EndError::Unavailable),
        "no receipt for what cannot be verified"
    );
    server.start_again();
    let visit = loop {
        match node.spaces.open(&token).await {
            Ok(visit) => break visit,
            Err(error) => assert_eq!(error, NoVisit::Unavailable),
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(text(&visit, &draft()).await.as_deref(), Some("value"));
    deposit.put(&csn(), b"value").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_broke_between_two_requests_is_made_anew_unnoticed() {
    let server = Server::start();
    let node = Node::of(&server, &Pepper::draw());
    let (token, _) = node.begin().await;
    let _: i64 = server.send("CLIENT", &[b"KILL", b"TYPE", b"NORMAL"]).await;
    assert!(node.spaces.open(&token).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_lost_everything_begins_in_a_newer_epoch() {
    let server = Server::start();
    let store = server.store();
    let before = store.epoch().await.unwrap();
    server.empty().await;
    assert!(store.epoch().await.unwrap() >= before);
    assert_ne!(before, 1, "a count that begins at one would begin at one again");
}

#[tokio::test]
async fn a_store_that_is_not_there_is_named_at_the_start() {
    let mut server = Server::start();
    assert_eq!(server.store().check().await, Ok(()));
    server.kill();
    assert_eq!(server.store().check().await, Err(CheckError::Unreachable));
}
