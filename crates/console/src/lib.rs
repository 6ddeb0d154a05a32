//! The operators' pages: events, never content.
//!
//! Served on a listener of its own, on loopback. [`router`] answers `/` (events and counts), `/kallor` (whether sources
//! are asked and can be reached), `/risker` (the register) and their assets. Nothing here changes anything; the one
//! button asks whether sources can be reached, which says nothing about anybody.

mod assets;
mod guard;
mod pages;
mod rows;
mod sources;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::get;
use jiff::SignedDuration;
use mn_deliver::Outbox;
use mn_domain::Clock;
use mn_fetch::{Fetcher, Monitor};
use mn_risk::{EventStore, Register};
use tower_http::csrf::CsrfLayer;

/// What the operators' pages read.
#[derive(Clone)]
pub struct Console {
    /// The latest events and their counts.
    pub events: Arc<dyn EventStore>,
    /// The register of risks.
    pub register: Arc<Register>,
    /// The outbox, of which only numbers are shown.
    pub outbox: Outbox,
    /// Whether sources are asked.
    pub fetcher: Fetcher,
    /// Whether they can be reached.
    pub monitor: Monitor,
    /// How long a recipient may take to accept.
    pub patience: SignedDuration,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// The operators' pages.
pub fn router(console: Console) -> Router {
    Router::new()
        .route("/", get(pages::events))
        .route("/kallor", get(sources::show).post(sources::check))
        .route("/risker", get(pages::risks))
        .route(assets::STYLE, get(assets::style))
        .route("/assets/{name}", get(assets::font))
        .fallback(pages::not_found)
        // Another site's page in the operator's browser may not press the button.
        .layer(CsrfLayer::new())
        .layer(from_fn(guard::guard))
        .with_state(console)
}
