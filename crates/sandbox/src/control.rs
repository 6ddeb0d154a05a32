//! The control interface: tells the pretend parties how to behave, and drives logins and signatures headless.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::bankid::{self, Act, BankId, How, Obstacle};
use crate::faults::{AGENCIES, Rule};
use crate::life::Life;
use crate::oidc::{self, Choice, Provider};
use crate::skatteverket::{Skatteverket, Wish};
use crate::world::World;

/// The parties that can be told.
#[derive(Clone)]
pub struct Parties {
    /// People, time, SSBTEK's faults.
    pub world: World,
    /// The e-ID provider.
    pub provider: Arc<Provider>,
    /// Skatteverket's own route.
    pub skatteverket: Arc<Skatteverket>,
    /// BankID.
    pub bank: Arc<BankId>,
}

/// The listener's application.
pub fn router(parties: Parties) -> Router {
    Router::new()
        .route("/control", get(state))
        .route("/control/reset", post(reset))
        .route("/control/persons", get(persons))
        .route("/control/life", post(life))
        .route("/control/seen", get(seen).post(watch))
        .route("/control/clock", post(clock))
        .route("/control/ssbtek", post(ssbtek))
        .route("/control/oidc", post(fault))
        .route("/control/oidc/login", post(login))
        .route(
            "/control/skatteverket",
            get(skatteverket).post(skatteverket_fault),
        )
        .route("/control/bankid", post(bankid_fault))
        .route("/control/bankid/orders", get(orders))
        .route("/control/bankid/act", post(act))
        .route("/control/bankid/sign", post(sign))
        .route("/control/bankid/cancel", post(cancel))
        .with_state(parties)
}

fn refused(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({"error": why}))).into_response()
}

fn done() -> Response {
    Json(json!({"ok": true})).into_response()
}

async fn state(State(parties): State<Parties>) -> Json<Value> {
    Json(json!({
        "now": parties.world.clock.now().to_string(),
        "issuer": parties.provider.issuer,
        "ssbtek": parties.world.faults.list(),
        "orders": parties.bank.pending().len(),
        "orders_asked_for": parties.bank.asked(),
        "completions_held_back": parties.bank.held(),
    }))
}

async fn reset(State(parties): State<Parties>) -> Response {
    parties.world.faults.reset();
    parties.world.people.reset();
    parties.world.seen.stop();
    parties.world.clock.shift(0);
    parties.provider.wish(None);
    parties.provider.use_rs256(false);
    parties.skatteverket.reset();
    parties.bank.reset();
    done()
}

async fn persons(State(parties): State<Parties>) -> Json<Value> {
    let people = &parties.world.people;
    let each = people.all().iter().map(|person| {
        let life = people.life(person);
        json!({
            "number": person.number, "name": person.name(), "life": person.life, "group": life.group,
            "title": life.title, "coordination": person.is_coordination(),
        })
    });
    Json(each.collect())
}

#[derive(Deserialize)]
struct OtherLife {
    person: String,
    life: Life,
}

async fn life(State(parties): State<Parties>, Json(wish): Json<OtherLife>) -> Response {
    if parties.world.people.find(&wish.person).is_none() {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, "no such person");
    }
    parties.world.people.live(&wish.person, wish.life);
    done()
}

/// Begins to remember what is exchanged.
async fn watch(State(parties): State<Parties>) -> Response {
    parties.world.seen.watch();
    done()
}

/// Gives what was exchanged since it was last asked for, and forgets it.
async fn seen(State(parties): State<Parties>) -> Json<Value> {
    Json(json!(parties.world.seen.take()))
}

#[derive(Deserialize)]
struct Shift {
    advance_seconds: i64,
}

async fn clock(State(parties): State<Parties>, Json(shift): Json<Shift>) -> Response {
    parties.world.clock.shift(shift.advance_seconds);
    done()
}

async fn ssbtek(State(parties): State<Parties>, Json(rule): Json<Rule>) -> Response {
    if rule
        .agency
        .as_deref()
        .is_some_and(|agency| !AGENCIES.contains(&agency))
    {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, "no such agency");
    }
    if rule
        .person
        .as_deref()
        .is_some_and(|person| parties.world.people.find(person).is_none())
    {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, "no such person");
    }
    parties.world.faults.set(rule);
    done()
}

/// How often Skatteverket gave and renewed tokens, and was asked.
async fn skatteverket(State(parties): State<Parties>) -> Json<Value> {
    Json(parties.skatteverket.told())
}

async fn skatteverket_fault(State(parties): State<Parties>, Json(wish): Json<Wish>) -> Response {
    parties.skatteverket.wish(wish);
    done()
}

#[derive(Deserialize)]
struct OidcWish {
    #[serde(default)]
    fault: Option<oidc::Fault>,
    #[serde(default)]
    times: Option<u32>,
    #[serde(default)]
    rs256: Option<bool>,
}

async fn fault(State(parties): State<Parties>, Json(wish): Json<OidcWish>) -> Response {
    if let Some(yes) = wish.rs256 {
        parties.provider.use_rs256(yes);
    } else {
        parties.provider.wish(wish.fault.map(|fault| oidc::Wish {
            fault,
            times: wish.times,
        }));
    }
    done()
}

#[derive(Deserialize)]
struct Login {
    url: String,
    #[serde(flatten)]
    choice: Choice,
}

/// Goes through the login pages: from the address of the authorization request to the address that follows.
async fn login(State(parties): State<Parties>, Json(login): Json<Login>) -> Response {
    let Ok(url) = url::Url::parse(&login.url) else {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, "url is no address");
    };
    match parties.provider.begin(url.query_pairs().into_owned().collect()) {
        Err(refused) => *refused,
        Ok(name) => match parties.provider.finish(&name, &login.choice) {
            Some(location) => Json(json!({"location": location})).into_response(),
            None => refused(StatusCode::UNPROCESSABLE_ENTITY, "no such person"),
        },
    }
}

async fn bankid_fault(State(parties): State<Parties>, Json(wish): Json<Option<bankid::Wish>>) -> Response {
    parties.bank.wish(wish);
    done()
}

async fn orders(State(parties): State<Parties>) -> Json<Value> {
    let each = parties.bank.pending().into_iter().map(|order| {
        json!({
            "orderRef": order.order_ref, "autoStartToken": order.auto_start_token,
            "began": order.began.to_string(), "visible": order.request.visible_text(),
            "personalNumber": order.request.requirement.personal_number,
        })
    });
    Json(each.collect())
}

fn perform(parties: &Parties, act: &Act) -> Response {
    match parties.bank.act(act) {
        Ok(order) => Json(json!({"orderRef": order.order_ref, "visible": order.request.visible_text()}))
            .into_response(),
        Err(Obstacle::NoOrder) => refused(StatusCode::NOT_FOUND, "no such order"),
        Err(Obstacle::NoPerson) => refused(StatusCode::UNPROCESSABLE_ENTITY, "no such person"),
        Err(Obstacle::Broken) => refused(StatusCode::INTERNAL_SERVER_ERROR, "cannot sign"),
    }
}

async fn act(State(parties): State<Parties>, Json(act): Json<Act>) -> Response {
    perform(&parties, &act)
}

async fn sign(State(parties): State<Parties>, Json(act): Json<Act>) -> Response {
    perform(
        &parties,
        &Act {
            how: How::Sign,
            ..act
        },
    )
}

async fn cancel(State(parties): State<Parties>, Json(act): Json<Act>) -> Response {
    perform(
        &parties,
        &Act {
            how: How::Cancel,
            ..act
        },
    )
}
