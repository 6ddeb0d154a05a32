use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use mn_domain::{Clock, Sensitive};
use mn_eid::oidc::{Attempt, Callback, IdentityProvider, LoginError};
use mn_event::LoginRefusal;
use mn_seal::{InstallationKey, Pepper, SealError};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Url;

use crate::used::UsedStates;
use crate::{Choice, Citizen};

/// How long the way through the e-ID may take.
const LASTS: SignedDuration = SignedDuration::from_mins(10);
const PURPOSE: &str = "login-cookie";
const BOUND_TO: &[u8] = b"login 1";

/// Leads browsers through the identity provider and back.
pub struct Login {
    provider: Arc<dyn IdentityProvider>,
    key: InstallationKey,
    used: UsedStates,
    clock: Arc<dyn Clock>,
    lasts: SignedDuration,
}

/// The way to the identity provider.
#[derive(Clone, Debug)]
pub struct Way {
    /// Where the browser goes.
    pub url: Url,
    /// The value of its login cookie, readable by this installation only.
    pub cookie: String,
}

/// Nobody was logged in.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the login was refused")]
pub struct Refusal {
    /// Why.
    pub reason: LoginRefusal,
    /// What had been chosen, so that nobody has to choose again; unknown when the cookie is not ours.
    pub choice: Option<Choice>,
    /// Whether the browser's login cookie is good for nothing more. An answer that somebody else made up spends
    /// nobody's login.
    pub is_spent: bool,
}

#[derive(Serialize, Deserialize)]
struct Carried {
    choice: Choice,
    attempt: Vec<u8>,
}

impl Login {
    /// Makes the flow. Cookies are sealed to the installation's pepper.
    ///
    /// # Errors
    /// [`SealError`] when the pepper gives no key.
    pub fn new(
        provider: Arc<dyn IdentityProvider>,
        pepper: &Pepper,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SealError> {
        Ok(Self {
            provider,
            key: pepper.key(PURPOSE)?,
            used: UsedStates::default(),
            clock,
            lasts: LASTS,
        })
    }

    /// Lets the way through the e-ID take another time than ten minutes, for rehearsals.
    #[must_use]
    pub const fn lasting(mut self, lasts: SignedDuration) -> Self {
        self.lasts = lasts;
        self
    }

    /// How long the way through the e-ID may take.
    #[must_use]
    pub const fn lasts(&self) -> SignedDuration {
        self.lasts
    }

    /// Begins a login.
    ///
    /// # Errors
    /// [`Refusal`] when the provider cannot be reached.
    pub async fn begin(&self, choice: Choice) -> Result<Way, Refusal> {
        let refusal = |reason: LoginRefusal| Refusal {
            reason,
            choice: Some(choice.clone()),
            is_spent: false,
        };
        let begin = self
            .provider
            .begin()
            .await
            .map_err(|error| refusal(error.into()))?;
        // EXPOSE: sealed in the next line.
        let attempt = begin.attempt.to_bytes().expose().clone();
        let carried = Carried {
            choice: choice.clone(),
            attempt,
        };
        let plain = serde_json::to_vec(&carried).map(Sensitive::new);
        let plain = plain.map_err(|_| refusal(LoginRefusal::ProviderError))?;
        // EXPOSE: the browser gets it sealed.
        let sealed = self.key.seal(BOUND_TO, plain.expose());
        let sealed = sealed.map_err(|_| refusal(LoginRefusal::ProviderError))?;
        Ok(Way {
            url: begin.url,
            cookie: URL_SAFE_NO_PAD.encode(sealed),
        })
    }

    /// Ends a login with the browser's cookie and what it brought back.
    ///
    /// # Errors
    /// [`Refusal`] says why nobody is logged in.
    pub async fn finish(&self, cookie: &str, callback: &Callback) -> Result<Citizen, Refusal> {
        let (choice, attempt) = self.open(cookie).ok_or(Refusal {
            reason: LoginRefusal::UnknownState,
            choice: None,
            is_spent: true,
        })?;
        // EXPOSE: compared with what the browser brought back; only a digest of it is kept.
        let state = attempt.state.expose();
        let is_own = callback.state.as_deref() == Some(state);
        let now = self.clock.now();
        let is_late = now.duration_since(attempt.began) > self.lasts;
        let refusal = |reason| Refusal {
            reason,
            choice: Some(choice.clone()),
            is_spent: is_own || is_late,
        };
        if is_late {
            return Err(refusal(LoginRefusal::TooLate));
        }
        if is_own && !self.used.burn(state.as_bytes(), now, self.lasts) {
            return Err(refusal(LoginRefusal::UnknownState));
        }
        let logged_in = self.provider.finish(&attempt, callback).await;
        let logged_in = logged_in.map_err(|error: LoginError| refusal(error.into()))?;
        Ok(Citizen {
            identity: logged_in.identity,
            choice,
        })
    }

    fn open(&self, cookie: &str) -> Option<(Choice, Attempt)> {
        let sealed = URL_SAFE_NO_PAD.decode(cookie).ok()?;
        let plain = self.key.open(BOUND_TO, &sealed).ok()?;
        // EXPOSE: read into types that protect it.
        let carried: Carried = serde_json::from_slice(plain.expose()).ok()?;
        let attempt = Attempt::from_bytes(&carried.attempt)?;
        Some((carried.choice, attempt))
    }
}

#[cfg(test)]
mod tests;
