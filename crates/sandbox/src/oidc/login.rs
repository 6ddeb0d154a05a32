//! The browser's way through the provider.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::ToSpan;
use serde::Deserialize;

use super::faults::{self, Fault};
use super::pages::{Group, LoginPage, MessagePage, Row};
use super::request::{AuthorizationRequest, Refusal, check};
use super::{Grant, LOA, Pending, Provider};
use crate::faults::lock;
use crate::jose;
use crate::people::Person;

type Pairs = Vec<(String, String)>;

/// How long a login page may stand open.
const PATIENCE_MINUTES: i64 = 10;

fn message(status: StatusCode, title: &str, message: &str) -> Response {
    let page = MessagePage { title, message }.render().unwrap_or_default();
    (status, [(header::CACHE_CONTROL, "no-store")], Html(page)).into_response()
}

/// Builds the address the browser goes back to.
fn back(redirect_uri: &str, pairs: &[(&str, &str)]) -> String {
    match url::Url::parse(redirect_uri) {
        Ok(mut url) => {
            url.query_pairs_mut().extend_pairs(pairs);
            url.into()
        }
        Err(_) => redirect_uri.to_owned(),
    }
}

impl Provider {
    /// Begins a login: gives its name, or the answer to a request that is refused.
    pub fn begin(&self, pairs: Pairs) -> Result<String, Box<Response>> {
        let request = check(self, pairs).map_err(|refusal| {
            Box::new(match refusal {
                Refusal::Page(text) => message(StatusCode::BAD_REQUEST, "Fel i begäran", text),
                Refusal::Redirect {
                    redirect_uri,
                    state,
                    error,
                    description,
                } => {
                    let mut pairs = vec![("error", error), ("error_description", description)];
                    pairs.extend(state.as_deref().map(|state| ("state", state)));
                    pairs.push(("iss", &self.issuer));
                    Redirect::to(&back(&redirect_uri, &pairs)).into_response()
                }
            })
        })?;
        let name = jose::b64(jose::random::<16>());
        let began = self.world.clock.now();
        let mut memory = lock(&self.memory);
        memory
            .pending
            .retain(|_, old| old.began + PATIENCE_MINUTES.minutes() > began);
        memory.pending.insert(name.clone(), Pending { request, began });
        Ok(name)
    }

    /// Ends a login that the tester cancelled or that cannot succeed.
    fn refuse(&self, request: &AuthorizationRequest, error: &str) -> String {
        let pairs = [("error", error), ("state", &request.state), ("iss", &self.issuer)];
        back(&request.redirect_uri, &pairs)
    }

    /// Ends a login: gives the address the browser goes back to.
    pub fn finish(&self, transaction: &str, choice: &Choice) -> Option<String> {
        let pending = lock(&self.memory).pending.remove(transaction)?;
        let request = pending.request;
        if choice.action.as_deref() == Some("cancel") {
            return Some(self.refuse(&request, "access_denied"));
        }
        let number = choice.person.as_deref().unwrap_or_default();
        let person = self.world.people.find(number)?.clone();
        let level = choice
            .level
            .as_deref()
            .filter(|level| !level.is_empty())
            .unwrap_or("loa3");
        let acr = format!("{LOA}{level}");
        let picked = choice.fault.as_deref().and_then(faults::parse);
        let fault = picked.or_else(|| self.next_fault());
        if !request.acr_essential.is_empty() && !request.acr_essential.contains(&acr) {
            return Some(self.refuse(&request, "unmet_authentication_requirements"));
        }
        if request.bound_number().is_some_and(|bound| bound != person.number) {
            return Some(self.refuse(&request, "access_denied"));
        }
        Some(self.grant(request, person, acr, fault))
    }

    fn grant(
        &self,
        request: AuthorizationRequest,
        person: Person,
        acr: String,
        fault: Option<Fault>,
    ) -> String {
        let code = jose::b64(jose::random::<32>());
        let wrong_state = jose::b64(jose::random::<32>());
        let state = if fault == Some(Fault::WrongState) {
            &wrong_state
        } else {
            &request.state
        };
        let mut pairs = vec![("code", code.as_str()), ("state", state)];
        match fault {
            Some(Fault::WrongIssParam) => pairs.push(("iss", "https://127.0.0.1:1")),
            Some(Fault::MissingIssParam) => {}
            _ => pairs.push(("iss", &self.issuer)),
        }
        let location = back(&request.redirect_uri, &pairs);
        let authenticated = self.world.clock.now();
        let grant = Grant {
            request,
            person,
            acr,
            authenticated,
            fault,
            used: false,
        };
        lock(&self.memory).codes.insert(code, grant);
        location
    }
}

/// What the tester chose on the page.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Choice {
    /// The login's name.
    #[serde(default)]
    pub tx: String,
    /// The person's number.
    #[serde(default)]
    pub person: Option<String>,
    /// `cancel`, or nothing.
    #[serde(default)]
    pub action: Option<String>,
    /// loa2, loa3 (the default) or loa4.
    #[serde(default)]
    pub level: Option<String>,
    /// A fault's name.
    #[serde(default)]
    pub fault: Option<String>,
}

/// GET /authorize
pub async fn authorize(State(provider): State<Arc<Provider>>, Query(pairs): Query<Pairs>) -> Response {
    begin(&provider, pairs)
}

/// POST /authorize
pub async fn authorize_form(State(provider): State<Arc<Provider>>, Form(pairs): Form<Pairs>) -> Response {
    begin(&provider, pairs)
}

fn begin(provider: &Provider, pairs: Pairs) -> Response {
    match provider.begin(pairs) {
        Ok(name) => Redirect::to(&format!("/login?tx={name}")).into_response(),
        Err(refused) => *refused,
    }
}

/// The query of the login page.
#[derive(Deserialize)]
pub struct Search {
    tx: String,
    #[serde(default)]
    q: String,
}

/// GET /login
pub async fn page(State(provider): State<Arc<Provider>>, Query(search): Query<Search>) -> Response {
    let level = lock(&provider.memory).pending.get(&search.tx).map(|pending| {
        let request = &pending.request;
        let wished = request.acr_essential.iter().chain(&request.acr_values);
        let names: Vec<_> = wished
            .map(|acr| acr.rsplit('/').next().unwrap_or_default())
            .collect();
        if names.is_empty() {
            "ingen angiven".to_owned()
        } else {
            names.join(", ")
        }
    });
    let Some(level) = level else { return gone() };
    let page = LoginPage {
        transaction: &search.tx,
        query: &search.q,
        groups: groups(&provider, &search.q.to_lowercase()),
        faults: &faults::ON_PAGE,
        level,
    };
    (
        [(header::CACHE_CONTROL, "no-store")],
        Html(page.render().unwrap_or_default()),
    )
        .into_response()
}

fn groups(provider: &Provider, query: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for person in provider.world.people.all() {
        let life = provider.world.people.life(person);
        let text = format!(
            "{} {} {} {}",
            person.name(),
            person.number,
            life.group,
            life.title
        )
        .to_lowercase();
        if !text.contains(query) {
            continue;
        }
        let row = Row {
            number: person.number.clone(),
            name: person.name(),
            title: life.title,
            coordination: person.is_coordination(),
        };
        match groups.iter_mut().find(|group| group.name == life.group) {
            Some(group) => group.persons.push(row),
            None => groups.push(Group {
                name: life.group,
                persons: vec![row],
            }),
        }
    }
    groups
}

fn gone() -> Response {
    let text = "Inloggningen är redan avslutad eller för gammal. Börja om i tjänsten.";
    message(StatusCode::GONE, "Inloggningen finns inte", text)
}

/// POST /login
pub async fn submit(State(provider): State<Arc<Provider>>, Form(choice): Form<Choice>) -> Response {
    match provider.finish(&choice.tx, &choice) {
        Some(location) => Redirect::to(&location).into_response(),
        None => gone(),
    }
}

/// GET /`end_session`: the provider keeps no session, so it only sends the browser on.
pub async fn end_session(State(provider): State<Arc<Provider>>, Query(pairs): Query<Pairs>) -> Response {
    let get = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    match get("post_logout_redirect_uri") {
        Some(uri) if provider.is_registered(uri) => {
            let state: Vec<_> = get("state").map(|state| ("state", state)).into_iter().collect();
            Redirect::to(&back(uri, &state)).into_response()
        }
        _ => message(
            StatusCode::OK,
            "Utloggad",
            "Du är utloggad från den påhittade e-legitimationen.",
        ),
    }
}
