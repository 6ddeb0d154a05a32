//! What every store of sealed bytes keeps. A store's own tests call [`every_promise`] with a maker of
//! empty stores that hold three visits of at most 10 000 sealed bytes each. What a shared store promises beside
//! is asked of shared stores only.

use std::sync::{Arc, LazyLock};

use jiff::{SignedDuration, Timestamp};
use mn_domain::{Clock as _, SystemClock};
use mn_event::EndReason;
use mn_seal::{Handle, ServerShare, Token, VisitLabels};
use mn_space::{Change, Life, NodeId, Opening, SlotLabel, SlotName, SpaceStore, StoreError, Stored};

/// Limits of the stores that the suite asks for.
pub const VISITS: usize = 3;
/// Limits of the stores that the suite asks for.
pub const VISIT_BYTES: usize = 10_000;

/// A store of any kind.
pub type Store = Arc<dyn SpaceStore>;

/// Runs the whole suite, each promise over an empty store.
pub async fn every_promise(make: impl AsyncFn() -> Store) {
    gives_back_what_was_put_in(make().await).await;
    swaps_only_the_revision_before(make().await).await;
    settles_a_deposit_once_or_not_at_all(make().await).await;
    refuses_a_visit_that_is_over(make().await).await;
    moves_idle_and_hold_apart(make().await).await;
    ends_for_good(make().await).await;
    sweeps_at_the_end_and_not_before(make().await).await;
    counts_visits_and_bytes(make().await).await;
    seals_all_and_raises_the_epoch(make().await).await;
    knows_which_nodes_live(make().await).await;
    changes_slot_and_index_or_neither(make().await).await;
    lets_nothing_begin_where_something_ended(make().await).await;
}

/// The beginning of the suite, by the system's clock: a shared store lets go by its own.
fn noon() -> Timestamp {
    static NOON: LazyLock<Timestamp> = LazyLock::new(|| {
        let seconds = SystemClock.now().as_second();
        Timestamp::from_second(seconds).unwrap()
    });
    *NOON
}

fn at(minutes: i64) -> Timestamp {
    noon().checked_add(SignedDuration::from_mins(minutes)).unwrap()
}

fn slot() -> SlotLabel {
    SlotLabel::from(&SlotName::Choices)
}

fn stored(revision: u64, bytes: &[u8]) -> Stored {
    Stored {
        revision,
        sealed: Some(bytes.to_vec()),
    }
}

/// A change of the slot, with the next index where there is one.
async fn change(store: &Store, handle: &Handle, slot_is: Stored) -> Change {
    let index = store.index(handle, noon()).await.ok().flatten();
    let last = index.map_or(1, |index| index.revision);
    Change {
        label: slot(),
        slot: slot_is,
        index: store.is_shared().then(|| stored(last + 1, b"index")),
    }
}

async fn put(
    store: &Store,
    handle: &Handle,
    (revision, bytes): (u64, &[u8]),
    now: Timestamp,
) -> Result<(), StoreError> {
    let change = change(store, handle, stored(revision, bytes)).await;
    store.swap(handle, change, now).await
}

async fn slot_of(store: &Store, handle: &Handle, now: Timestamp) -> Result<Stored, StoreError> {
    store.read(handle, &slot(), now).await.map(|shown| shown.slot)
}

/// A visit that lives for fifteen minutes.
pub fn opening() -> (Handle, Opening) {
    let (token, share) = (Token::draw(), ServerShare::draw());
    let labels = VisitLabels::of(&token);
    let opening = Opening {
        share,
        pseudonym: labels.pseudonym(),
        header: b"header".to_vec(),
        life: Life {
            ends_at: at(15),
            is_last: false,
            held_until: None,
        },
        index: None,
        gone_by: at(160),
    };
    (labels.handle(), opening)
}

/// The same with an index, where the store keeps one.
fn opening_for(store: &Store) -> (Handle, Opening) {
    let (handle, mut opening) = opening();
    opening.index = store.is_shared().then(|| stored(1, b"index"));
    (handle, opening)
}

async fn begun(store: &Store) -> Handle {
    let (handle, opening) = opening_for(store);
    store.begin(handle, opening).await.unwrap();
    handle
}

async fn gives_back_what_was_put_in(store: Store) {
    let (handle, opening) = opening_for(&store);
    assert_eq!(store.entry(&handle).await.err(), Some(StoreError::Gone));
    store.begin(handle, opening.clone()).await.unwrap();
    let again = store.begin(handle, opening.clone()).await;
    assert_eq!(again, Err(StoreError::Conflict), "a handle is taken once");
    let entry = store.entry(&handle).await.unwrap();
    assert_eq!(entry.header, opening.header);
    assert_eq!(entry.share.as_bytes(), opening.share.as_bytes());
    assert_eq!(entry.epoch, store.epoch().await.unwrap());
    assert_eq!((entry.life, entry.waiting), (opening.life, 0));
    let never = slot_of(&store, &handle, noon()).await.unwrap();
    assert_eq!((never.revision, never.sealed), (0, None));
    put(&store, &handle, (1, b"one"), noon()).await.unwrap();
    assert_eq!(slot_of(&store, &handle, noon()).await, Ok(stored(1, b"one")));
    assert_eq!(store.slots(&handle, noon()).await, Ok(vec![slot()]));
}

async fn swaps_only_the_revision_before(store: Store) {
    let handle = begun(&store).await;
    for wrong in [0, 2, u64::MAX] {
        let swapped = put(&store, &handle, (wrong, b"x"), noon()).await;
        assert_eq!(swapped, Err(StoreError::Conflict), "revision {wrong}");
    }
    put(&store, &handle, (1, b"one"), noon()).await.unwrap();
    let removed = Stored {
        revision: 2,
        sealed: None,
    };
    let removal = change(&store, &handle, removed.clone()).await;
    store.swap(&handle, removal, noon()).await.unwrap();
    assert_eq!(slot_of(&store, &handle, noon()).await, Ok(removed));
    assert_eq!(store.slots(&handle, noon()).await, Ok(vec![]));
    let again = put(&store, &handle, (1, b"old"), noon()).await;
    assert_eq!(again, Err(StoreError::Conflict));
    put(&store, &handle, (3, b"three"), noon()).await.unwrap();
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
    let wrong = Some(change(&store, &handle, stored(7, b"x")).await);
    let wrong = store.settle(&handle, &waiting[0], wrong, noon()).await;
    assert_eq!(wrong, Err(StoreError::Conflict));
    assert_eq!(store.deposits(&handle, noon()).await.unwrap(), waiting);
    let first = Some(change(&store, &handle, stored(1, b"one")).await);
    store.settle(&handle, &waiting[0], first, noon()).await.unwrap();
    let twice = Some(change(&store, &handle, stored(2, b"two")).await);
    let twice = store.settle(&handle, &waiting[0], twice, noon()).await;
    assert_eq!(twice, Err(StoreError::Conflict));
    store.settle(&handle, &waiting[1], None, noon()).await.unwrap();
    assert_eq!(slot_of(&store, &handle, noon()).await, Ok(stored(1, b"one")));
    assert_eq!(store.entry(&handle).await.unwrap().waiting, 0);
}

async fn refuses_a_visit_that_is_over(store: Store) {
    let handle = begun(&store).await;
    put(&store, &handle, (1, b"one"), at(14)).await.unwrap();
    let now = at(15);
    let refused = [
        slot_of(&store, &handle, now).await.err(),
        put(&store, &handle, (2, b"two"), now).await.err(),
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
    assert!(slot_of(&store, &handle, at(19)).await.is_ok());
    let life = store.hold(&handle, None, at(17)).await.unwrap();
    assert_eq!((life.end(), life.reason()), (at(18), EndReason::TimeUp));
    assert_eq!(
        slot_of(&store, &handle, at(18)).await.err(),
        Some(StoreError::Gone)
    );
}

async fn ends_for_good(store: Store) {
    let handle = begun(&store).await;
    put(&store, &handle, (1, b"one"), noon()).await.unwrap();
    assert_eq!(store.holds(&handle).await, Ok(true));
    let ended = store.end(&handle).await.unwrap();
    assert_eq!((ended.handle, ended.slots), (handle, vec![slot()]));
    assert_eq!(store.holds(&handle).await, Ok(false));
    assert_eq!(store.entry(&handle).await.err(), Some(StoreError::Gone));
    assert_eq!(store.end(&handle).await.err(), Some(StoreError::Gone));
    let late = put(&store, &handle, (2, b"two"), noon()).await;
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
    let (handle, another) = opening_for(&store);
    assert_eq!(store.begin(handle, another.clone()).await, Err(StoreError::Full));
    store.end(&handles[0]).await.unwrap();
    store.begin(handle, another).await.unwrap();
    let large = vec![7; VISIT_BYTES + 1];
    let swapped = put(&store, &handle, (1, &large), noon()).await;
    assert_eq!(swapped, Err(StoreError::Full));
    assert_eq!(
        store.deposit(&handle, &slot(), large, noon()).await,
        Err(StoreError::Full)
    );
    put(&store, &handle, (1, b"small"), noon()).await.unwrap();
}

async fn seals_all_and_raises_the_epoch(store: Store) {
    let epoch = store.epoch().await.unwrap();
    let (one, other) = (begun(&store).await, begun(&store).await);
    assert_eq!(store.seal_all().await.unwrap().len(), 2);
    assert!(store.epoch().await.unwrap() > epoch);
    for handle in [one, other] {
        assert_eq!(store.holds(&handle).await, Ok(false));
    }
    begun(&store).await;
}

async fn knows_which_nodes_live(store: Store) {
    let (one, other) = (NodeId::draw(), NodeId::draw());
    store.beat(&one).await.unwrap();
    assert_eq!(store.is_alive(&one).await, Ok(true));
    // In the memory of one process nobody else can have begun anything.
    assert_eq!(store.is_alive(&other).await, Ok(!store.is_shared()));
}

async fn changes_slot_and_index_or_neither(store: Store) {
    if !store.is_shared() {
        return;
    }
    let handle = begun(&store).await;
    put(&store, &handle, (1, b"one"), noon()).await.unwrap();
    for wrong in [
        None,
        Some(stored(2, b"again")),
        Some(stored(4, b"too far")),
        Some(stored(0, b"")),
    ] {
        let change = Change {
            label: slot(),
            slot: stored(2, b"two"),
            index: wrong,
        };
        let swapped = store.swap(&handle, change, noon()).await;
        assert_eq!(swapped, Err(StoreError::Conflict));
    }
    let stale = Change {
        label: slot(),
        slot: stored(1, b"again"),
        index: Some(stored(3, b"index")),
    };
    let swapped = store.swap(&handle, stale, noon()).await;
    assert_eq!(swapped, Err(StoreError::Conflict));
    let shown = store.read(&handle, &slot(), noon()).await.unwrap();
    assert_eq!(
        (shown.slot, shown.index),
        (stored(1, b"one"), Some(stored(2, b"index")))
    );
}

async fn lets_nothing_begin_where_something_ended(store: Store) {
    if !store.is_shared() {
        return;
    }
    let (handle, opening) = opening_for(&store);
    store.begin(handle, opening.clone()).await.unwrap();
    store.end(&handle).await.unwrap();
    assert_eq!(
        store.begin(handle, opening.clone()).await,
        Err(StoreError::Conflict)
    );
    let (handle, opening) = opening_for(&store);
    store.begin(handle, opening.clone()).await.unwrap();
    assert_eq!(store.sweep(at(15)).await.unwrap().len(), 1);
    assert_eq!(store.begin(handle, opening).await, Err(StoreError::Conflict));
}
