//! The pages where the citizen says who she is and gives permission.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::grants::Request;
use super::{CLIENT, Fault, SCOPE, Skatteverket};
use crate::faults::lock;
use crate::jose;

type Pairs = Vec<(String, String)>;
type Agency = State<Arc<Skatteverket>>;

/// What is published for authorize, and all of it.
const PARAMETERS: [&str; 5] = ["client_id", "response_type", "state", "redirect_uri", "scope"];

/// Somebody to be.
struct Row {
    number: String,
    name: String,
}

#[derive(Template)]
#[template(path = "medgivande.html")]
struct PermissionPage<'a> {
    transaction: &'a str,
    persons: Vec<Row>,
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage<'a> {
    title: &'a str,
    message: &'a str,
}

fn message(status: StatusCode, title: &str, message: &str) -> Response {
    let page = MessagePage { title, message }.render().unwrap_or_default();
    (status, [(header::CACHE_CONTROL, "no-store")], Html(page)).into_response()
}

fn back(redirect_uri: &str, pairs: &[(&str, &str)]) -> Response {
    let address = url::Url::parse(redirect_uri).map(|mut url| {
        url.query_pairs_mut().extend_pairs(pairs);
        String::from(url)
    });
    Redirect::to(&address.unwrap_or_else(|_| redirect_uri.to_owned())).into_response()
}

/// `GET /oauth2/v1/per/authorize`
pub async fn authorize(State(agency): Agency, Query(pairs): Query<Pairs>) -> Response {
    let value = |name: &str| {
        let mut found = pairs.iter().filter(|(key, _)| key == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => value.as_str(),
            _ => "",
        }
    };
    let (redirect_uri, state) = (value("redirect_uri"), value("state"));
    if value("client_id") != CLIENT || !agency.is_registered(redirect_uri) {
        return message(
            StatusCode::BAD_REQUEST,
            "Fel i begäran",
            "Tjänsten är inte känd, eller adressen att komma tillbaka till.",
        );
    }
    let refused = |error: &str| back(redirect_uri, &[("error", error), ("state", state)]);
    if pairs.iter().any(|(key, _)| !PARAMETERS.contains(&key.as_str())) || state.len() < 16 {
        return refused("invalid_request");
    }
    if value("response_type") != "code" {
        return refused("unsupported_response_type");
    }
    if value("scope") != SCOPE {
        return refused("invalid_scope");
    }
    let request = Request {
        redirect_uri: redirect_uri.to_owned(),
        state: state.to_owned(),
    };
    let name = lock(&agency.grants).open(request, agency.world.clock.now());
    Redirect::to(&format!("/medgivande?tx={name}")).into_response()
}

/// The query of the page.
#[derive(Deserialize)]
pub struct Search {
    tx: String,
}

/// `GET /medgivande`
pub async fn page(State(agency): Agency, Query(search): Query<Search>) -> Response {
    if !lock(&agency.grants).is_open(&search.tx) {
        return gone();
    }
    let persons = agency.world.people.all().iter();
    let page = PermissionPage {
        transaction: &search.tx,
        persons: persons
            .map(|person| Row {
                number: person.number.clone(),
                name: person.name(),
            })
            .collect(),
    };
    (
        [(header::CACHE_CONTROL, "no-store")],
        Html(page.render().unwrap_or_default()),
    )
        .into_response()
}

fn gone() -> Response {
    let text = "Sidan är redan använd eller för gammal. Börja om i tjänsten.";
    message(StatusCode::GONE, "Medgivandet finns inte", text)
}

/// What the citizen chose.
#[derive(Deserialize)]
pub struct Choice {
    tx: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    action: String,
}

/// `POST /medgivande`
pub async fn submit(State(agency): Agency, Form(choice): Form<Choice>) -> Response {
    let Some(request) = lock(&agency.grants).close(&choice.tx) else {
        return gone();
    };
    if choice.action != "ja" || agency.world.people.find(&choice.person).is_none() {
        let pairs = [("error", "access_denied"), ("state", request.state.as_str())];
        return back(&request.redirect_uri, &pairs);
    }
    let now = agency.world.clock.now();
    let code = lock(&agency.grants).permit(&request, &choice.person, now);
    agency
        .world
        .seen
        .note(&choice.person, &[("code", &code), ("state", &request.state)]);
    let foreign = jose::b64(jose::random::<32>());
    let wrong = agency.fault(|fault| fault == Fault::WrongState).is_some();
    let state = if wrong { &foreign } else { &request.state };
    back(&request.redirect_uri, &[("code", &code), ("state", state)])
}
