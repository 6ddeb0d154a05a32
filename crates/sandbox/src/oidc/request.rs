//! The authorization request, checked against the profile.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{CLAIM, Provider};
use crate::jose;

/// A request that may be answered.
#[derive(Clone, Debug)]
pub struct AuthorizationRequest {
    /// Where the browser goes back to.
    pub redirect_uri: String,
    /// Echoed.
    pub state: String,
    /// Goes into the ID token.
    pub nonce: String,
    /// PKCE, S256.
    pub challenge: String,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// Levels wished, in order.
    pub acr_values: Vec<String>,
    /// Levels demanded.
    pub acr_essential: Vec<String>,
    /// The `claims` parameter.
    pub claims: Value,
}

/// Why a request is not answered.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The browser may not be sent anywhere.
    Page(&'static str),
    /// The client is told.
    Redirect {
        /// Where to.
        redirect_uri: String,
        /// Its state, if it sent one.
        state: Option<String>,
        /// The error code.
        error: &'static str,
        /// What is wrong.
        description: &'static str,
    },
}

type Parameters = BTreeMap<String, String>;

/// Checks a request's parameters.
pub fn check(provider: &Provider, pairs: Vec<(String, String)>) -> Result<AuthorizationRequest, Refusal> {
    let mut parameters = Parameters::new();
    for (name, value) in pairs {
        if parameters.insert(name, value).is_some() {
            return Err(Refusal::Page("en parameter förekommer två gånger"));
        }
    }
    if let Some(object) = parameters.get("request").cloned() {
        merge(provider, &object, &mut parameters)?;
    }
    let get = |name: &str| parameters.get(name).map(String::as_str);
    if get("client_id") != Some(&provider.client_id) {
        return Err(Refusal::Page("okänd client_id"));
    }
    let redirect_uri = get("redirect_uri").unwrap_or_default();
    if !provider.is_registered(redirect_uri) {
        return Err(Refusal::Page("redirect_uri är inte registrerad"));
    }
    complete(&parameters).map_err(|(error, description)| Refusal::Redirect {
        redirect_uri: redirect_uri.to_owned(),
        state: get("state").map(str::to_owned),
        error,
        description,
    })
}

fn merge(provider: &Provider, object: &str, parameters: &mut Parameters) -> Result<(), Refusal> {
    let wrong = Refusal::Page("request-objektet är inte undertecknat av klienten");
    let Some((_, claims)) = jose::verify_es256(object, &provider.client_jwks) else {
        return Err(wrong);
    };
    let addressed = claims["aud"] == provider.issuer.as_str() && claims["iss"] == provider.client_id.as_str();
    let Value::Object(claims) = claims else {
        return Err(wrong);
    };
    if !addressed {
        return Err(Refusal::Page(
            "request-objektet är inte ställt till den här tjänsten",
        ));
    }
    for (name, value) in claims {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        parameters.insert(name, text);
    }
    Ok(())
}

fn complete(parameters: &Parameters) -> Result<AuthorizationRequest, (&'static str, &'static str)> {
    let get = |name: &str| parameters.get(name).map(String::as_str).unwrap_or_default();
    if parameters.contains_key("request_uri") {
        return Err(("request_uri_not_supported", "request_uri is not supported"));
    }
    if get("response_type") != "code" {
        return Err(("unsupported_response_type", "only response_type code"));
    }
    if !matches!(get("response_mode"), "" | "query") {
        return Err(("invalid_request", "only response_mode query"));
    }
    let words = |name: &str| {
        get(name)
            .split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let scopes = words("scope");
    if !scopes.iter().any(|scope| scope == "openid") {
        return Err(("invalid_scope", "scope openid is required"));
    }
    if get("state").len() < 22 {
        return Err(("invalid_request", "state needs 128 bits"));
    }
    if get("nonce").len() < 22 {
        return Err(("invalid_request", "nonce needs 128 bits"));
    }
    let challenge_fits = jose::unb64(get("code_challenge")).is_some_and(|bytes| bytes.len() == 32);
    if get("code_challenge_method") != "S256" || !challenge_fits {
        return Err(("invalid_request", "PKCE with S256 is required"));
    }
    let prompts = words("prompt");
    if prompts.iter().any(|prompt| prompt == "none") {
        return Err(("login_required", "nobody is logged in"));
    }
    let claims = claims(get("claims"))?;
    Ok(AuthorizationRequest {
        redirect_uri: get("redirect_uri").to_owned(),
        state: get("state").to_owned(),
        nonce: get("nonce").to_owned(),
        challenge: get("code_challenge").to_owned(),
        scopes,
        acr_values: words("acr_values"),
        acr_essential: essential_levels(&claims["id_token"]["acr"]),
        claims,
    })
}

fn claims(text: &str) -> Result<Value, (&'static str, &'static str)> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    let parsed = serde_json::from_str::<Value>(text).ok().filter(Value::is_object);
    parsed.ok_or(("invalid_request", "claims is no JSON object"))
}

fn essential_levels(acr: &Value) -> Vec<String> {
    if acr["essential"] != true {
        return Vec::new();
    }
    let listed = acr["values"].as_array().cloned().unwrap_or_default();
    let single = acr.get("value").cloned();
    listed
        .into_iter()
        .chain(single)
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

impl AuthorizationRequest {
    /// Tells whether a claim goes into the ID token (`id_token`) or UserInfo (`userinfo`) by its own name.
    pub fn asks(&self, place: &str, claim: &str) -> bool {
        self.claims[place].get(claim).is_some()
    }

    /// Tells whether a scope was asked for.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|it| it == scope)
    }

    /// Gives the number that the login is bound to, if any.
    pub fn bound_number(&self) -> Option<&str> {
        self.claims["id_token"][format!("{CLAIM}personalIdentityNumber")]["value"].as_str()
    }
}
