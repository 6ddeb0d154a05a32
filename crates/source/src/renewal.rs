use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use tokio::sync::Mutex;

/// Something that was renewed, and how long it is good.
#[derive(Clone, Debug)]
pub struct Fresh<T> {
    /// What.
    pub value: T,
    /// It is used before this moment, and not at it.
    pub until: Timestamp,
}

/// Something that lasts a while and is then renewed, by one at a time: an access token.
///
/// Whoever comes while it is renewed waits, and gets what that gave, be it a failure: a counterpart that refuses is
/// not asked once more by each who waited. When the one who renews gives up, the next in line renews.
#[derive(Debug)]
pub struct Renewal<T, E> {
    latest: Mutex<Option<Result<Fresh<T>, E>>>,
    /// How many renewals have ended.
    ended: AtomicU64,
}

impl<T, E> Default for Renewal<T, E> {
    fn default() -> Self {
        Self {
            latest: Mutex::new(None),
            ended: AtomicU64::new(0),
        }
    }
}

impl<T: Clone + Send, E: Clone + Send> Renewal<T, E> {
    /// Gives what is good at `now`, and renews it first where it is not.
    ///
    /// # Errors
    /// What the renewal gave, own or waited for.
    pub async fn get<F>(&self, now: Timestamp, renew: impl FnOnce() -> F + Send) -> Result<T, E>
    where
        F: Future<Output = Result<Fresh<T>, E>> + Send,
    {
        let before = self.ended.load(Ordering::Acquire);
        let mut latest = self.latest.lock().await;
        let waited = self.ended.load(Ordering::Acquire) > before;
        match &*latest {
            Some(Ok(fresh)) if now < fresh.until => return Ok(fresh.value.clone()),
            // Made while this one waited: what was good enough for the other is good enough for it.
            Some(outcome) if waited => return outcome.clone().map(|fresh| fresh.value),
            _ => {}
        }
        *latest = None;
        let outcome = renew().await;
        *latest = Some(outcome.clone());
        self.ended.fetch_add(1, Ordering::AcqRel);
        outcome.map(|fresh| fresh.value)
    }

    /// Throws away what there is, if it is still that: the counterpart refused it before its time.
    pub async fn refuse(&self, is_it: impl FnOnce(&T) -> bool + Send) {
        let mut latest = self.latest.lock().await;
        if matches!(&*latest, Some(Ok(fresh)) if is_it(&fresh.value)) {
            *latest = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;

    use tokio::sync::Notify;
    use tokio::task::{JoinSet, yield_now};

    use super::*;

    type Tokens = Renewal<usize, &'static str>;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a moment")
    }

    /// Renews to the count of renewals, good until second 100, once it is let go.
    struct Counterpart {
        asked: AtomicUsize,
        go: Notify,
        refuses: bool,
    }

    impl Counterpart {
        fn new(refuses: bool) -> Arc<Self> {
            Arc::new(Self {
                asked: AtomicUsize::new(0),
                go: Notify::new(),
                refuses,
            })
        }

        async fn renew(&self) -> Result<Fresh<usize>, &'static str> {
            let value = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            self.go.notified().await;
            let fresh = Fresh {
                value,
                until: at(100),
            };
            if self.refuses { Err("refused") } else { Ok(fresh) }
        }
    }

    /// Twenty callers at once, of whom the counterpart lets one through after the other until all are served.
    async fn twenty(refuses: bool) -> (Vec<Result<usize, &'static str>>, usize) {
        let (tokens, counterpart) = (Arc::new(Tokens::default()), Counterpart::new(refuses));
        let mut callers = JoinSet::new();
        for _ in 0..20 {
            let (tokens, counterpart) = (tokens.clone(), counterpart.clone());
            callers.spawn(async move { tokens.get(at(1), || counterpart.renew()).await });
        }
        while counterpart.asked.load(Ordering::SeqCst) == 0 {
            yield_now().await;
        }
        for _ in 0..100 {
            yield_now().await;
        }
        let mut served = Vec::new();
        while !callers.is_empty() {
            counterpart.go.notify_one();
            served.extend(callers.join_next().await.and_then(Result::ok));
        }
        (served, counterpart.asked.load(Ordering::SeqCst))
    }

    #[tokio::test]
    async fn many_at_once_renew_once() {
        assert_eq!(twenty(false).await, (vec![Ok(1); 20], 1));
    }

    #[tokio::test]
    async fn a_refusal_is_told_to_all_who_waited_and_the_next_asks_anew() {
        assert_eq!(twenty(true).await, (vec![Err("refused"); 20], 1));
        let tokens = Tokens::default();
        let refused = tokens.get(at(1), async || Err("refused")).await;
        let renewed = tokens
            .get(at(1), async || {
                Ok(Fresh {
                    value: 7,
                    until: at(2),
                })
            })
            .await;
        assert_eq!((refused, renewed), (Err("refused"), Ok(7)));
    }

    #[tokio::test]
    async fn what_is_good_is_kept_and_what_is_over_is_renewed() {
        let tokens = Tokens::default();
        let fresh = async |value, until| Ok(Fresh { value, until });
        assert_eq!(tokens.get(at(1), || fresh(1, at(10))).await, Ok(1));
        assert_eq!(tokens.get(at(9), || fresh(2, at(20))).await, Ok(1));
        assert_eq!(tokens.get(at(10), || fresh(3, at(20))).await, Ok(3));
        tokens.refuse(|value| *value == 1).await;
        assert_eq!(tokens.get(at(11), || fresh(4, at(20))).await, Ok(3));
        tokens.refuse(|value| *value == 3).await;
        assert_eq!(tokens.get(at(11), || fresh(5, at(20))).await, Ok(5));
    }

    #[tokio::test]
    async fn the_next_in_line_renews_when_one_gives_up() {
        let tokens = Arc::new(Tokens::default());
        let first = tokio::spawn({
            let tokens = tokens.clone();
            async move { tokens.get(at(1), pending).await }
        });
        yield_now().await;
        let second = tokio::spawn({
            let tokens = tokens.clone();
            async move {
                tokens
                    .get(at(1), async || {
                        Ok(Fresh {
                            value: 2,
                            until: at(5),
                        })
                    })
                    .await
            }
        });
        yield_now().await;
        assert!(!second.is_finished());
        first.abort();
        assert_eq!(second.await.ok(), Some(Ok(2)));
    }
}
