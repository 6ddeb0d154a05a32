//! What the provider may be told to do wrong.

use serde::{Deserialize, Serialize};

/// One thing that goes wrong with a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The token says loa2, whatever was demanded.
    WrongAcr,
    /// The token says a level that is no level.
    UnknownAcr,
    /// The token says no level.
    MissingAcr,
    /// The token has another nonce.
    WrongNonce,
    /// The token has no nonce.
    MissingNonce,
    /// The redirect names another issuer.
    WrongIssParam,
    /// The redirect names no issuer.
    MissingIssParam,
    /// The redirect carries another state.
    WrongState,
    /// The token names another issuer.
    WrongIss,
    /// The token is for another client.
    WrongAud,
    /// The token ran out an hour ago.
    Expired,
    /// The person logged in five hours ago.
    StaleAuthTime,
    /// The token says no time of login.
    MissingAuthTime,
    /// A byte of the signature is changed.
    BadSignature,
    /// The token has no signature (`alg` none).
    AlgNone,
    /// The token names a key that the key set lacks.
    UnknownKid,
    /// The token names no person.
    MissingPerson,
    /// The token names the person twice, by personnummer and samordningsnummer.
    BothNumbers,
    /// The person's number fails its check digit.
    InvalidNumber,
    /// The token endpoint answers 503.
    TokenDown,
    /// The token endpoint answers after 5 seconds, in time.
    TokenLate,
    /// The token endpoint answers after 20 seconds, too late.
    TokenSlow,
    /// The token endpoint never answers.
    TokenSilent,
    /// The token endpoint answers no JSON.
    TokenMalformed,
    /// The token endpoint answers `invalid_grant`.
    TokenRefused,
    /// The key set cannot be had.
    JwksDown,
}

/// A fault, and for how many logins.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Wish {
    /// What goes wrong.
    pub fault: Fault,
    /// How many times; for ever when absent.
    #[serde(default)]
    pub times: Option<u32>,
}

/// The faults a tester can pick on the login page, with what they do.
pub const ON_PAGE: [(&str, &str); 12] = [
    ("wrong_acr", "fel tillitsnivå i svaret"),
    ("missing_acr", "ingen tillitsnivå i svaret"),
    ("wrong_nonce", "fel nonce"),
    ("wrong_iss_param", "fel iss i omdirigeringen"),
    ("wrong_state", "fel state i omdirigeringen"),
    ("wrong_aud", "intyg för en annan klient"),
    ("expired", "utgånget intyg"),
    ("bad_signature", "trasig signatur"),
    ("unknown_kid", "okänd nyckel"),
    ("token_down", "token-tjänsten nere"),
    ("token_slow", "token-tjänsten långsam"),
    ("missing_person", "intyg utan personnummer"),
];

/// Reads a fault's name.
pub fn parse(name: &str) -> Option<Fault> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}
