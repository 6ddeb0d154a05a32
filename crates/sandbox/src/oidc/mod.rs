//! A pretend OpenID provider after the Swedish OIDC profile 1.0.
//!
//! The issuer is the back channel's address (TLS); the browser's pages are plain http on loopback, and the
//! discovery document says so.

mod faults;
mod login;
mod pages;
mod request;
mod token;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cli::ServeArgs;
use crate::error::SandboxError;
use crate::jose::{self, SigningKey};
use crate::people::Person;
use crate::pki;
use crate::world::World;

pub use faults::{Fault, Wish};
pub use login::Choice;
use request::AuthorizationRequest;

/// The prefix of the levels of assurance.
pub const LOA: &str = "http://id.elegnamnden.se/loa/1.0/";
/// The prefix of the Swedish claims.
pub const CLAIM: &str = "https://id.oidc.se/claim/";
/// The prefix of the Swedish scopes.
pub const SCOPE: &str = "https://id.oidc.se/scope/";

/// The provider.
pub struct Provider {
    /// The issuer, which is the back channel's base address.
    pub issuer: String,
    browser: String,
    client_id: String,
    redirect_uris: Vec<String>,
    client_jwks: Value,
    ec: SigningKey,
    rsa: SigningKey,
    pairwise: Vec<u8>,
    world: World,
    memory: Mutex<Memory>,
}

/// What the provider remembers between requests.
#[derive(Default)]
struct Memory {
    pending: HashMap<String, Pending>,
    codes: HashMap<String, Grant>,
    tokens: HashMap<String, Access>,
    assertions: HashMap<String, Timestamp>,
    wish: Option<Wish>,
    rs256: bool,
}

struct Pending {
    request: AuthorizationRequest,
    began: Timestamp,
}

/// A login that waits for its code to be used.
#[derive(Clone)]
struct Grant {
    request: AuthorizationRequest,
    person: Person,
    acr: String,
    authenticated: Timestamp,
    fault: Option<Fault>,
    used: bool,
}

#[derive(Clone)]
struct Access {
    grant: Grant,
    expires: Timestamp,
}

impl Provider {
    /// Reads keys and the client's registration.
    pub fn load(args: &ServeArgs, addresses: &Value, world: World) -> Result<Self, SandboxError> {
        let dir = args.dir.as_path();
        let jwks = match &args.client_jwks {
            Some(path) => pki::text(std::path::Path::new(""), &path.to_string_lossy())?,
            None => pki::text(dir, "oidc-client.jwks.json")?,
        };
        let wrong = || SandboxError::Credential("the provider's keys");
        let address = |name: &str| addresses[name].as_str().unwrap_or_default().to_owned();
        Ok(Self {
            issuer: address("issuer"),
            browser: address("oidc_browser"),
            client_id: args.client_id.clone(),
            redirect_uris: args.redirect_uri.clone(),
            client_jwks: serde_json::from_str(&jwks).map_err(|_| wrong())?,
            ec: SigningKey::ec(&pki::read_pem_key(dir, "op-ec.key")?).ok_or_else(wrong)?,
            rsa: SigningKey::rsa(&pki::read_pem_key(dir, "op-rsa.key")?).ok_or_else(wrong)?,
            pairwise: pki::read(dir, "op-pairwise")?,
            world,
            memory: Mutex::default(),
        })
    }

    /// Sets what goes wrong with the next logins.
    pub fn wish(&self, wish: Option<Wish>) {
        crate::faults::lock(&self.memory).wish = wish;
    }

    /// Signs ID tokens with RS256 in place of ES256.
    pub fn use_rs256(&self, yes: bool) {
        crate::faults::lock(&self.memory).rs256 = yes;
    }

    /// Takes the fault of this login, if one is wished.
    fn next_fault(&self) -> Option<Fault> {
        let mut memory = crate::faults::lock(&self.memory);
        let wish = memory.wish.as_mut()?;
        if wish.times == Some(0) {
            return None;
        }
        wish.times = wish.times.map(|times| times - 1);
        Some(wish.fault)
    }

    /// Tells whether a redirect address is registered.
    fn is_registered(&self, uri: &str) -> bool {
        if !self.redirect_uris.is_empty() {
            return self.redirect_uris.iter().any(|known| known == uri);
        }
        url::Url::parse(uri).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.fragment().is_none()
                && matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
        })
    }

    /// The person's opaque name towards this client.
    fn subject(&self, person: &Person) -> String {
        let mut input = self.pairwise.clone();
        input.extend_from_slice(self.client_id.as_bytes());
        input.push(0);
        input.extend_from_slice(person.number.as_bytes());
        jose::b64(jose::sha256(&input))
    }

    fn discovery(&self) -> Value {
        let claims = ["personalIdentityNumber", "coordinationNumber", "authnProvider"];
        let scopes = ["naturalPersonInfo", "naturalPersonNumber"];
        let mut known: Vec<String> = claims.iter().map(|name| format!("{CLAIM}{name}")).collect();
        let plain = [
            "sub",
            "acr",
            "auth_time",
            "iss",
            "sid",
            "name",
            "given_name",
            "family_name",
            "birthdate",
        ];
        known.extend(plain.map(str::to_owned));
        let mut scopes: Vec<String> = scopes.iter().map(|name| format!("{SCOPE}{name}")).collect();
        scopes.push("openid".to_owned());
        let levels = ["loa2", "loa3", "loa4"].map(|level| format!("{LOA}{level}"));
        json!({
            "issuer": self.issuer,
            "authorization_endpoint": format!("{}/authorize", self.browser),
            "token_endpoint": format!("{}/token", self.issuer),
            "userinfo_endpoint": format!("{}/userinfo", self.issuer),
            "jwks_uri": format!("{}/jwks", self.issuer),
            "end_session_endpoint": format!("{}/end_session", self.browser),
            "authorization_response_iss_parameter_supported": true,
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["pairwise"],
            "scopes_supported": scopes,
            "claims_supported": known,
            "claims_parameter_supported": true,
            "request_parameter_supported": true,
            "request_uri_parameter_supported": false,
            "request_object_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["ES256"],
            "prompt_values_supported": ["login", "consent"],
            "ui_locales_supported": ["sv"],
            "acr_values_supported": levels,
        })
    }

    fn jwks(&self) -> Value {
        json!({"keys": [self.ec.jwk(), self.rsa.jwk()]})
    }
}

/// The browser's side.
pub fn browser(provider: Arc<Provider>) -> Router {
    Router::new()
        .route("/authorize", get(login::authorize).post(login::authorize_form))
        .route("/login", get(login::page).post(login::submit))
        .route("/end_session", get(login::end_session).post(login::end_session))
        .with_state(provider)
}

/// The service's side.
pub fn backchannel(provider: Arc<Provider>) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery))
        .route("/jwks", get(jwks))
        .route("/token", post(token::token))
        .route("/userinfo", get(token::userinfo).post(token::userinfo))
        .with_state(provider)
}

async fn discovery(State(provider): State<Arc<Provider>>) -> Json<Value> {
    Json(provider.discovery())
}

async fn jwks(State(provider): State<Arc<Provider>>) -> Response {
    let down = crate::faults::lock(&provider.memory)
        .wish
        .is_some_and(|wish| wish.fault == Fault::JwksDown);
    if down {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    ([(header::CACHE_CONTROL, "max-age=60")], Json(provider.jwks())).into_response()
}
