//! The pretend app: a page where a tester scans, reads and signs.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Form, Router};
use serde::Deserialize;

use super::act::Act;
use super::orders::{Order, Pointer};
use super::{BankId, How};
use crate::pki::Purpose;

/// The user's side.
pub fn app(bank: Arc<BankId>) -> Router {
    Router::new()
        .route("/", get(start))
        .route("/order", get(show).post(end))
        .with_state(bank)
}

struct Line {
    token: String,
    kind: &'static str,
    text: String,
}

#[derive(Template)]
#[template(path = "app.html")]
struct StartPage {
    orders: Vec<Line>,
    unknown: bool,
}

struct Choice {
    number: String,
    name: String,
    selected: bool,
}

#[derive(Template)]
#[template(path = "order.html")]
struct OrderPage<'a> {
    token: &'a str,
    signing: bool,
    text: String,
    bound: bool,
    persons: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage<'a> {
    title: &'a str,
    message: &'a str,
}

fn html(page: Result<String, askama::Error>) -> Response {
    (
        [(header::CACHE_CONTROL, "no-store")],
        Html(page.unwrap_or_default()),
    )
        .into_response()
}

#[derive(Deserialize)]
struct Start {
    #[serde(default)]
    autostarttoken: Option<String>,
    #[serde(default)]
    qr: Option<String>,
}

/// The start page; the link `?autostarttoken=` and a scanned code lead on to the order.
async fn start(State(bank): State<Arc<BankId>>, Query(query): Query<Start>) -> Response {
    if let Some(token) = query.autostarttoken.as_deref().filter(|token| !token.is_empty()) {
        return Redirect::to(&order_address(token)).into_response();
    }
    let scanned = query.qr.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let mut unknown = false;
    if let Some(content) = scanned {
        match bank.open(&Pointer::Qr(content)) {
            Some(order) => return Redirect::to(&order_address(&order.auto_start_token)).into_response(),
            None => unknown = true,
        }
    }
    let line = |order: Order| Line {
        kind: if order.purpose == Purpose::Signature {
            "Underskrift"
        } else {
            "Legitimering"
        },
        text: order
            .request
            .visible_text()
            .lines()
            .next()
            .unwrap_or_default()
            .chars()
            .take(80)
            .collect(),
        token: order.auto_start_token,
    };
    html(
        StartPage {
            orders: bank.pending().into_iter().map(line).collect(),
            unknown,
        }
        .render(),
    )
}

fn order_address(token: &str) -> String {
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("token", token)
        .finish();
    format!("/order?{query}")
}

#[derive(Deserialize)]
struct Token {
    token: String,
}

/// The order's page.
async fn show(State(bank): State<Arc<BankId>>, Query(query): Query<Token>) -> Response {
    let Some(order) = bank.open(&Pointer::AutoStart(&query.token)) else {
        return gone();
    };
    let bound = order.request.requirement.personal_number.as_deref();
    let persons = bank.world.people.all().iter().map(|person| Choice {
        selected: bound == Some(person.number.as_str()),
        number: person.number.clone(),
        name: person.name(),
    });
    let page = OrderPage {
        token: &query.token,
        signing: order.purpose == Purpose::Signature,
        text: order.request.visible_text(),
        bound: bound.is_some(),
        persons: persons.collect(),
    };
    html(page.render())
}

#[derive(Deserialize)]
struct Done {
    token: String,
    #[serde(default)]
    person: Option<String>,
    how: How,
    #[serde(default)]
    delay: Option<i64>,
}

/// The tester's choice.
async fn end(State(bank): State<Arc<BankId>>, Form(done): Form<Done>) -> Response {
    let act = Act {
        auto_start_token: Some(done.token),
        person: done.person.filter(|number| !number.is_empty()),
        how: done.how,
        delay_ms: done.delay.unwrap_or_default() * 1000,
        ..Act::default()
    };
    let Ok(order) = bank.act(&act) else { return gone() };
    if let Some(url) = order.request.return_url {
        return Redirect::to(&url).into_response();
    }
    let page = MessagePage {
        title: "Klart",
        message: "Gå tillbaka till tjänsten.",
    };
    html(page.render())
}

fn gone() -> Response {
    let message = "Den är redan avslutad, för gammal eller öppnad med fel kod. Börja om i tjänsten.";
    let page = MessagePage {
        title: "Uppdraget finns inte",
        message,
    };
    (StatusCode::GONE, html(page.render())).into_response()
}
