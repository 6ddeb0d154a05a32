use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use mn_seal::{Token, VisitLabels};
use mn_space::{MemoryStore, SpaceConfig, SpaceStore};

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

#[tokio::test]
async fn the_sweep_keeps_its_second_under_a_hundred_thousand_living_visits() {
    const VISITS: usize = 100_000;
    let config = SpaceConfig {
        max_visits: VISITS,
        ..SpaceConfig::default()
    };
    let store = MemoryStore::new(&config);
    let (_, opening) = conformance::opening();
    for _ in 0..VISITS {
        let handle = VisitLabels::of(&Token::draw()).handle();
        store.begin(handle, opening.clone()).await.unwrap();
    }
    let before = opening.life.ends_at - SignedDuration::from_secs(1);
    // The map may tidy up after so many insertions in the first sweep; the second shows the daily cost.
    assert!(store.sweep(before).await.unwrap().is_empty());
    let start = Instant::now();
    assert!(store.sweep(before).await.unwrap().is_empty());
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(store.sweep(opening.life.ends_at).await.unwrap().len(), VISITS);
    assert_eq!((store.visits(), store.bytes()), (0, 0));
}
