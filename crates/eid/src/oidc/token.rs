use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use mn_domain::Sensitive;
use mn_http::{Client, HttpError, Request};
use mn_seal::jose::{PrivateJwk, jws};
use openidconnect::core::CoreProviderMetadata;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::{Attempt, LoginError, OidcSettings};

/// How long a client assertion is good for, in seconds.
const ASSERTION_LASTS: i64 = 60;
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A code to be redeemed at the token endpoint.
pub struct Redeem<'a> {
    pub settings: &'a OidcSettings,
    pub key: &'a PrivateJwk,
    pub attempt: &'a Attempt,
    pub code: &'a Sensitive<String>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    id_token: Option<String>,
}

impl Redeem<'_> {
    /// Sends the code and gives back the ID token, unverified.
    pub async fn send(
        &self,
        http: &Client,
        metadata: &CoreProviderMetadata,
        now: Timestamp,
    ) -> Result<Sensitive<String>, LoginError> {
        let endpoint = metadata
            .token_endpoint()
            .ok_or(LoginError::Unreachable)?
            .url()
            .clone();
        let request = Request::post(
            endpoint,
            "application/x-www-form-urlencoded",
            self.form(metadata, now)?,
        );
        let answer = http.send(request).await.map_err(|error| match error {
            HttpError::TooLarge => LoginError::TokenInvalid,
            HttpError::NotAllowed | HttpError::Unreachable | HttpError::Late => LoginError::Unreachable,
        })?;
        match answer.status {
            200 => {}
            400 | 401 => return Err(LoginError::CodeRefused),
            _ => return Err(LoginError::Unreachable),
        }
        // EXPOSE: the ID token is taken out; the rest, access token included, is wiped unread.
        let read: TokenAnswer =
            serde_json::from_slice(answer.body.expose()).map_err(|_| LoginError::TokenInvalid)?;
        read.id_token.map(Sensitive::new).ok_or(LoginError::TokenInvalid)
    }

    fn form(&self, metadata: &CoreProviderMetadata, now: Timestamp) -> Result<Vec<u8>, LoginError> {
        let assertion = self.assertion(metadata, now)?;
        // EXPOSE: code and verifier go to the token endpoint, which made the one and checks the other.
        let form = Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", self.code.expose())
            .append_pair("code_verifier", self.attempt.verifier.expose())
            .append_pair("redirect_uri", self.settings.redirect_uri.as_str())
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("client_assertion_type", ASSERTION_TYPE)
            .append_pair("client_assertion", &assertion)
            .finish();
        Ok(form.into_bytes())
    }

    /// A fresh assertion (`private_key_jwt`, RFC 7523) for the provider as a whole, used once.
    fn assertion(&self, metadata: &CoreProviderMetadata, now: Timestamp) -> Result<String, LoginError> {
        let claims = serde_json::json!({
            "iss": self.settings.client_id,
            "sub": self.settings.client_id,
            "aud": metadata.issuer().as_str(),
            "jti": URL_SAFE_NO_PAD.encode(mn_seal::random::<16>()),
            "iat": now.as_second(),
            "exp": now.as_second() + ASSERTION_LASTS,
        });
        let claims = serde_json::to_vec(&claims).map_err(|_| LoginError::ProviderError)?;
        jws::sign(self.key, "JWT", &claims).map_err(|_| LoginError::ProviderError)
    }
}
