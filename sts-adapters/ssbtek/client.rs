//! Asks SSBTEK over the wire: one agency at a time, so that one question discloses no other choice.

use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use mn_domain::{Purpose, Sensitive, SourceId, SourceState};
use mn_http::{HttpError, Request};
use mn_source::{Ask, DataSource, FieldSpec, HealthCheck, Note, NoteKind, Reached, Reply, SourceError, Step};
use url::Url;

use super::agency::Agency;
use super::config::{Config, ConfigFault};
use super::question::{self, Periods};
use super::reading::{Message, PartReading, Reading};
use super::{merge, period, wire};

/// The sources that are reached through SSBTEK.
#[derive(Clone)]
pub struct Ssbtek {
    config: Arc<Config>,
    way: Arc<dyn Way>,
}

/// The way to the other side. Private, so that a test can stand at its end.
#[async_trait]
trait Way: Send + Sync {
    async fn exchange(&self, to: &Url, body: Sensitive<Vec<u8>>) -> Result<Answer, HttpError>;
}

/// Status and body of an answer.
struct Answer {
    status: u16,
    body: Sensitive<Vec<u8>>,
}

#[async_trait]
impl Way for mn_http::Client {
    async fn exchange(&self, to: &Url, body: Sensitive<Vec<u8>>) -> Result<Answer, HttpError> {
        let mut request = Request::post(to.clone(), "text/xml; charset=utf-8", Vec::new());
        request.body = body;
        // SOAP 1.1 wants the header; the contract's action is empty.
        if let Ok(action) = "\"\"".parse() {
            request.headers.insert("soapaction", action);
        }
        let answer = self.send(request).await?;
        Ok(Answer {
            status: answer.status,
            body: answer.body,
        })
    }
}

impl Ssbtek {
    /// Takes a configuration without faults and a client that may reach its address.
    ///
    /// # Errors
    /// Every fault of the configuration at once.
    pub fn new(config: Config, client: mn_http::Client) -> Result<Self, Vec<ConfigFault>> {
        Self::over(config, Arc::new(client))
    }

    fn over(config: Config, way: Arc<dyn Way>) -> Result<Self, Vec<ConfigFault>> {
        let faults = config.faults();
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self {
            config: Arc::new(config),
            way,
        })
    }

    /// One source per agency, in the contract's order.
    #[must_use]
    pub fn sources(&self) -> Vec<Arc<dyn DataSource>> {
        let source = |agency: Agency| {
            let id = agency.source().parse().ok()?;
            Some(Arc::new(AgencySource {
                id,
                agency,
                ssbtek: self.clone(),
            }) as Arc<dyn DataSource>)
        };
        Agency::ALL.into_iter().filter_map(source).collect()
    }

    /// Asks which agencies can be reached. Says nothing about anybody; for operators.
    ///
    /// # Errors
    /// [`SourceError`] when no answer could be read.
    pub async fn health(&self) -> Result<Reading, SourceError> {
        let question = question::write_test(self.config.contract).map_err(unwritten)?;
        let answer = self.send(question).await?;
        let reading = read(&answer, None)?;
        match reading.message {
            Message::Answer => Err(SourceError::Unasked),
            Message::Health | Message::Fault => Ok(reading),
        }
    }

    async fn ask(&self, agency: Agency, ask: &Ask) -> Result<Reply, SourceError> {
        if ask.purpose != Purpose::Application {
            return Err(SourceError::PurposeNotAllowed);
        }
        let Some(periods) = periods(agency, ask) else {
            return Ok(nothing_may_be_asked());
        };
        let question = question::write(&self.config, agency, ask, periods).map_err(unwritten)?;
        let answer = self.send(question).await?;
        if matches!(answer.status, 401 | 403) {
            return Ok(Reply {
                state: SourceState::NotEntitled,
                answers: Vec::new(),
                notes: Vec::new(),
            });
        }
        let reading = read(&answer, Some(ask))?;
        choose(reading, agency, ask)
    }

    async fn send(&self, question: Sensitive<Vec<u8>>) -> Result<Answer, SourceError> {
        self.way
            .exchange(&self.config.endpoint, question)
            .await
            .map_err(|error| match error {
                HttpError::Late => SourceError::Late,
                HttpError::TooLarge => SourceError::TooLarge,
                HttpError::NotAllowed => SourceError::Refused,
                HttpError::Unreachable => SourceError::Unreachable,
            })
    }
}

/// Writing to memory does not fail; should it, nothing was asked.
fn unwritten(_: io::Error) -> SourceError {
    SourceError::Refused
}

fn periods(agency: Agency, ask: &Ask) -> Option<Periods> {
    let general = period::days(ask.period, ask.today)?;
    let own = match agency {
        Agency::Csn => Some(period::for_csn(general, ask.today)?),
        Agency::Forsakringskassan | Agency::Pensionsmyndigheten => Some(period::for_lefi(general)?),
        _ => None,
    };
    Some(Periods { general, own })
}

/// None of the days that are of interest is one that the agency answers for.
fn nothing_may_be_asked() -> Reply {
    Reply {
        state: SourceState::NotAsked,
        answers: Vec::new(),
        notes: vec![Note::new(NoteKind::PartAbsent, "/tidsperiod")],
    }
}

/// Reads what came back. A SOAP fault is read whatever the status; other bodies only when the status is good.
fn read(answer: &Answer, ask: Option<&Ask>) -> Result<Reading, SourceError> {
    // EXPOSE: the reader of the message; every value leaves it wrapped.
    let reading = wire::read(answer.body.expose(), ask.map(|ask| &ask.principal));
    match (answer.status, reading) {
        (200..=299, reading) => reading,
        (_, Ok(reading)) if reading.message == Message::Fault => Ok(reading),
        (408 | 504, _) => Err(SourceError::Late),
        (429 | 500..=599, _) => Err(SourceError::Faulty),
        _ => Err(SourceError::Refused),
    }
}

/// Takes the asked agency's part, and refuses an answer that nobody asked for.
fn choose(reading: Reading, agency: Agency, ask: &Ask) -> Result<Reply, SourceError> {
    if reading.message == Message::Health {
        return Err(SourceError::Unasked);
    }
    match reading.correlation.as_deref() {
        Some(id) if id == ask.correlation.as_str() => {}
        // A fault may have come before anybody read the question. The contract repeats its id in every answer.
        None if reading.message == Message::Fault => {}
        _ => return Err(SourceError::Unasked),
    }
    let is_ours = |part: &PartReading| part.part.split('/').next() == Some(agency.part());
    let (ours, others): (Vec<_>, Vec<_>) = reading.parts.into_iter().partition(is_ours);
    if reading.message == Message::Answer && others.iter().any(|part| !part.answers.is_empty()) {
        return Err(SourceError::Unasked);
    }
    if let Some(error) = ours.iter().find_map(|part| part.broken) {
        return Err(error);
    }
    let mut reply = merge::reply(ours);
    reply.notes.extend(reading.notes);
    if reply.state == SourceState::NotAsked {
        reply.state = SourceState::Unavailable;
        reply.notes.push(Note::new(
            NoteKind::MissingRequired,
            format!("/svarsdata/{}", agency.part()),
        ));
    }
    Ok(reply)
}

#[async_trait]
impl HealthCheck for Ssbtek {
    fn sources(&self) -> Vec<SourceId> {
        let agencies = Agency::ALL.into_iter();
        agencies
            .filter_map(|agency| agency.source().parse().ok())
            .collect()
    }

    /// What the joint service tells of each agency. Försäkringskassan and Pensionsmyndigheten share one part.
    async fn check(&self) -> Result<Vec<Reached>, SourceError> {
        let reading = self.health().await?;
        if reading.message == Message::Fault {
            return Err(SourceError::Faulty);
        }
        let reached = |agency: Agency| {
            let part = reading.parts.iter().find(|part| part.part == agency.part());
            Some(Reached {
                source: agency.source().parse().ok()?,
                is_reached: part.and_then(|part| Some(part.called? && part.fault.is_none())),
            })
        };
        Ok(Agency::ALL.into_iter().filter_map(reached).collect())
    }
}

/// One agency as a source.
struct AgencySource {
    id: SourceId,
    agency: Agency,
    ssbtek: Ssbtek,
}

#[async_trait]
impl DataSource for AgencySource {
    fn id(&self) -> &SourceId {
        &self.id
    }

    fn fields(&self) -> &'static [FieldSpec] {
        self.agency.fields()
    }

    /// A question reads and changes nothing.
    fn is_repeatable(&self) -> bool {
        true
    }

    async fn begin(&self, ask: &Ask) -> Result<Step, SourceError> {
        self.ssbtek.ask(self.agency, ask).await.map(Step::Answers)
    }
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
