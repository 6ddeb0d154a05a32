//! The RP API v6.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use super::request::StartRequest;
use super::{BankId, Fault};
use crate::pki::Purpose;

/// The relying party's side.
pub fn rp_api(bank: Arc<BankId>) -> Router {
    Router::new()
        .route("/rp/v6.0/{call}", any(call))
        .fallback(async || error(StatusCode::NOT_FOUND, "notFound", "No such endpoint"))
        .layer(DefaultBodyLimit::max(512 * 1024))
        .with_state(bank)
}

fn error(status: StatusCode, code: &str, details: &str) -> Response {
    (status, Json(json!({"errorCode": code, "details": details}))).into_response()
}

fn invalid(details: &str) -> Response {
    error(StatusCode::BAD_REQUEST, "invalidParameters", details)
}

async fn call(
    State(bank): State<Arc<BankId>>,
    Path(call): Path<String>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !matches!(call.as_str(), "auth" | "sign" | "collect" | "cancel") {
        return error(StatusCode::NOT_FOUND, "notFound", "No such endpoint");
    }
    if method != Method::POST {
        return error(StatusCode::METHOD_NOT_ALLOWED, "methodNotAllowed", "Only POST");
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let kind = kind.and_then(|kind| kind.parse::<mime::Mime>().ok());
    if kind.is_none_or(|kind| kind.essence_str() != mime::APPLICATION_JSON) {
        return error(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupportedMediaType",
            "Only JSON",
        );
    }
    if let Some(wish) = bank.next_fault(&call)
        && let Some(answer) = fail(wish.fault, wish.ms).await
    {
        return answer;
    }
    match call.as_str() {
        "auth" => start(&bank, Purpose::Login, &body),
        "sign" => start(&bank, Purpose::Signature, &body),
        "collect" => collect(&bank, &body).await,
        _ => cancel(&bank, &body),
    }
}

async fn fail(fault: Fault, ms: u64) -> Option<Response> {
    let (status, code) = match fault {
        Fault::Maintenance => (StatusCode::SERVICE_UNAVAILABLE, "maintenance"),
        Fault::InternalError => (StatusCode::INTERNAL_SERVER_ERROR, "internalError"),
        Fault::RequestTimeout => (StatusCode::REQUEST_TIMEOUT, "requestTimeout"),
        Fault::TooManyRequests => (StatusCode::TOO_MANY_REQUESTS, "tooManyRequests"),
        Fault::Unauthorized => (StatusCode::UNAUTHORIZED, "unauthorized"),
        Fault::UnknownError => (StatusCode::BAD_REQUEST, "somethingNobodyHasDocumented"),
        Fault::AlreadyInProgress => (StatusCode::BAD_REQUEST, "alreadyInProgress"),
        Fault::Malformed => return Some("{\"orderRef\":".into_response()),
        Fault::Slow => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            return None;
        }
        Fault::HoldComplete => return None,
        Fault::Silent => std::future::pending().await,
    };
    Some(error(status, code, "Told to fail"))
}

fn start(bank: &BankId, purpose: Purpose, body: &[u8]) -> Response {
    let Ok(request) = serde_json::from_slice::<StartRequest>(body) else {
        return invalid("Invalid JSON");
    };
    if let Err(details) = request.check(purpose) {
        return invalid(details);
    }
    match bank.start(purpose, request) {
        Some(order) => Json(json!({
            "orderRef": order.order_ref,
            "autoStartToken": order.auto_start_token,
            "qrStartToken": order.qr_start_token,
            "qrStartSecret": order.qr_start_secret,
        }))
        .into_response(),
        None => error(
            StatusCode::BAD_REQUEST,
            "alreadyInProgress",
            "Order already in progress for pno",
        ),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Reference {
    order_ref: String,
}

async fn collect(bank: &BankId, body: &[u8]) -> Response {
    let reference = serde_json::from_slice::<Reference>(body).ok();
    match reference.and_then(|it| bank.collect(&it.order_ref)) {
        Some(answer) if answer["status"] == "complete" && bank.holds_back() => std::future::pending().await,
        Some(answer) => Json(answer).into_response(),
        None => invalid("No such order"),
    }
}

fn cancel(bank: &BankId, body: &[u8]) -> Response {
    match serde_json::from_slice::<Reference>(body) {
        Ok(reference) if bank.cancel(&reference.order_ref) => Json(json!({})).into_response(),
        _ => invalid("No such order"),
    }
}
