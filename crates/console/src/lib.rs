//! The operators' pages: events, never content.
//!
//! Served on a listener of its own, on loopback. [`router`] answers `/` (events and counts), `/risker` (the
//! register) and their assets, and nothing that changes anything.

mod assets;
mod guard;
mod pages;
mod rows;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::get;
use jiff::SignedDuration;
use mn_deliver::Outbox;
use mn_domain::Clock;
use mn_risk::{EventStore, Register};

/// What the operators' pages read.
#[derive(Clone)]
pub struct Console {
    /// The latest events and their counts.
    pub events: Arc<dyn EventStore>,
    /// The register of risks.
    pub register: Arc<Register>,
    /// The outbox, of which only numbers are shown.
    pub outbox: Outbox,
    /// How long a recipient may take to accept.
    pub patience: SignedDuration,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// The operators' pages.
pub fn router(console: Console) -> Router {
    Router::new()
        .route("/", get(pages::events))
        .route("/risker", get(pages::risks))
        .route(assets::STYLE, get(assets::style))
        .route("/assets/{name}", get(assets::font))
        .fallback(pages::not_found)
        .layer(from_fn(guard::guard))
        .with_state(console)
}
