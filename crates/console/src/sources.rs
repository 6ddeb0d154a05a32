use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use mn_event::{Breaker, Reach};
use mn_fetch::{Health, SourceStanding};

use crate::Console;
use crate::pages::{now, shown};
use crate::rows::{DoubtfulRow, doubtful_rows, local};

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage {
    now: String,
    rows: Vec<Row>,
    /// Each source with answers in which something did not fit, by kind of check.
    doubtful: Vec<DoubtfulRow>,
    /// When everybody was asked last.
    asked: Option<String>,
}

/// One source: whether it can be reached, and whether it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    source: String,
    reach: Reach,
    reach_since: Option<String>,
    breaker: Breaker,
    breaker_since: String,
    until: Option<String>,
    failing_visits: usize,
    opens: Option<String>,
}

/// `GET /kallor`.
pub(crate) async fn show(State(console): State<Console>) -> Response {
    let health = console.monitor.health();
    let row = |standing: &SourceStanding| {
        let known = health.iter().find(|one| one.source == standing.source);
        row(standing, known)
    };
    let page = SourcesPage {
        now: now(&console),
        doubtful: doubtful_rows(&console.events.tally()),
        rows: console.fetcher.standings().iter().map(row).collect(),
        asked: console.monitor.asked().map(local),
    };
    shown(StatusCode::OK, &page)
}

/// `POST /kallor`: asks whether they can be reached, unless that was done a moment ago.
pub(crate) async fn check(State(console): State<Console>) -> Response {
    // Asked just now or a moment ago: the page says when.
    let _ = console.monitor.check().await;
    Redirect::to("/kallor").into_response()
}

fn row(standing: &SourceStanding, health: Option<&Health>) -> Row {
    Row {
        source: standing.source.to_string(),
        reach: health.map_or(Reach::Unknown, |health| health.reach),
        reach_since: health.and_then(|health| health.since).map(local),
        breaker: standing.breaker.state,
        breaker_since: local(standing.breaker.since),
        until: standing.breaker.until.map(local),
        failing_visits: standing.breaker.failing_visits,
        opens: standing.opens.map(local),
    }
}
