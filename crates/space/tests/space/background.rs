use std::sync::Arc;

use mn_event::{EndReason, Event};
use mn_seal::{DepositKey, Place, SealError, VisitKeys};
use mn_space::{Act, DepositError, SlotName, SpaceConfig, SpaceError, SpaceStore, Token};

use crate::house::House;
use crate::samples::{csn, draft, text};

#[tokio::test]
async fn what_background_work_leaves_is_there_at_the_next_opening() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    let deposit = visit.deposit().await.unwrap();
    drop(visit);
    deposit.put(&csn(), b"first").await.unwrap();
    deposit.put(&csn(), b"second").await.unwrap();
    deposit.note(Act::Downloaded).await.unwrap();
    let visit = house.spaces.open(&token).await.unwrap();
    assert_eq!(text(&visit, &csn()).await.as_deref(), Some("second"));
    assert_eq!(visit.journal().await.unwrap().len(), 1);
    visit.note(Act::Extended).await.unwrap();
    deposit.note(Act::Downloaded).await.unwrap();
    let visit = house.spaces.open(&token).await.unwrap();
    assert_eq!(visit.journal().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_captured_fetch_task_and_everything_the_server_keeps_open_nothing() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    let deposit = visit.deposit().await.unwrap();
    visit.write(&draft(), 0, b"planted draft").await.unwrap();
    deposit.put(&csn(), b"planted answer").await.unwrap();
    let now = visit.began_at();
    let handle = visit.handle();
    let sealed = house
        .store
        .read(&handle, &(&draft()).into(), now)
        .await
        .unwrap()
        .slot
        .sealed
        .unwrap();
    let waiting = house.store.deposits(&handle, now).await.unwrap();
    let entry = house.store.entry(&handle).await.unwrap();
    let key = |keys: &VisitKeys| DepositKey::new(&house.pepper, handle, keys.public_key());
    for bytes in [&sealed, &waiting[0].sealed, &entry.header] {
        let shows = |planted: &[u8]| bytes.windows(planted.len()).any(|window| window == planted);
        assert!(!shows(b"planted") && !shows(b"1985"));
    }
    // Everything is at hand but the token: share, pepper, handle, public key, sealed bytes.
    for token in [Token::draw(), "A".repeat(Token::TEXT).parse().unwrap()] {
        let keys = VisitKeys::derive(&token, &entry.share, &house.pepper, 1).unwrap();
        let opened = keys.open_deposit(&key(&keys), &waiting[0].sealed);
        assert_eq!(opened, Err(SealError::Broken));
        let place = Place {
            handle: &handle,
            name: &draft().to_string(),
            revision: 1,
        };
        assert_eq!(keys.open(place, &sealed), Err(SealError::Broken));
    }
    // With the token the same lines open both, so it is the token that is missing above.
    let keys = VisitKeys::derive(&token, &entry.share, &house.pepper, 1).unwrap();
    assert!(keys.open_deposit(&key(&keys), &waiting[0].sealed).is_ok());
}

#[tokio::test]
async fn background_work_writes_only_where_it_may() {
    let house = House::new();
    let (_, visit) = house.begin().await;
    let deposit = visit.deposit().await.unwrap();
    for slot in [
        SlotName::Identity,
        SlotName::Agreement,
        SlotName::Journal,
        SlotName::Sent,
        draft(),
    ] {
        assert_eq!(deposit.put(&slot, b"value").await, Err(DepositError::NotAllowed));
    }
}

#[tokio::test]
async fn the_end_of_a_visit_cancels_its_background_work_and_no_other() {
    let house = House::new();
    let (_, visit) = house.begin().await;
    let (_, other) = house.begin().await;
    let (deposit, others) = (visit.deposit().await.unwrap(), other.deposit().await.unwrap());
    let waiting = deposit.clone();
    let work = tokio::spawn(async move { waiting.ended().cancelled().await });
    visit.end(EndReason::LoggedOut).await.unwrap();
    work.await.unwrap();
    assert_eq!(deposit.put(&csn(), b"too late").await, Err(DepositError::Gone));
    assert!(!others.ended().is_cancelled());
    others.put(&csn(), b"in time").await.unwrap();
}

#[tokio::test]
async fn expiry_and_seal_all_cancel_background_work_too() {
    let house = House::new();
    let (_, visit) = house.begin().await;
    let expires = visit.deposit().await.unwrap();
    house.clock.minutes(15);
    assert_eq!(house.spaces.sweep().await, 1);
    assert!(expires.ended().is_cancelled());
    let (_, visit) = house.begin().await;
    let sealed = visit.deposit().await.unwrap();
    assert_eq!(house.spaces.seal_all().await, Ok(1));
    assert!(sealed.ended().is_cancelled());
}

#[tokio::test]
async fn background_work_cannot_begin_for_a_visit_that_has_ended() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    let other = house.spaces.open(&token).await.unwrap();
    other.end(EndReason::Deleted).await.unwrap();
    assert_eq!(visit.deposit().await.err(), Some(SpaceError::Gone));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_requests_at_once_file_every_deposit_once() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    let deposit = visit.deposit().await.unwrap();
    for _ in 0..40 {
        deposit.note(Act::Downloaded).await.unwrap();
    }
    let token = Arc::new(token);
    let opening = (0..8).map(|_| {
        let (spaces, token) = (house.spaces.clone(), Arc::clone(&token));
        tokio::spawn(async move { spaces.open(&token).await.map(drop) })
    });
    for opened in opening.collect::<Vec<_>>() {
        opened.await.unwrap().unwrap();
    }
    assert_eq!(visit.journal().await.unwrap().len(), 40);
}

#[tokio::test]
async fn a_forged_deposit_is_dropped_and_told_and_stops_nothing() {
    let house = House::new();
    let (token, visit) = house.begin().await;
    let now = visit.began_at();
    house
        .store
        .deposit(&visit.handle(), &(&csn()).into(), vec![1; 100], now)
        .await
        .unwrap();
    visit
        .deposit()
        .await
        .unwrap()
        .put(&csn(), b"honest")
        .await
        .unwrap();
    let visit = house.spaces.open(&token).await.unwrap();
    assert_eq!(text(&visit, &csn()).await.as_deref(), Some("honest"));
    assert!(
        house
            .store
            .deposits(&visit.handle(), now)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        house
            .events()
            .iter()
            .filter(|event| **event == Event::SealBroken)
            .count(),
        1
    );
}

#[tokio::test]
async fn a_visit_that_is_full_takes_no_more_deposits() {
    let config = SpaceConfig {
        max_visit_bytes: 10_000,
        ..SpaceConfig::default()
    };
    let house = House::of(config);
    let (token, visit) = house.begin().await;
    let deposit = visit.deposit().await.unwrap();
    deposit.put(&csn(), &[7; 9_000]).await.unwrap();
    assert_eq!(deposit.put(&csn(), &[7; 2_000]).await, Err(DepositError::Full));
    let visit = house.spaces.open(&token).await.unwrap();
    assert_eq!(
        visit.read(&csn()).await.unwrap().unwrap().value.expose().len(),
        9_000
    );
    drop(deposit);
}
