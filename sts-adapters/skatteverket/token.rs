//! Codes become tokens, and tokens are renewed (RFC 6749, 4.1.3 and 6).

use std::borrow::Cow;

use mn_domain::Sensitive;
use mn_http::{Client, Request};
use mn_source::SourceError;
use serde::Deserialize;
use url::Url;
use url::form_urlencoded::Serializer;

use super::{Config, Secrets, client};

/// What opens the API for one question. Whoever renews it holds it alone: there is never more than one renewal at a time.
#[derive(Debug)]
pub struct Tokens {
    pub access: Sensitive<String>,
    refresh: Option<Sensitive<String>>,
}

/// Why there is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// What was to become a token is good no longer: it ran out, or was used. The citizen may begin anew.
    Over,
    /// Another failure.
    For(SourceError),
}

/// The endpoint, and who asks there.
pub struct Endpoint<'a> {
    pub config: &'a Config,
    pub secrets: &'a Secrets,
    pub redirect_uri: &'a Url,
    pub http: &'a Client,
}

#[derive(Deserialize)]
struct Given<'a> {
    #[serde(borrow)]
    access_token: Cow<'a, str>,
    #[serde(borrow)]
    token_type: Cow<'a, str>,
    #[serde(borrow)]
    refresh_token: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Refused<'a> {
    #[serde(borrow)]
    error: Cow<'a, str>,
}

impl Endpoint<'_> {
    /// Turns the code that the citizen came back with into tokens.
    pub async fn redeem(&self, code: &Sensitive<String>) -> Result<Tokens, Denied> {
        // EXPOSE: the code goes to the endpoint that made it.
        let pairs = [
            ("redirect_uri", self.redirect_uri.as_str()),
            ("code", code.expose().as_str()),
        ];
        self.send("authorization_code", &pairs).await
    }

    /// Renews tokens that the API takes no longer, once: the old ones are used up.
    pub async fn renew(&self, tokens: Tokens) -> Result<Tokens, Denied> {
        let refresh = tokens.refresh.ok_or(Denied::Over)?;
        // EXPOSE: the token goes to the endpoint that made it.
        let pairs = [("refresh_token", refresh.expose().as_str())];
        self.send("refresh_token", &pairs).await
    }

    fn form(&self, grant: &str, pairs: &[(&str, &str)]) -> Vec<u8> {
        // EXPOSE: our own secret, for the endpoint that shares it.
        Serializer::new(String::new())
            .append_pair("grant_type", grant)
            .append_pair("client_id", &self.config.client_id)
            .append_pair("client_secret", self.secrets.client.expose())
            .extend_pairs(pairs)
            .finish()
            .into_bytes()
    }

    async fn send(&self, grant: &str, pairs: &[(&str, &str)]) -> Result<Tokens, Denied> {
        let request = Request::post(
            self.config.token.clone(),
            "application/x-www-form-urlencoded",
            self.form(grant, pairs),
        );
        let answer = self.http.send(request).await;
        let answer = answer.map_err(|error| Denied::For(client::unanswered(error)))?;
        // EXPOSE: the tokens are taken out into protection; the rest is wiped with the body.
        let body = answer.body.expose();
        match answer.status {
            200 => tokens(body).map_err(Denied::For),
            400 | 401 => Err(denied(body)),
            status => Err(Denied::For(client::failed(status))),
        }
    }
}

fn tokens(body: &[u8]) -> Result<Tokens, SourceError> {
    let broken = SourceError::Malformed { at: "token" };
    let given: Given<'_> = serde_json::from_slice(body).map_err(|_| broken)?;
    let tokens = Tokens {
        access: Sensitive::new(given.access_token.into_owned()),
        refresh: given
            .refresh_token
            .map(|token| Sensitive::new(token.into_owned())),
    };
    if given.token_type.eq_ignore_ascii_case("bearer") {
        Ok(tokens)
    } else {
        Err(broken)
    }
}

/// The endpoint's own code says whether the citizen or we did something wrong (RFC 6749, 5.2).
fn denied(body: &[u8]) -> Denied {
    let refused: Result<Refused<'_>, _> = serde_json::from_slice(body);
    if refused.is_ok_and(|refused| refused.error == "invalid_grant") {
        Denied::Over
    } else {
        Denied::For(SourceError::Refused)
    }
}
