//! What every store of sealed bytes keeps. A store's own tests call [`every_promise`] with a maker of
//! empty stores that hold three visits of at most 10 000 sealed bytes each.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use mn_event::EndReason;
use mn_seal::{Handle, Pepper, ServerShare, Token, VisitKeys, VisitLabels};
use mn_space::{Life, Opening, SlotName, SpaceStore, StoreError, Stored};

/// Limits of the stores that the suite asks for.
pub const VISITS: usize = 3;
/// Limits of the stores that the suite asks for.
pub const VISIT_BYTES: usize = 10_000;

type Store = Arc<dyn SpaceStore>;

/// Runs the whole suite, each promise over an empty store.
pub async fn every_promise(make: impl Fn() -> Store) {
    gives_back_what_was_put_in(make()).await;
    swaps_only_the_revision_before(make()).await;
    settles_a_deposit_once_or_not_at_all(make()).await;
    refuses_a_visit_that_is_over(make()).await;
    moves_idle_and_hold_apart(make()).await;
    ends_for_good(make()).await;
    sweeps_at_the_end_and_not_before(make()).await;
    counts_visits_and_bytes(make()).await;
    seals_all_and_raises_the_epoch(make()).await;
}

fn noon() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn at(minutes: i64) -> Timestamp {
    noon().checked_add(SignedDuration::from_mins(minutes)).unwrap()
}

fn slot() -> SlotName {
    SlotName::Choices
}

fn stored(revision: u64, bytes: &[u8]) -> Stored {
    Stored {
        revision,
        sealed: Some(bytes.to_vec()),
    }
}

/// A visit that lives for fifteen minutes.
pub fn opening() -> (Handle, Opening) {
    let (token, share) = (Token::draw(), ServerShare::draw());
    let labels = VisitLabels::of(&token);
    let keys = VisitKeys::derive(&token, &share, &Pepper::draw(), 1).unwrap();
    let opening = Opening {
        share,
        public_key: keys.public_key(),
        pseudonym: labels.pseudonym(),
        header: b"header".to_vec(),
        life: Life {
            ends_at: at(15),
            is_last: false,
            held_until: None,
        },
    };
    (labels.handle(), opening)
}

async fn begun(store: &Store) -> Handle {
    let (handle, opening) = opening();
    store.begin(handle, opening).await.unwrap();
    handle
}

async fn gives_back_what_was_put_in(store: Store) {
    let (handle, opening) = opening();
    assert_eq!(store.entry(&handle).await.err(), Some(StoreError::Gone));
    store.begin(handle, opening.clone()).await.unwrap();
    let again = store.begin(handle, opening.clone()).await;
    assert_eq!(again, Err(StoreError::Conflict), "a handle is taken once");
    let entry = store.entry(&handle).await.unwrap();
    assert_eq!(entry.header, opening.header);
    assert_eq!(entry.public_key, opening.public_key);
    assert_eq!((entry.life, entry.waiting), (opening.life, 0));
    let never = store.read(&handle, &slot(), noon()).await.unwrap();
    assert_eq!((never.revision, never.sealed), (0, None));
    store
        .swap(&handle, &slot(), stored(1, b"one"), noon())
        .await
        .unwrap();
    assert_eq!(store.read(&handle, &slot(), noon()).await, Ok(stored(1, b"one")));
    assert_eq!(store.slots(&handle, noon()).await, Ok(vec![slot()]));
}

async fn swaps_only_the_revision_before(store: Store) {
    let handle = begun(&store).await;
    for wrong in [0, 2, u64::MAX] {
        let swapped = store.swap(&handle, &slot(), stored(wrong, b"x"), noon()).await;
        assert_eq!(swapped, Err(StoreError::Conflict), "revision {wrong}");
    }
    store
        .swap(&handle, &slot(), stored(1, b"one"), noon())
        .await
        .unwrap();
    let removed = Stored {
        revision: 2,
        sealed: None,
    };
    store
        .swap(&handle, &slot(), removed.clone(), noon())
        .await
        .unwrap();
    assert_eq!(store.read(&handle, &slot(), noon()).await, Ok(removed));
    assert_eq!(store.slots(&handle, noon()).await, Ok(vec![]));
    let again = store.swap(&handle, &slot(), stored(1, b"old"), noon()).await;
    assert_eq!(again, Err(StoreError::Conflict));
    store
        .swap(&handle, &slot(), stored(3, b"three"), noon())
        .await
        .unwrap();
}

async fn settles_a_deposit_once_or_not_at_all(store: Store) {
    let handle = begun(&store).await;
    for bytes in [b"first", b"other"] {
        store
            .deposit(&handle, &slot(), bytes.to_vec(), noon())
            .await
            .unwrap();
    }
    assert_eq!(store.entry(&handle).await.unwrap().waiting, 2);
    let waiting = store.deposits(&handle, noon()).await.unwrap();
    let bytes: Vec<_> = waiting.iter().map(|deposit| deposit.sealed.clone()).collect();
    assert_eq!(bytes, [b"first", b"other"]);
    let wrong = store
        .settle(&handle, &waiting[0], Some(stored(7, b"x")), noon())
        .await;
    assert_eq!(wrong, Err(StoreError::Conflict));
    assert_eq!(store.deposits(&handle, noon()).await.unwrap(), waiting);
    store
        .settle(&handle, &waiting[0], Some(stored(1, b"one")), noon())
        .await
        .unwrap();
    let twice = store
        .settle(&handle, &waiting[0], Some(stored(2, b"two")), noon())
        .await;
    assert_eq!(twice, Err(StoreError::Conflict));
    store.settle(&handle, &waiting[1], None, noon()).await.unwrap();
    assert_eq!(store.read(&handle, &slot(), noon()).await, Ok(stored(1, b"one")));
    assert_eq!(store.entry(&handle).await.unwrap().waiting, 0);
}

async fn refuses_a_visit_that_is_over(store: Store) {
    let handle = begun(&store).await;
    store
        .swap(&handle, &slot(), stored(1, b"one"), at(14))
        .await
        .unwrap();
    let now = at(15);
    let refused = [
        store.read(&handle, &slot(), now).await.err(),
        store.swap(&handle, &slot(), stored(2, b"two"), now).await.err(),
        store.deposit(&handle, &slot(), vec![1], now).await.err(),
        store.deposits(&handle, now).await.err(),
        store.slots(&handle, now).await.err(),
        store.touch(&handle, at(30), false, now).await.err(),
        store.hold(&handle, Some(at(30)), now).await.err(),
    ];
    assert_eq!(refused, [Some(StoreError::Gone); 7]);
}

async fn moves_idle_and_hold_apart(store: Store) {
    let handle = begun(&store).await;
    store.hold(&handle, Some(at(20)), noon()).await.unwrap();
    let life = store.touch(&handle, at(18), true, at(3)).await.unwrap();
    assert_eq!(
        (life.ends_at, life.is_last, life.held_until),
        (at(18), true, Some(at(20)))
    );
    assert!(store.read(&handle, &slot(), at(19)).await.is_ok());
    let life = store.hold(&handle, None, at(17)).await.unwrap();
    assert_eq!((life.end(), life.reason()), (at(18), EndReason::TimeUp));
    assert_eq!(
        store.read(&handle, &slot(), at(18)).await.err(),
        Some(StoreError::Gone)
    );
}

async fn ends_for_good(store: Store) {
    let handle = begun(&store).await;
    store
        .swap(&handle, &slot(), stored(1, b"one"), noon())
        .await
        .unwrap();
    assert_eq!(store.holds(&handle).await, Ok(true));
    let ended = store.end(&handle).await.unwrap();
    assert_eq!((ended.handle, ended.slots), (handle, vec![slot()]));
    assert_eq!(store.holds(&handle).await, Ok(false));
    assert_eq!(store.entry(&handle).await.err(), Some(StoreError::Gone));
    assert_eq!(store.end(&handle).await.err(), Some(StoreError::Gone));
    let late = store.swap(&handle, &slot(), stored(2, b"two"), noon()).await;
    assert_eq!(late, Err(StoreError::Gone));
}

async fn sweeps_at_the_end_and_not_before(store: Store) {
    let (over, touched, held) = (begun(&store).await, begun(&store).await, begun(&store).await);
    store.touch(&touched, at(20), false, at(5)).await.unwrap();
    store.hold(&held, Some(at(18)), at(5)).await.unwrap();
    assert!(store.sweep(at(14)).await.unwrap().is_empty());
    let ended: Vec<_> = store
        .sweep(at(15))
        .await
        .unwrap()
        .iter()
        .map(|ended| ended.handle)
        .collect();
    assert_eq!(ended, [over]);
    assert_eq!(store.sweep(at(18)).await.unwrap()[0].handle, held);
    assert_eq!(store.sweep(at(20)).await.unwrap()[0].handle, touched);
    assert!(store.sweep(at(60)).await.unwrap().is_empty());
}

async fn counts_visits_and_bytes(store: Store) {
    let mut handles = Vec::new();
    for _ in 0..VISITS {
        handles.push(begun(&store).await);
    }
    let (handle, another) = opening();
    assert_eq!(store.begin(handle, another.clone()).await, Err(StoreError::Full));
    store.end(&handles[0]).await.unwrap();
    store.begin(handle, another).await.unwrap();
    let large = vec![7; VISIT_BYTES + 1];
    let swapped = store.swap(&handle, &slot(), stored(1, &large), noon()).await;
    assert_eq!(swapped, Err(StoreError::Full));
    assert_eq!(
        store.deposit(&handle, &slot(), large, noon()).await,
        Err(StoreError::Full)
    );
    store
        .swap(&handle, &slot(), stored(1, b"small"), noon())
        .await
        .unwrap();
}

async fn seals_all_and_raises_the_epoch(store: Store) {
    let epoch = store.epoch().await.unwrap();
    let (one, other) = (begun(&store).await, begun(&store).await);
    assert_eq!(store.seal_all().await.unwrap().len(), 2);
    assert_eq!(store.epoch().await, Ok(epoch + 1));
    for handle in [one, other] {
        assert_eq!(store.holds(&handle).await, Ok(false));
    }
    begun(&store).await;
}
