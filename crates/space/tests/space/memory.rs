use std::sync::Arc;

use jiff::SignedDuration;
use mn_seal::{Token, VisitLabels};
use mn_space::{MemoryStore, Opening, SpaceConfig, SpaceStore};

use crate::conformance;

#[tokio::test]
async fn the_store_in_memory_keeps_every_promise() {
    let config = SpaceConfig {
        max_visits: conformance::VISITS,
        max_visit_bytes: conformance::VISIT_BYTES,
        ..SpaceConfig::default()
    };
    let make = async || {
        let store: conformance::Store = Arc::new(MemoryStore::new(&config));
        store
    };
    conformance::every_promise(make).await;
}

/// What a sweep costs does not grow with how many live: it looks at those whose second has come, and at each once.
#[tokio::test]
async fn a_sweep_looks_at_what_is_due_among_a_hundred_thousand_and_at_nothing_else() {
    const VISITS: usize = 100_000;
    let config = SpaceConfig {
        max_visits: VISITS + 3,
        ..SpaceConfig::default()
    };
    let store = MemoryStore::new(&config);
    let (_, opening) = conformance::opening();
    let begin = async |opening: Opening| {
        let handle = VisitLabels::of(&Token::draw()).handle();
        store.begin(handle, opening).await.unwrap();
        handle
    };
    let (noon, end) = (
        opening.life.ends_at - SignedDuration::from_mins(15),
        opening.life.ends_at,
    );
    let mut living = Vec::with_capacity(VISITS);
    for _ in 0..VISITS {
        living.push(begin(opening.clone()).await);
    }
    let sooner = end - SignedDuration::from_mins(5);
    for _ in 0..3 {
        let mut brief = opening.clone();
        brief.life.ends_at = sooner;
        begin(brief).await;
    }
    // Ten stay longer: that is found out when their first end comes, not before.
    for handle in living.iter().take(10) {
        let later = end + SignedDuration::from_mins(5);
        store.touch(handle, later, false, noon).await.unwrap();
    }
    let sweep = async |now| {
        let before = store.looks();
        let ended = store.sweep(now).await.unwrap().len();
        (ended, store.looks() - before)
    };
    assert_eq!(sweep(sooner - SignedDuration::from_secs(1)).await, (0, 0));
    assert_eq!(sweep(sooner).await, (3, 3));
    assert_eq!(sweep(sooner).await, (0, 0));
    assert_eq!(sweep(end).await, (VISITS - 10, VISITS));
    assert_eq!(sweep(end).await, (0, 0));
    assert_eq!(sweep(end + SignedDuration::from_mins(5)).await, (10, 10));
    assert_eq!((store.visits(), store.bytes()), (0, 0));
}
