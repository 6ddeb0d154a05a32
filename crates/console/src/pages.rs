use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use mn_risk::{EventKind, Matrix, Risk};
use serde::Deserialize;

use crate::Console;
use crate::rows::{EventRow, OverdueRow, SourceRow, event_row, local, overdue_row, source_rows};

const MOST: usize = 500;

#[derive(Deserialize)]
pub(crate) struct Filter {
    kind: Option<String>,
}

#[derive(Template)]
#[template(path = "events.html")]
struct EventsPage {
    now: String,
    /// Each kind's name, its count, and whether it is the one that is shown.
    kinds: Vec<(&'static str, u64, bool)>,
    is_all: bool,
    all: u64,
    events: Vec<EventRow>,
    sources: Vec<SourceRow>,
    outbox: Option<Vec<(&'static str, u64)>>,
    overdue: Vec<OverdueRow>,
}

#[derive(Template)]
#[template(path = "risks.html")]
struct RisksPage {
    now: String,
    matrix: Matrix,
    risks: Vec<Risk>,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    now: String,
    is_unknown_kind: bool,
}

pub(crate) async fn events(State(console): State<Console>, Query(filter): Query<Filter>) -> Response {
    let current = filter.kind.as_deref().map(EventKind::from_name);
    if current == Some(None) {
        let page = ProblemPage {
            now: now(&console),
            is_unknown_kind: true,
        };
        return shown(StatusCode::BAD_REQUEST, &page);
    }
    let current = current.flatten();
    let tally = console.events.tally();
    let count = |kind| tally.kinds.get(&kind).copied().unwrap_or(0);
    // An outbox that cannot be read is said to be so beside.
    let overdue = console.outbox.overdue(console.patience).await.unwrap_or_default();
    let page = EventsPage {
        now: now(&console),
        kinds: EventKind::ALL
            .map(|kind| (kind.name(), count(kind), current == Some(kind)))
            .to_vec(),
        is_all: current.is_none(),
        all: tally.kinds.values().sum(),
        events: console
            .events
            .latest(current, MOST)
            .iter()
            .map(event_row)
            .collect(),
        sources: source_rows(&tally),
        outbox: console.outbox.counts().await.ok(),
        overdue: overdue.iter().take(MOST).map(overdue_row).collect(),
    };
    shown(StatusCode::OK, &page)
}

pub(crate) async fn risks(State(console): State<Console>) -> Response {
    let page = RisksPage {
        now: now(&console),
        matrix: console.register.matrix(),
        risks: console.register.risks().to_vec(),
    };
    shown(StatusCode::OK, &page)
}

pub(crate) async fn not_found(State(console): State<Console>) -> Response {
    let page = ProblemPage {
        now: now(&console),
        is_unknown_kind: false,
    };
    shown(StatusCode::NOT_FOUND, &page)
}

pub(crate) fn now(console: &Console) -> String {
    local(console.clock.now())
}

pub(crate) fn shown(status: StatusCode, page: &impl Template) -> Response {
    page.render().map_or_else(
        |_| StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        |html| (status, Html(html)).into_response(),
    )
}
