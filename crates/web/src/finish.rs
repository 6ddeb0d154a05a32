//! What must not stop half-way when the browser leaves: hyper drops a handler whose connection is gone.

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use mn_event::EndReason;
use mn_seal::Handle;
use mn_space::{Spaces, Visit};
use tokio_util::task::TaskTracker;

use crate::pages::Problem;

/// Runs every handler that changes something on a task of its own, to its end. The service waits for these when it
/// stops.
pub async fn to_the_end(State(tasks): State<TaskTracker>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let done = tasks.spawn(next.run(request)).await;
    done.unwrap_or_else(|_| (Extension(Problem::Broken), StatusCode::INTERNAL_SERVER_ERROR).into_response())
}

/// A visit that began and whose browser has not got its token yet. Where nobody takes it, it ends: nobody could ever
/// open it.
pub struct Unclaimed(Option<(Spaces, Handle, TaskTracker)>);

impl Unclaimed {
    /// Holds the visit that has just begun.
    pub fn new(spaces: &Spaces, visit: &Visit, tasks: &TaskTracker) -> Self {
        Self(Some((spaces.clone(), visit.handle(), tasks.clone())))
    }

    /// The browser is there and gets the token.
    pub fn claim(mut self) {
        self.0 = None;
    }
}

impl Drop for Unclaimed {
    fn drop(&mut self) {
        let Some((spaces, handle, tasks)) = self.0.take() else {
            return;
        };
        // Without a runtime the process is ending, and every visit with it.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let end = async move { spaces.end(&handle, EndReason::Unclaimed).await };
            drop(tasks.spawn_on(async move { drop(end.await) }, &runtime));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::any;
    use mn_domain::SystemClock;
    use mn_event::{Event, EventLog, EventSink, Record};
    use mn_seal::Pepper;
    use mn_space::{Person, SpaceConfig};
    use tokio::sync::Notify;
    use tower::ServiceExt;

    use super::*;

    async fn settle() {
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
    }

    /// Whether a handler that waits for something comes to its end though nobody waits for it any more.
    async fn is_finished(method: Method) -> bool {
        let (gate, done) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
        let (opened, ended) = (Arc::clone(&gate), Arc::clone(&done));
        let handler = async move || {
            opened.notified().await;
            ended.store(true, Ordering::SeqCst);
        };
        let tasks = TaskTracker::new();
        let router = Router::new()
            .route("/", any(handler))
            .layer(from_fn_with_state(tasks.clone(), to_the_end));
        let request = Request::builder().method(method).uri("/").body(Body::empty());
        let browser = tokio::spawn(router.oneshot(request.expect("a request")));
        settle().await;
        browser.abort();
        settle().await;
        gate.notify_waiters();
        tasks.close();
        tasks.wait().await;
        done.load(Ordering::SeqCst)
    }

    #[tokio::test]
    async fn what_changes_something_does_not_end_with_the_connection() {
        assert!(is_finished(Method::POST).await);
        assert!(!is_finished(Method::GET).await, "a page is for whoever reads it");
    }

    #[derive(Default)]
    struct Unclaimeds(AtomicBool);

    impl EventSink for Unclaimeds {
        fn take(&self, record: &Record) {
            if matches!(
                record.event,
                Event::VisitEnded {
                    reason: EndReason::Unclaimed,
                    ..
                }
            ) {
                self.0.store(true, Ordering::SeqCst);
            }
        }
    }

    /// Whether a visit lives on, and whether its end was recorded as that of a visit that nobody got.
    async fn fate(is_claimed: bool) -> (bool, bool) {
        let (clock, sink) = (Arc::new(SystemClock), Arc::new(Unclaimeds::default()));
        let log = EventLog::new(clock.clone(), vec![sink.clone()]);
        let spaces = Spaces::new(SpaceConfig::default(), Pepper::draw(), clock, log);
        let person = "198501012382".parse().expect("a number");
        let begun = spaces.begin(Person::oneself(person)).await;
        let (token, visit) = begun.expect("a visit");
        let tasks = TaskTracker::new();
        let unclaimed = Unclaimed::new(&spaces, &visit, &tasks);
        if is_claimed {
            unclaimed.claim();
        } else {
            drop(unclaimed);
        }
        tasks.close();
        tasks.wait().await;
        (spaces.open(&token).await.is_ok(), sink.0.load(Ordering::SeqCst))
    }

    #[tokio::test]
    async fn a_visit_whose_browser_left_before_it_got_it_ends() {
        assert_eq!(fate(false).await, (false, true));
        assert_eq!(fate(true).await, (true, false));
    }
}
