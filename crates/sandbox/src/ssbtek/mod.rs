//! A pretend SSBTEK: SOAP 1.1 over mutual TLS, contract v10, and the seven base services behind it.

mod af;
mod csn;
mod dates;
mod fk;
mod fk_case;
mod fk_question;
mod miv;
mod question;
mod skv;
mod so;
mod spoil;
mod tns;

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use jiff::civil::Date;

use crate::faults::{AGENCIES, Behaviour};
use crate::life::Life;
use crate::people::Person;
use crate::world::World;
use crate::xml::{self, Node};
use question::{Ask, Question, Refusal};

/// SOAP 1.1.
pub const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// The contract's namespace.
pub const SSBT: &str = "http://schema.forsakringskassan.se/integration/ssbt/10";

/// The listener's application.
pub fn router(world: World) -> Router {
    Router::new()
        .route("/ssbtek", post(call))
        .layer(DefaultBodyLimit::max(1024 * 1024))
        .with_state(world)
}

/// What one agency needs to answer.
pub struct Case<'a> {
    /// The whole question.
    pub question: &'a Question,
    /// The part to this agency.
    pub ask: &'a Ask,
    /// The number the answer is about.
    pub number: String,
    /// The person, when the sandbox knows one by that number.
    pub person: Option<&'a Person>,
    /// The person's life; empty for strangers.
    pub life: Life,
    /// How to behave.
    pub behaviour: &'a Behaviour,
    /// The day.
    pub today: Date,
    /// The world.
    pub world: &'a World,
}

impl Case<'_> {
    /// What is added to the person's amounts.
    pub fn place(&self) -> i64 {
        self.person.map_or(0, |person| person.place)
    }

    /// The period asked about: the agency's own, else the general one.
    pub fn period(&self) -> (Date, Date) {
        self.ask.period.unwrap_or(self.question.period)
    }

    /// Tells whether a day lies in the period asked about.
    pub fn covers(&self, day: Date) -> bool {
        let (from, to) = self.period();
        from <= day && day <= to
    }
}

/// POST /ssbtek
async fn call(State(world): State<World>, headers: HeaderMap, body: Bytes) -> Response {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let kind = kind.and_then(|kind| kind.parse::<mime::Mime>().ok());
    if kind.is_none_or(|kind| kind.essence_str() != mime::TEXT_XML) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response();
    }
    let Some(envelope) = xml::parse(&body) else {
        return fault("soap:Client", "Internal error", None);
    };
    let operation = match question::operation(&envelope) {
        Ok(operation) => operation,
        Err(refusal) => return refuse(refusal),
    };
    if operation.name == "testaBastjanstInformation" {
        return tested(&world);
    }
    match Question::read(operation) {
        Ok(question) => answer(&world, &question).await,
        Err(refusal) => refuse(refusal),
    }
}

fn refuse(refusal: Refusal) -> Response {
    match refusal {
        Refusal::Generic => fault("soap:Client", "Internal error", None),
        Refusal::Contract(text) => fault("soap:Client", "Felaktig fråga", Some(("SSBT-VALIDERING", &text))),
    }
}

/// A SOAP fault, with the contract's detail or without.
fn fault(code: &str, text: &str, detail: Option<(&str, &str)>) -> Response {
    let mut fault = Node::new("soap:Fault")
        .with_leaf("faultcode", code)
        .with_leaf("faultstring", text);
    if let Some((felkod, felmeddelande)) = detail {
        let element = Node::new("ssbt:hamtaBastjanstInformationFault")
            .attribute("xmlns:ssbt", SSBT)
            .with_leaf("ssbt:felkod", felkod)
            .with_leaf("ssbt:felmeddelande", felmeddelande);
        fault = fault.with(Node::new("detail").with(element));
    }
    let envelope = soap(fault);
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        [(header::CONTENT_TYPE, "text/xml; charset=utf-8")],
        envelope,
    )
        .into_response()
}

fn soap(content: Node) -> String {
    let body = Node::new("soap:Body").with(content);
    let envelope = Node::new("soap:Envelope")
        .attribute("xmlns:soap", SOAP)
        .with(body);
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{}", envelope.to_xml())
}

/// The answer of `testaBastjanstInformation`: which base services can be reached; no personal data.
fn tested(world: &World) -> Response {
    let none = BTreeMap::new();
    let parts = AGENCIES.map(|agency| {
        let element = Node::new(format!("ssbt:{agency}"));
        match world.faults.behaviour(agency, "", &none) {
            Behaviour::Normal | Behaviour::Slow { .. } => element.with_leaf("ssbt:anropad", true),
            _ => element.with_leaf("ssbt:anropad", false).with(error(
                "BT",
                "BT-NERE",
                "Bastjänsten svarar inte",
            )),
        }
    });
    let answer = Node::new("ssbt:testaBastjanstInformationResponse").attribute("xmlns:ssbt", SSBT);
    (
        [(header::CONTENT_TYPE, "text/xml; charset=utf-8")],
        soap(answer.with_all(parts)),
    )
        .into_response()
}

/// The contract's error element.
pub fn error(kalla: &str, felkod: &str, felmeddelande: &str) -> Node {
    Node::new("ssbt:error")
        .with_leaf("ssbt:kalla", kalla)
        .with_leaf("ssbt:felkod", felkod)
        .with_leaf("ssbt:felmeddelande", felmeddelande)
}

/// Asks every agency named, and behaves as told.
async fn answer(world: &World, question: &Question) -> Response {
    let life = world
        .people
        .find(&question.person)
        .map(|person| world.people.life(person));
    let faults = life.map(|life| life.faults).unwrap_or_default();
    let mut whole = Behaviour::Normal;
    let mut wait = 0;
    let mut parts = Vec::new();
    for ask in &question.asked {
        let behaviour = world.faults.behaviour(ask.agency, &question.person, &faults);
        if let Behaviour::Slow { ms } = behaviour {
            wait = wait.max(ms);
        }
        if behaviour.is_whole_call() {
            whole = behaviour.clone();
        }
        if behaviour != Behaviour::Missing {
            parts.push(part(world, question, ask, &behaviour));
        }
    }
    tokio::time::sleep(Duration::from_millis(wait)).await;
    let echo = match &whole {
        Behaviour::WrongCorrelation => question
            .correlation
            .as_ref()
            .map(|_| "someone-elses-question".to_owned()),
        _ => question.correlation.clone(),
    };
    let mut response = Node::new("ssbt:hamtaBastjanstInformationResponse").attribute("xmlns:ssbt", SSBT);
    if question.echo {
        let mut asked = question.node.prefixed("ssbt");
        "ssbt:fraga".clone_into(&mut asked.name);
        response = response.with(asked);
    }
    let asked_at = question
        .asked_at
        .as_ref()
        .map(|at| Node::leaf("ssbt:frageTidpunkt", at));
    let echo = echo.map(|id| Node::leaf("ssbt:korrelationsid", id));
    let data = Node::new("ssbt:svarsdata").with_all(parts);
    let response = response.with_all(asked_at).with_all(echo).with(data);
    spoil::send(&whole, soap(response)).await
}

/// One agency's element.
fn part(world: &World, question: &Question, ask: &Ask, behaviour: &Behaviour) -> Node {
    let element = Node::new(format!("ssbt:{}", ask.agency));
    if let Behaviour::Error {
        kalla,
        felkod,
        felmeddelande,
    } = behaviour
    {
        let text = felmeddelande.replace("{person}", &question.person);
        return element.with(error(kalla, felkod, &text));
    }
    let number = match behaviour {
        Behaviour::OtherPerson { other: Some(other) } => other.clone(),
        Behaviour::OtherPerson { other: None } => world
            .people
            .other_than(&question.person)
            .map(|it| it.number.clone())
            .unwrap_or_default(),
        _ => question.person.clone(),
    };
    let person = world
        .people
        .find(&number)
        .filter(|_| *behaviour != Behaviour::NoHit);
    let life = person.map(|person| world.people.life(person)).unwrap_or_default();
    let today = world.clock.today();
    let case = Case {
        question,
        ask,
        number,
        person,
        life,
        behaviour,
        today,
        world,
    };
    element.with(match ask.agency {
        "AF" => af::answer(&case),
        "CSN" => csn::answer(&case),
        "FK" => fk::answer(&case),
        "SKV" => skv::answer(&case),
        "SO" => so::answer(&case),
        "TNS" => tns::answer(&case),
        _ => miv::answer(&case),
    })
}
