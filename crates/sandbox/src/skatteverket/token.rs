//! The token endpoint.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use serde_json::{Value, json};

use super::grants::ACCESS_SECONDS;
use super::{CLIENT, Fault, Skatteverket};
use crate::faults::lock;

fn error(status: StatusCode, code: &str) -> Response {
    (
        status,
        [(header::CACHE_CONTROL, "no-store")],
        Json(json!({"error": code})),
    )
        .into_response()
}

/// `POST /oauth2/v1/per/token`
pub async fn token(
    State(agency): State<Arc<Skatteverket>>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let value = |name: &str| {
        let mut found = pairs.iter().filter(|(key, _)| key == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => value.as_str(),
            _ => "",
        }
    };
    if value("client_id") != CLIENT || value("client_secret") != agency.client_secret {
        return error(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    let is_at_token = |fault| matches!(fault, Fault::TokenDown | Fault::CodeOver);
    match agency.fault(is_at_token) {
        Some(Fault::TokenDown) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Some(_) => return error(StatusCode::BAD_REQUEST, "invalid_grant"),
        None => {}
    }
    let now = agency.world.clock.now();
    let expected: &[&str] = match value("grant_type") {
        "authorization_code" => &["grant_type", "client_id", "client_secret", "redirect_uri", "code"],
        "refresh_token" => &["grant_type", "client_id", "client_secret", "refresh_token"],
        _ => return error(StatusCode::BAD_REQUEST, "unsupported_grant_type"),
    };
    if pairs.iter().any(|(key, _)| !expected.contains(&key.as_str())) {
        return error(StatusCode::BAD_REQUEST, "invalid_request");
    }
    let given = if value("grant_type") == "refresh_token" {
        lock(&agency.grants).renew(value("refresh_token"), now)
    } else {
        lock(&agency.grants).redeem(value("code"), value("redirect_uri"), now)
    };
    let Some(tokens) = given else {
        return error(StatusCode::BAD_REQUEST, "invalid_grant");
    };
    let refresh = tokens.refresh.unwrap_or_default();
    let seen = [
        ("access_token", tokens.access.as_str()),
        ("refresh_token", &refresh),
    ];
    agency.world.seen.note(&tokens.person, &seen);
    let mut body = json!({
        "access_token": tokens.access,
        "token_type": "Bearer",
        "expires_in": ACCESS_SECONDS,
        "scope": super::SCOPE,
    });
    if !refresh.is_empty() {
        body["refresh_token"] = Value::String(refresh.clone());
    }
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
