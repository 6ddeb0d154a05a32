use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use mn_deliver::Outbox;
use mn_domain::{Clock, RecipientId};
use mn_event::EventLog;
use mn_limit::Lockout;
use serde_json::{Value, json};

use crate::events::post_event;
use crate::listing::{list, part, show};
use crate::{Kind, Recipients};

/// How long one request may take.
const DEADLINE: Duration = Duration::from_secs(30);
/// The largest event.
const MAX_EVENT: usize = 64 * 1024;

/// What the API works with.
#[derive(Clone)]
pub struct App {
    /// Who may call.
    pub recipients: Arc<Recipients>,
    /// Where the sealed applications are.
    pub outbox: Outbox,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where events go.
    pub log: EventLog,
    /// Who failed too often, by address.
    pub failures: Arc<Lockout>,
}

/// In whose name a request is made; put into its extensions by the connection that knows the certificate.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Whose certificate it is.
    pub recipient: RecipientId,
    /// From where.
    pub from: IpAddr,
}

/// The routes. A request without a [`Caller`] finds nothing.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/api/v1/api-info", get(api_info))
        .route("/api/v1/submissions", get(list))
        .route("/api/v1/submissions/{submission}", get(show))
        .route("/api/v1/submissions/{submission}/parts/{*name}", get(part))
        .route("/api/v1/submissions/{submission}/events", post(post_event))
        .fallback(async || Kind::NotFound)
        .method_not_allowed_fallback(async || Kind::MethodNotAllowed)
        .layer(DefaultBodyLimit::max(MAX_EVENT))
        .layer(from_fn_with_state(app.failures.clone(), admit))
        .layer(map_response(private))
        .with_state(app)
}

/// `GET /api/v1/api-info`: what this API is, as DIGG's REST profile asks for.
async fn api_info(State(_): State<App>) -> Json<Value> {
    Json(json!({
        "apiName": "medborgarnavet-recipient",
        "apiVersion": env!("CARGO_PKG_VERSION"),
        "apiStatus": "active",
    }))
}

/// Lets in whom the connection knows, for a limited time, and counts what fails.
async fn admit(State(failures): State<Arc<Lockout>>, request: Request, next: Next) -> Response {
    let Some(from) = request.extensions().get::<Caller>().map(|caller| caller.from) else {
        return Kind::NotFound.into_response();
    };
    if failures.is_out(from) {
        return Kind::TooOften.into_response();
    }
    match tokio::time::timeout(DEADLINE, next.run(request)).await {
        Ok(response) => {
            if response.status().is_client_error() {
                failures.failed(from);
            }
            response
        }
        Err(_) => Kind::Late.into_response(),
    }
}

async fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}
