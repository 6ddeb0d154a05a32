//! Leads the citizen to Skatteverket, and asks with what she comes back with.

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mn_domain::{Purpose, Sensitive, SourceId, SourceState};
use mn_http::{Client, HeaderValue, HttpError, Request, Response};
use mn_source::{Ask, DataSource, FieldSpec, Note, NoteKind, Redirect, Reply, Return, SourceError, Step};
use url::Url;

use super::config::{Config, ConfigFault, Part, Secrets};
use super::token::{Denied, Endpoint, Tokens};
use super::wire;
use crate::ssbtek::{PartReading, join};

/// The source's name; `skatteverket` is what the municipality asks through SSBTEK.
pub const SOURCE: &str = "skatteverket-egna";

/// What a citizen may be asked for: her permission is what matters, not what she wants the answer for.
const fn is_allowed(purpose: Purpose) -> bool {
    match purpose {
        Purpose::Application | Purpose::Overview => true,
    }
}

/// Skatteverket as a source that meets the citizen itself.
pub struct Skatteverket {
    id: SourceId,
    config: Config,
    redirect_uri: Url,
    secrets: Secrets,
    http: Client,
}

impl Skatteverket {
    /// Takes a configuration without faults, the address that browsers come back to, and a client that may reach the
    /// configuration's addresses.
    ///
    /// # Errors
    /// Every fault at once.
    pub fn new(
        config: Config,
        redirect_uri: Url,
        secrets: Secrets,
        http: Client,
    ) -> Result<Self, Vec<ConfigFault>> {
        let mut faults = config.faults();
        // EXPOSE: looked at for characters that no header may hold.
        if header(secrets.gateway.expose()).is_none() {
            faults.push(ConfigFault::Header("gateway secret"));
        }
        if header(&config.gateway_client_id).is_none() {
            faults.push(ConfigFault::Header("gateway_client_id"));
        }
        match SOURCE.parse() {
            Ok(id) if faults.is_empty() => Ok(Self {
                id,
                config,
                redirect_uri,
                secrets,
                http,
            }),
            _ => Err(faults),
        }
    }

    fn endpoint(&self) -> Endpoint<'_> {
        Endpoint {
            config: &self.config,
            secrets: &self.secrets,
            redirect_uri: &self.redirect_uri,
            http: &self.http,
        }
    }

    /// Fetches every part, one after the other, with tokens that nobody else has.
    async fn parts(&self, ask: &Ask, tokens: Tokens) -> Result<Reply, SourceError> {
        let mut grant = Grant::Fresh(tokens);
        let mut read = Vec::new();
        let mut failed = Vec::new();
        for part in self.config.parts.iter().copied() {
            match self.part(part, ask, &mut grant).await {
                Ok(reading) => read.push(reading),
                // One part that cannot be had does not take the others along.
                Err(error @ (SourceError::Unreachable | SourceError::Late | SourceError::Faulty)) => {
                    failed.push(error);
                    read.push(without(part, SourceState::Unavailable));
                }
                Err(error @ SourceError::Refused) => {
                    failed.push(error);
                    read.push(without(part, SourceState::Rejected));
                }
                Err(error) => return Err(error),
            }
        }
        match failed.first() {
            Some(error) if failed.len() == read.len() => Err(*error),
            _ => Ok(join(read, "")),
        }
    }

    async fn part(&self, part: Part, ask: &Ask, grant: &mut Grant) -> Result<PartReading, SourceError> {
        let mut answer = self.send(part, ask, grant).await?;
        if answer.status == 401 && self.renewed(grant).await? {
            answer = self.send(part, ask, grant).await?;
        }
        match answer.status {
            // EXPOSE: the reader of the document; every value leaves it wrapped.
            200 => wire::read(part, answer.body.expose(), Some(&ask.principal)),
            401 | 403 => Ok(without(part, SourceState::NotEntitled)),
            404 => Ok(without(part, SourceState::NoHit)),
            status => Err(failed(status)),
        }
    }

    /// Renews the tokens, if that has not been done yet. Says whether there are new ones.
    async fn renewed(&self, grant: &mut Grant) -> Result<bool, SourceError> {
        match std::mem::replace(grant, Grant::Over) {
            Grant::Fresh(tokens) => {
                let renewed = self.endpoint().renew(tokens).await;
                *grant = Grant::Renewed(renewed.map_err(|denied| match denied {
                    // The permission has run out: the citizen may give it anew.
                    Denied::Over => SourceError::Faulty,
                    Denied::For(error) => error,
                })?);
                Ok(true)
            }
            before => {
                *grant = before;
                Ok(false)
            }
        }
    }

    async fn send(&self, part: Part, ask: &Ask, grant: &Grant) -> Result<Response, SourceError> {
        let (Grant::Fresh(tokens) | Grant::Renewed(tokens)) = grant else {
            // Nothing is left to ask with: a part before this one could not renew it.
            return Err(SourceError::Faulty);
        };
        let broken = SourceError::Malformed { at: "access_token" };
        let url = self.config.part(part).ok_or(SourceError::Refused)?;
        // EXPOSE: token and secret go to the API alone, in headers that are marked so that nobody prints them.
        let bearer = Sensitive::new(format!("Bearer {}", tokens.access.expose()));
        let headers = [
            ("authorization", header(bearer.expose()).ok_or(broken)?),
            (
                "client_id",
                header(&self.config.gateway_client_id).ok_or(SourceError::Refused)?,
            ),
            (
                "client_secret",
                header(self.secrets.gateway.expose()).ok_or(SourceError::Refused)?,
            ),
            (
                "skv_client_correlation_id",
                header(ask.correlation.as_str()).ok_or(SourceError::Refused)?,
            ),
        ];
        let request = headers
            .into_iter()
            .fold(Request::get(url), |request, (name, value)| {
                request.with_header(name, value)
            });
        self.http.send(request).await.map_err(unanswered)
    }
}

/// A text as the value of a header that nobody prints.
fn header(text: &str) -> Option<HeaderValue> {
    let mut value: HeaderValue = text.parse().ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// What there is to ask with.
enum Grant {
    /// The tokens that the code became.
    Fresh(Tokens),
    /// Those that a renewal gave. There is no second.
    Renewed(Tokens),
    /// Nothing any more.
    Over,
}

#[async_trait]
impl DataSource for Skatteverket {
    fn id(&self) -> &SourceId {
        &self.id
    }

    fn fields(&self) -> &'static [FieldSpec] {
        wire::fields()
    }

    fn leads_to(&self) -> Option<&Url> {
        Some(&self.config.authorize)
    }

    /// Tells the way. Nothing is sent, and nothing about the citizen is in it.
    async fn begin(&self, ask: &Ask) -> Result<Step, SourceError> {
        if !is_allowed(ask.purpose) {
            return Err(SourceError::PurposeNotAllowed);
        }
        let state = Sensitive::new(URL_SAFE_NO_PAD.encode(mn_seal::random::<32>()));
        let mut url = self.config.authorize.clone();
        // EXPOSE: the browser takes the state there and back.
        url.query_pairs_mut()
            .append_pair("client_id", &self.config.client_id)
            .append_pair("response_type", "code")
            .append_pair("state", state.expose())
            .append_pair("redirect_uri", self.redirect_uri.as_str())
            .append_pair("scope", &self.config.scope);
        Ok(Step::Redirect(Redirect { url, state }))
    }

    async fn resume(&self, ask: &Ask, back: &Return) -> Result<Step, SourceError> {
        if !is_allowed(ask.purpose) {
            return Err(SourceError::PurposeNotAllowed);
        }
        let code = match back {
            Return::Code(code) => code,
            Return::Refusal(reason) => return refusal(reason).map(Step::Answers),
        };
        let reply = match self.endpoint().redeem(code).await {
            Ok(tokens) => self.parts(ask, tokens).await?,
            Err(Denied::Over) => nothing(SourceState::Unavailable, NoteKind::PartAbsent, "/token/code"),
            Err(Denied::For(error)) => return Err(error),
        };
        Ok(Step::Answers(reply))
    }
}

/// What `authorize` says when it gives no code (RFC 6749, 4.1.2.1).
fn refusal(reason: &str) -> Result<Reply, SourceError> {
    match reason {
        "access_denied" => Ok(nothing(
            SourceState::NotEntitled,
            NoteKind::Declined,
            "/medgivande",
        )),
        "server_error" | "temporarily_unavailable" => Err(SourceError::Faulty),
        _ => Err(SourceError::Refused),
    }
}

fn nothing(state: SourceState, kind: NoteKind, at: &str) -> Reply {
    Reply {
        state,
        answers: Vec::new(),
        notes: vec![Note::new(kind, at)],
    }
}

fn without(part: Part, state: SourceState) -> PartReading {
    PartReading {
        part: part.name(),
        state,
        answers: Vec::new(),
        notes: Vec::new(),
        fault: None,
        called: None,
        broken: None,
    }
}

/// What a status without an answer means.
pub const fn failed(status: u16) -> SourceError {
    match status {
        408 | 504 => SourceError::Late,
        429 | 500..=599 => SourceError::Faulty,
        _ => SourceError::Refused,
    }
}

/// What it means that no whole answer came.
pub const fn unanswered(error: HttpError) -> SourceError {
    match error {
        HttpError::Late => SourceError::Late,
        HttpError::TooLarge => SourceError::TooLarge,
        HttpError::NotAllowed => SourceError::Refused,
        HttpError::Unreachable => SourceError::Unreachable,
    }
}
