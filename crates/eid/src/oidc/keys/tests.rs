use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// How the provider behaves from one question to the next.
#[derive(Clone, Copy)]
enum Does {
    Answer,
    Fail,
    /// Takes the question and says nothing.
    Silent,
}

fn provider(script: &'static [Does]) -> (Keys, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let keys = Keys::of(Box::new(move || {
        let turn = count.fetch_add(1, Ordering::SeqCst);
        let does = script.get(turn).copied().unwrap_or(Does::Fail);
        Box::pin(async move {
            // Whoever else wants to ask gets the chance to.
            tokio::task::yield_now().await;
            match does {
                Does::Answer => Ok(published()),
                Does::Fail => Err(LoginError::Unreachable),
                Does::Silent => std::future::pending().await,
            }
        })
    }));
    (keys, asked)
}

fn published() -> CoreProviderMetadata {
    serde_json::from_value(serde_json::json!({
        "issuer": "https://op.example",
        "authorization_endpoint": "https://op.example/authorize",
        "jwks_uri": "https://op.example/keys",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    }))
    .expect("metadata")
}

fn after(span: SignedDuration) -> Timestamp {
    Timestamp::UNIX_EPOCH + span
}

const START: Timestamp = Timestamp::UNIX_EPOCH;

/// Lets every task run as far as it can.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

/// What is ready without waiting for the provider.
async fn at_once<T>(work: impl Future<Output = T> + Send + 'static) -> Option<T>
where
    T: Send + 'static,
{
    let work = tokio::spawn(work);
    settle().await;
    if work.is_finished() { work.await.ok() } else { None }
}

#[tokio::test]
async fn a_silent_provider_delays_nobody_whose_key_is_known() {
    let (keys, asked) = provider(&[Does::Answer, Does::Silent]);
    let known = keys.metadata(START).await.expect("metadata");
    let now = after(COOL_DOWN);
    let (stuck, seen) = (keys.clone(), known.clone());
    let stuck = tokio::spawn(async move { stuck.refreshed(&seen, now).await });
    settle().await;
    assert!(!stuck.is_finished());
    let other = keys.clone();
    let given = at_once(async move { other.metadata(now).await }).await;
    assert!(given.is_some_and(|given| given.is_ok()), "another's login waits");
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn what_is_old_is_renewed_in_the_background() {
    let (keys, asked) = provider(&[Does::Answer, Does::Answer]);
    let first = keys.metadata(START).await.expect("metadata");
    let again = keys.metadata(after(FRESH)).await.expect("metadata");
    assert!(Arc::ptr_eq(&first, &again), "the login waited for the renewal");
    settle().await;
    let renewed = keys.metadata(after(FRESH)).await.expect("metadata");
    assert!(!Arc::ptr_eq(&first, &renewed));
    settle().await;
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn what_is_too_old_is_not_believed() {
    let (keys, asked) = provider(&[Does::Answer]);
    keys.metadata(START).await.expect("metadata");
    assert!(keys.metadata(after(FRESH)).await.is_ok());
    settle().await;
    assert!(keys.metadata(after(LONGEST)).await.is_err());
    assert!(asked.load(Ordering::SeqCst) >= 3);
}

#[tokio::test]
async fn an_unknown_key_asks_once_an_interval_whatever_the_answer() {
    let (keys, asked) = provider(&[Does::Answer, Does::Fail, Does::Answer]);
    let known = keys.metadata(START).await.expect("metadata");
    let asked = || asked.load(Ordering::SeqCst);
    let soon = after(COOL_DOWN - SignedDuration::from_secs(1));
    assert!(matches!(keys.refreshed(&known, soon).await, Ok(None)));
    assert_eq!(asked(), 1);
    assert!(keys.refreshed(&known, after(COOL_DOWN)).await.is_err());
    for _ in 0..5 {
        let again = keys.refreshed(&known, after(COOL_DOWN)).await;
        assert!(matches!(again, Ok(None)), "a failure does not open the door");
    }
    assert_eq!(asked(), 2);
    let fresh = keys.refreshed(&known, after(COOL_DOWN * 2)).await;
    assert!(matches!(&fresh, Ok(Some(fresh)) if !Arc::ptr_eq(fresh, &known)));
    // Whoever holds what was known before gets what is known now, and nobody asks.
    let late = keys.refreshed(&known, after(COOL_DOWN * 2)).await;
    assert!(matches!(late, Ok(Some(_))));
    assert_eq!(asked(), 3);
}

#[tokio::test]
async fn those_who_come_at_the_same_time_share_one_fetch_and_its_outcome() {
    for (script, is_ok) in [(&[Does::Answer] as &[_], true), (&[Does::Fail] as &[_], false)] {
        let (keys, asked) = provider(script);
        let all: Vec<_> = (0..50)
            .map(|_| {
                let keys = keys.clone();
                tokio::spawn(async move { keys.metadata(START).await.is_ok() })
            })
            .collect();
        for one in all {
            assert_eq!(one.await.ok(), Some(is_ok));
        }
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn a_browser_that_leaves_does_not_stop_the_fetch_that_others_wait_for() {
    let (keys, asked) = provider(&[Does::Answer]);
    let first = keys.clone();
    let first = tokio::spawn(async move { first.metadata(START).await });
    tokio::task::yield_now().await;
    first.abort();
    settle().await;
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert!(keys.metadata(START).await.is_ok());
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}
