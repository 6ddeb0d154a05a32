//! What can go wrong while a visit lives on, and what it is called in the table.

use serde_json::json;

use super::journeys::Journey;

const ALIVE: &str = "a  alive, 10 s idle";

/// Everything that goes wrong while the visit lives on.
pub fn wrong() -> Vec<Journey> {
    let source = |behaviour: &str| Journey::Source(json!({"behaviour": behaviour}));
    let mut journeys: Vec<Journey> = [
        "soap_fault",
        "malformed",
        "truncated",
        "wrong_correlation",
        "error",
        "partial",
        "other_person",
        "inner_malformed",
        "unknown_values",
    ]
    .map(source)
    .into();
    journeys.push(Journey::Source(json!({"behaviour": "http_error", "status": 500})));
    journeys.extend(
        [
            "other_person",
            "forged_user",
            "tampered_value",
            "tampered_text",
            "other_text",
            "revoked",
        ]
        .map(|how| Journey::Order(how, None)),
    );
    journeys.push(Journey::Order("cancel", None));
    journeys.push(Journey::Order("fail", Some("startFailed")));
    journeys.push(Journey::Order("fail", Some("expiredTransaction")));
    journeys.extend(
        [
            "bad_signature",
            "wrong_nonce",
            "wrong_state",
            "wrong_acr",
            "both_numbers",
            "token_refused",
            "expired",
        ]
        .map(Journey::Login),
    );
    journeys
}

/// What a journey's row is called.
pub fn case_of(journey: &Journey) -> &'static str {
    match journey {
        Journey::Short | Journey::Thorough | Journey::Home => ALIVE,
        Journey::Source(_) => "d  failed source, alive, 10 s idle",
        Journey::Order("cancel" | "fail", _) => "d  order expired or called off, 10 s idle",
        Journey::Order(..) => "d  refused signature, alive, 10 s idle",
        Journey::Login(_) => "d  refused login, 10 s idle",
    }
}
