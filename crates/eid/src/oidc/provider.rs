use std::str::FromStr;
use std::sync::Arc;

use async_trait::async_trait;
use mn_domain::{Clock, IdentityNumber, Sensitive};
use mn_http::Client;
use mn_seal::jose::PrivateJwk;
use openidconnect::core::{CoreAuthPrompt, CoreAuthenticationFlow, CoreClient};
use openidconnect::{
    AuthenticationContextClass, ClientId, CsrfToken, Nonce, PkceCodeChallenge, RedirectUrl, Scope,
};

use super::claims::{SwedishClaims, SwedishIdToken};
use super::keys::Keys;
use super::verify::{self, Refused};
use super::{Attempt, Begin, Callback, LoginError, OidcSettings, token};

/// Whoever can say who a person is.
#[async_trait]
pub trait IdentityProvider: Send + Sync {
    /// Begins a login.
    ///
    /// # Errors
    /// [`LoginError::Unreachable`] when the provider does not answer.
    async fn begin(&self) -> Result<Begin, LoginError>;

    /// Ends a login with what the browser brought back.
    ///
    /// # Errors
    /// [`LoginError`] says why nobody is logged in.
    async fn finish(&self, attempt: &Attempt, callback: &Callback) -> Result<LoggedIn, LoginError>;
}

/// A person whom the provider vouches for.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    /// Who.
    pub identity: IdentityNumber,
}

/// A provider that speaks OpenID Connect.
pub struct OidcProvider {
    settings: OidcSettings,
    key: PrivateJwk,
    http: Client,
    keys: Keys,
    clock: Arc<dyn Clock>,
}

impl OidcProvider {
    /// Makes a client of the provider. Nothing is fetched yet.
    #[must_use]
    pub fn new(settings: OidcSettings, key: PrivateJwk, http: Client, clock: Arc<dyn Clock>) -> Self {
        let keys = Keys::new(http.clone(), settings.issuer.clone());
        Self {
            settings,
            key,
            http,
            keys,
            clock,
        }
    }

    async fn verified(&self, token: &str, attempt: &Attempt) -> Result<SwedishClaims, LoginError> {
        let token = SwedishIdToken::from_str(token).map_err(|_| LoginError::TokenInvalid)?;
        let now = self.clock.now();
        let known = self.keys.metadata(now).await?;
        match verify::claims(&token, &known, &self.settings, attempt, now) {
            Ok(claims) => Ok(claims),
            Err(Refused::For(error)) => Err(error),
            Err(Refused::UnknownKey) => {
                let fresh = self.keys.refreshed(&known, now).await?;
                let fresh = fresh.ok_or(LoginError::TokenInvalid)?;
                let claims = verify::claims(&token, &fresh, &self.settings, attempt, now);
                claims.map_err(|refused| match refused {
                    Refused::For(error) => error,
                    Refused::UnknownKey => LoginError::TokenInvalid,
                })
            }
        }
    }
}

#[async_trait]
impl IdentityProvider for OidcProvider {
    async fn begin(&self) -> Result<Begin, LoginError> {
        let now = self.clock.now();
        let metadata = self.keys.metadata(now).await?;
        let redirect = RedirectUrl::from_url(self.settings.redirect_uri.clone());
        let client = CoreClient::from_provider_metadata(
            (*metadata).clone(),
            ClientId::new(self.settings.client_id.clone()),
            None,
        )
        .set_redirect_uri(redirect);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .set_pkce_challenge(challenge)
            .add_scope(Scope::new(
                "https://id.oidc.se/scope/naturalPersonNumber".to_owned(),
            ))
            .add_prompt(CoreAuthPrompt::Login)
            .add_extra_param("claims", demanded(&self.settings.acr));
        for acr in &self.settings.acr {
            request = request.add_auth_context_value(AuthenticationContextClass::new(acr.clone()));
        }
        let (url, state, nonce) = request.url();
        let attempt = Attempt {
            state: state.into_secret().into(),
            nonce: nonce.secret().as_str().into(),
            verifier: verifier.into_secret().into(),
            began: now,
        };
        Ok(Begin { url, attempt })
    }

    async fn finish(&self, attempt: &Attempt, callback: &Callback) -> Result<LoggedIn, LoginError> {
        // EXPOSE: compared with what the browser brought back.
        if callback.state.as_deref() != Some(attempt.state.expose()) {
            return Err(LoginError::UnknownState);
        }
        let metadata = self.keys.metadata(self.clock.now()).await?;
        if callback.iss.as_deref() != Some(metadata.issuer().as_str()) {
            return Err(LoginError::WrongIssuer);
        }
        if let Some(error) = &callback.error {
            return Err(told(error));
        }
        let code = Sensitive::from(callback.code.as_deref().ok_or(LoginError::ProviderError)?);
        let form = token::Redeem {
            settings: &self.settings,
            key: &self.key,
            attempt,
            code: &code,
        };
        let id_token = form.send(&self.http, &metadata, self.clock.now()).await?;
        // EXPOSE: the token is verified; only its identity number goes on.
        let claims = self.verified(id_token.expose(), attempt).await?;
        Ok(LoggedIn {
            identity: claims.identity()?,
        })
    }
}

/// The `claims` parameter: assurance level and identity number are essential, in the ID token.
fn demanded(acr: &[String]) -> String {
    serde_json::json!({ "id_token": {
        "acr": { "essential": true, "values": acr },
        "auth_time": { "essential": true },
        "https://id.oidc.se/claim/personalIdentityNumber": null,
        "https://id.oidc.se/claim/coordinationNumber": null,
    }})
    .to_string()
}

/// What an error code of the authorization answer means for the citizen (RFC 6749 4.1.2.1, OIDC Core 3.1.2.6).
fn told(error: &str) -> LoginError {
    match error {
        "access_denied" => LoginError::Cancelled,
        "unmet_authentication_requirements" => LoginError::AssuranceTooLow,
        "server_error" | "temporarily_unavailable" => LoginError::Unreachable,
        _ => LoginError::ProviderError,
    }
}
