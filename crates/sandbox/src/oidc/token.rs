//! The token endpoint and UserInfo.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use jiff::ToSpan;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Access, CLAIM, Fault, Grant, LOA, Provider, SCOPE};
use crate::faults::lock;
use crate::jose::{self, SigningKey};

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How long a code may wait.
const CODE_SECONDS: i64 = 60;
/// How long tokens live.
const TOKEN_SECONDS: i64 = 300;

/// The token request.
#[derive(Deserialize)]
pub struct TokenRequest {
    grant_type: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    redirect_uri: String,
    #[serde(default)]
    code_verifier: String,
    #[serde(default)]
    client_id: Option<String>,
    #[serde(default)]
    client_assertion_type: String,
    #[serde(default)]
    client_assertion: String,
}

fn error(status: StatusCode, code: &str, description: &str) -> Response {
    let body = json!({"error": code, "error_description": description});
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

/// POST /token
pub async fn token(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    Form(request): Form<TokenRequest>,
) -> Response {
    if headers.contains_key(header::AUTHORIZATION) {
        return error(StatusCode::UNAUTHORIZED, "invalid_client", "only private_key_jwt");
    }
    if let Err(why) = provider.authenticate(&request) {
        return error(StatusCode::UNAUTHORIZED, "invalid_client", why);
    }
    if request.grant_type != "authorization_code" {
        return error(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "only authorization_code",
        );
    }
    let grant = match provider.redeem(&request) {
        Ok(grant) => grant,
        Err(why) => return error(StatusCode::BAD_REQUEST, "invalid_grant", why),
    };
    match grant.fault {
        Some(Fault::TokenDown) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Some(Fault::TokenLate) => tokio::time::sleep(Duration::from_secs(5)).await,
        Some(Fault::TokenSlow) => tokio::time::sleep(Duration::from_secs(20)).await,
        Some(Fault::TokenSilent) => std::future::pending().await,
        Some(Fault::TokenMalformed) => return "<html>not JSON".into_response(),
        Some(Fault::TokenRefused) => {
            return error(StatusCode::BAD_REQUEST, "invalid_grant", "told to refuse");
        }
        _ => {}
    }
    match provider.answer(grant) {
        Some(body) => ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response(),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

impl Provider {
    /// Checks the client's assertion (RFC 7523, and each `jti` only once).
    fn authenticate(&self, request: &TokenRequest) -> Result<(), &'static str> {
        if request.client_assertion_type != ASSERTION {
            return Err("client_assertion_type");
        }
        let verified = jose::verify_es256(&request.client_assertion, &self.client_jwks);
        let (_, claims) = verified.ok_or("the assertion's signature")?;
        let id = self.client_id.as_str();
        if claims["iss"] != id
            || claims["sub"] != id
            || request.client_id.as_deref().is_some_and(|it| it != id)
        {
            return Err("the assertion's iss and sub");
        }
        let endpoint = format!("{}/token", self.issuer);
        let fits = |aud: &Value| *aud == self.issuer.as_str() || *aud == endpoint.as_str();
        let addressed = fits(&claims["aud"])
            || claims["aud"]
                .as_array()
                .is_some_and(|list| !list.is_empty() && list.iter().all(fits));
        if !addressed {
            return Err("the assertion's aud");
        }
        let now = self.world.clock.now();
        let expires = claims["exp"]
            .as_i64()
            .and_then(|exp| jiff::Timestamp::from_second(exp).ok());
        let expires = expires.filter(|exp| *exp > now && *exp < now + 10.minutes());
        let expires = expires.ok_or("the assertion's exp")?;
        let jti = claims["jti"]
            .as_str()
            .filter(|jti| !jti.is_empty())
            .ok_or("the assertion's jti")?;
        let mut memory = lock(&self.memory);
        memory.assertions.retain(|_, until| *until > now);
        match memory.assertions.insert(jti.to_owned(), expires) {
            None => Ok(()),
            Some(_) => Err("the assertion was used before"),
        }
    }

    /// Takes a code; using it twice takes back what it gave.
    fn redeem(&self, request: &TokenRequest) -> Result<Grant, &'static str> {
        let now = self.world.clock.now();
        let mut memory = lock(&self.memory);
        let grant = memory.codes.get_mut(&request.code).ok_or("unknown code")?;
        if std::mem::replace(&mut grant.used, true) {
            memory.codes.remove(&request.code);
            memory.tokens.clear();
            return Err("the code was used before");
        }
        let grant = grant.clone();
        drop(memory);
        if grant.authenticated + CODE_SECONDS.seconds() < now {
            return Err("the code is too old");
        }
        if grant.request.redirect_uri != request.redirect_uri {
            return Err("another redirect_uri");
        }
        let length = request.code_verifier.len();
        let challenge = jose::b64(jose::sha256(request.code_verifier.as_bytes()));
        if !(43..=128).contains(&length) || challenge != grant.request.challenge {
            return Err("code_verifier does not fit");
        }
        let asked = &grant.request;
        let things = [
            ("code", request.code.as_str()),
            ("code_verifier", &request.code_verifier),
            ("client_assertion", &request.client_assertion),
            ("state", &asked.state),
            ("nonce", &asked.nonce),
        ];
        self.world.seen.note(&grant.person.number, &things);
        Ok(grant)
    }

    fn answer(&self, grant: Grant) -> Option<Value> {
        let id_token = self.id_token(&grant)?;
        let access_token = jose::b64(jose::random::<32>());
        let scope = grant.request.scopes.join(" ");
        let subject = self.subject(&grant.person);
        let things = [
            ("id_token", id_token.as_str()),
            ("access_token", &access_token),
            ("sub", &subject),
        ];
        self.world.seen.note(&grant.person.number, &things);
        let expires = self.world.clock.now() + TOKEN_SECONDS.seconds();
        lock(&self.memory)
            .tokens
            .insert(access_token.clone(), Access { grant, expires });
        Some(json!({
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": scope,
            "id_token": id_token,
        }))
    }

    fn id_token(&self, grant: &Grant) -> Option<String> {
        let now = self.world.clock.now().as_second();
        let mut claims = person_claims(grant, "id_token");
        let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        set("iss", json!(self.issuer));
        set("sub", json!(self.subject(&grant.person)));
        set("aud", json!(self.client_id));
        set("iat", json!(now));
        set("exp", json!(now + TOKEN_SECONDS));
        set("auth_time", json!(grant.authenticated.as_second()));
        set("acr", json!(grant.acr));
        set("nonce", json!(grant.request.nonce));
        set("sid", json!(jose::b64(jose::random::<16>())));
        spoil(&mut claims, grant.fault, now);
        let rs256 = lock(&self.memory).rs256;
        sign(
            if rs256 { &self.rsa } else { &self.ec },
            &Value::Object(claims),
            grant.fault,
        )
    }
}

/// The claims about the person that belong in this place.
fn person_claims(grant: &Grant, place: &str) -> Map<String, Value> {
    let request = &grant.request;
    let person = &grant.person;
    let mut claims = Map::new();
    let kind = if person.is_coordination() {
        "coordinationNumber"
    } else {
        "personalIdentityNumber"
    };
    let number_claim = format!("{CLAIM}{kind}");
    if request.has_scope(&format!("{SCOPE}naturalPersonNumber")) || request.asks(place, &number_claim) {
        claims.insert(number_claim, json!(person.number));
    }
    let names = [
        ("name", person.name()),
        ("given_name", person.given.clone()),
        ("family_name", person.family.clone()),
        ("birthdate", person.born()),
    ];
    // The scope's claims belong in UserInfo; the ID token has them only when `claims` asks.
    let by_scope = place == "userinfo" && request.has_scope(&format!("{SCOPE}naturalPersonInfo"));
    for (name, value) in names {
        if by_scope || request.asks(place, name) {
            claims.insert(name.to_owned(), json!(value));
        }
    }
    let provider = format!("{CLAIM}authnProvider");
    if request.asks(place, &provider) {
        claims.insert(provider, json!("https://e-legitimation.sandbox.invalid"));
    }
    claims
}

/// Makes the claims wrong.
fn spoil(claims: &mut Map<String, Value>, fault: Option<Fault>, now: i64) {
    let personal = format!("{CLAIM}personalIdentityNumber");
    let coordination = format!("{CLAIM}coordinationNumber");
    let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    match fault {
        Some(Fault::WrongAcr) => drop(set("acr", json!(format!("{LOA}loa2")))),
        Some(Fault::UnknownAcr) => drop(set("acr", json!(format!("{LOA}uncertified-loa3")))),
        Some(Fault::WrongNonce) => drop(set("nonce", json!(jose::b64(jose::random::<32>())))),
        Some(Fault::WrongIss) => drop(set("iss", json!("https://127.0.0.1:1"))),
        Some(Fault::WrongAud) => drop(set("aud", json!("someone-else"))),
        Some(Fault::Expired) => {
            set("exp", json!(now - 3600));
            set("iat", json!(now - 3900));
        }
        Some(Fault::StaleAuthTime) => drop(set("auth_time", json!(now - 5 * 3600))),
        Some(Fault::InvalidNumber) => drop(set(&personal, json!("199001011234"))),
        Some(Fault::BothNumbers) => {
            set(&personal, json!("198501012382"));
            set(&coordination, json!("191711602399"));
        }
        Some(Fault::MissingAcr) => drop(claims.remove("acr")),
        Some(Fault::MissingNonce) => drop(claims.remove("nonce")),
        Some(Fault::MissingAuthTime) => drop(claims.remove("auth_time")),
        Some(Fault::MissingPerson) => {
            claims.remove(&personal);
            claims.remove(&coordination);
        }
        _ => {}
    }
}

/// Signs, or does it wrong.
fn sign(key: &SigningKey, claims: &Value, fault: Option<Fault>) -> Option<String> {
    let kid = match fault {
        Some(Fault::UnknownKid) => json!("a-key-nobody-has-published"),
        _ => key.jwk()["kid"].clone(),
    };
    if fault == Some(Fault::AlgNone) {
        let header = json!({"alg": "none", "typ": "JWT"});
        return Some(format!(
            "{}.{}.",
            jose::b64(header.to_string()),
            jose::b64(claims.to_string())
        ));
    }
    let token = key.sign(&json!({"alg": key.alg(), "typ": "JWT", "kid": kid}), claims)?;
    if fault != Some(Fault::BadSignature) {
        return Some(token);
    }
    let (input, signature) = token.rsplit_once('.')?;
    let mut bytes = jose::unb64(signature)?;
    *bytes.first_mut()? ^= 1;
    Some(format!("{input}.{}", jose::b64(bytes)))
}

/// GET or POST /userinfo
pub async fn userinfo(State(provider): State<Arc<Provider>>, headers: HeaderMap) -> Response {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let token = bearer
        .and_then(|value| value.strip_prefix("Bearer "))
        .unwrap_or_default();
    let access = lock(&provider.memory).tokens.get(token).cloned();
    let Some(access) = access.filter(|access| access.expires > provider.world.clock.now()) else {
        let challenge = [(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")];
        return (StatusCode::UNAUTHORIZED, challenge).into_response();
    };
    let mut claims = person_claims(&access.grant, "userinfo");
    claims.insert("sub".to_owned(), json!(provider.subject(&access.grant.person)));
    ([(header::CACHE_CONTROL, "no-store")], Json(Value::Object(claims))).into_response()
}
