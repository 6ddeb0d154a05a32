//! The API for one's own data, and the gateway before it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{Fault, GATEWAY_CLIENT, Skatteverket, documents};
use crate::faults::lock;

/// What is published, and what HTTP itself needs; more may be blocked, and here is.
const HEADERS: [&str; 6] = [
    "authorization",
    "client_id",
    "client_secret",
    "skv_client_correlation_id",
    "host",
    "accept",
];
/// The longest correlation id.
const CORRELATION: usize = 36;

fn refused(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({"message": why}))).into_response()
}

/// What the gateway says before it lets anybody through.
fn gateway(agency: &Skatteverket, headers: &HeaderMap) -> Option<Response> {
    let value = |name: &str| {
        let mut all = headers.get_all(name).iter();
        match (all.next(), all.next()) {
            (Some(value), None) => value.to_str().unwrap_or_default(),
            _ => "",
        }
    };
    if headers.keys().any(|name| !HEADERS.contains(&name.as_str())) {
        return Some(refused(StatusCode::FORBIDDEN, "a header that is not known"));
    }
    if value("client_id") != GATEWAY_CLIENT || value("client_secret") != agency.gateway_secret {
        return Some(refused(
            StatusCode::UNAUTHORIZED,
            "the gateway does not know the client",
        ));
    }
    let correlation = value("skv_client_correlation_id");
    if correlation.is_empty() || correlation.len() > CORRELATION {
        return Some(refused(StatusCode::BAD_REQUEST, "skv_client_correlation_id"));
    }
    None
}

const fn is_here(fault: Fault) -> bool {
    !matches!(fault, Fault::WrongState | Fault::TokenDown | Fault::CodeOver)
}

/// `GET /egna/v1/{part}`
pub async fn part(
    State(agency): State<Arc<Skatteverket>>,
    Path(part): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Some(refused) = gateway(&agency, &headers) {
        return refused;
    }
    let token = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let access = token.and_then(|token| lock(&agency.grants).opens(token, agency.world.clock.now()));
    let Some(access) = access else {
        return refused(StatusCode::UNAUTHORIZED, "the token is not good");
    };
    let is_account = part == "skattekonto";
    let fault = agency.fault(|fault| {
        is_here(fault)
            && (fault != Fault::Renew || !access.is_renewed)
            && (fault != Fault::AccountDown || is_account)
    });
    let failed = match fault {
        Some(Fault::Renew | Fault::Unauthorized) => Some(StatusCode::UNAUTHORIZED),
        Some(Fault::Forbidden) => Some(StatusCode::FORBIDDEN),
        Some(Fault::NotFound) => Some(StatusCode::NOT_FOUND),
        Some(Fault::TooMany) => Some(StatusCode::TOO_MANY_REQUESTS),
        Some(Fault::Down | Fault::AccountDown) => Some(StatusCode::INTERNAL_SERVER_ERROR),
        Some(Fault::Silent) => std::future::pending().await,
        Some(Fault::Malformed) => return "{\"kontohavare\":".into_response(),
        _ => None,
    };
    if let Some(status) = failed {
        return refused(status, "told to refuse");
    }
    let document = documents::of(&agency.world, &part, &access.person, fault);
    document.map_or_else(
        || refused(StatusCode::NOT_FOUND, "Not found"),
        |document| Json(document).into_response(),
    )
}
