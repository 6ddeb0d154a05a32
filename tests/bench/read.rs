use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::http::header::{CONTENT_TYPE, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::SignedDuration;
use mn_domain::{Clock, CorrelationId, Language, Sensitive, SourceState, SystemClock};
use mn_help::{Annotated, Catalogue};
use mn_listen::{Limits, Plain};
use mn_source::{Answer, StoredAnswers};
use mn_space::{SlotName, Spaces, Token, Visit};
use serde::Serialize;
use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::Measured;
use super::client::{Client, request};
use super::rounds::{ROUNDS, median, rounded, thread_cpu};
use super::space::{in_memory, person, shared};

/// How many requests one round makes of each kind.
const REQUESTS: u32 = 4_000;
/// How much the answers of the source are, sealed as one slot.
const ANSWERS: usize = 4096;
const JSON: (axum::http::HeaderName, &str) = (CONTENT_TYPE, "application/json");

#[derive(Clone)]
struct App {
    spaces: Spaces,
    catalogue: Arc<Catalogue>,
    bare: axum::body::Bytes,
}

/// What one value looks like to a program that reads it.
#[derive(Serialize)]
struct Shown<'a> {
    field: &'a str,
    term: &'a str,
    display: &'a str,
    explanation: &'a str,
    responsible: &'a str,
    place: &'a str,
}

impl Shown<'_> {
    /// What it takes as JSON, or a little more: names, signs and texts.
    const fn room(&self) -> usize {
        96 + self.field.len()
            + self.term.len()
            + self.display.len()
            + self.explanation.len()
            + self.responsible.len()
            + self.place.len()
    }
}

/// Reads 4 kB of answers as a citizen does (cookie, keys, store, open, explain, JSON), beside a handler that gives the
/// same bytes and knows nobody.
pub fn run(socket: Option<&Path>) -> Measured {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let catalogue = Catalogue::load(&mn_tests::place::root().join("metadata")).map_err(|_| "no catalogue")?;
    let stored = answers()?;
    // A store that is reached by a socket wants the runtime that watches it.
    let inside = runtime.enter();
    let spaces = match socket {
        None => in_memory(Arc::new(SystemClock)),
        Some(socket) => shared(socket)?,
    };
    drop(inside);
    let (listener, token, app) = runtime.block_on(begin(spaces, catalogue, &stored))?;
    let to = listener.local_addr()?;
    let stop = CancellationToken::new();
    let router = Router::new()
        .route("/bare", get(bare))
        .route("/sealed", get(sealed))
        .route("/spent", get(async || thread_cpu().as_nanos().to_string()))
        .with_state(app);
    let asking = std::thread::spawn({
        let stop = stop.clone();
        move || {
            let _stop = stop.drop_guard();
            ask(to, &token)
        }
    });
    // The listener's own thread does nothing else: what it spends is what the requests cost.
    runtime.block_on(mn_listen::serve(listener, Limits::BROWSERS, Plain, router, stop))?;
    asking.join().map_err(|_| "the client broke")?
}

async fn begin(
    spaces: Spaces,
    catalogue: Catalogue,
    stored: &StoredAnswers,
) -> Measured<(TcpListener, String, App)> {
    let (token, visit) = spaces.begin(person()?).await?;
    let bytes = stored.to_sealed_bytes()?;
    let slot = SlotName::Answers(stored.source.clone());
    // EXPOSE: made up by this program.
    visit.write(&slot, 0, bytes.expose()).await?;
    let annotated = catalogue.annotate(stored, Language::Sv);
    let bare = written(&annotated.ok_or("not in the catalogue")?);
    let app = App {
        spaces,
        catalogue: Arc::new(catalogue),
        bare: bare.into(),
    };
    let listener = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await?;
    Ok((listener, token.to_text().to_string(), app))
}

async fn bare(State(app): State<App>) -> Response {
    ([JSON], app.bare).into_response()
}

async fn sealed(visit: Opened, State(app): State<App>) -> Response {
    match read(&app, &visit.0).await {
        Some(json) => ([JSON], json).into_response(),
        None => StatusCode::FORBIDDEN.into_response(),
    }
}

/// The visit of the browser that asks.
struct Opened(Visit);

impl FromRequestParts<App> for Opened {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, StatusCode> {
        let token = token(&parts.headers).ok_or(StatusCode::FORBIDDEN)?;
        let visit = app.spaces.open(&token).await;
        visit.map(Self).map_err(|_| StatusCode::FORBIDDEN)
    }
}

fn token(headers: &HeaderMap) -> Option<Token> {
    let cookie = headers.get(COOKIE)?.to_str().ok()?;
    cookie.strip_prefix("__Host-visit=")?.parse().ok()
}

async fn read(app: &App, visit: &Visit) -> Option<Vec<u8>> {
    let slot = visit.read(&SlotName::Answers("csn".parse().ok()?)).await.ok()??;
    let stored = StoredAnswers::from_sealed_bytes(&slot.value).ok()?;
    let annotated = app.catalogue.annotate(&stored, Language::Sv)?;
    Some(written(&annotated))
}

/// The values as JSON, in a buffer that grows as little as may be: what is left behind has to be wiped.
fn written(annotated: &Annotated<'_>) -> Vec<u8> {
    let values = annotated.records.iter().flat_map(|record| &record.values);
    let shown: Vec<Shown<'_>> = values
        .map(|value| Shown {
            field: value.field.as_str(),
            term: value.term,
            // EXPOSE: made up by this program.
            display: value.display.expose(),
            explanation: value.explanation,
            responsible: value.responsible,
            place: value.provenance.place,
        })
        .collect();
    let mut json = Vec::with_capacity(shown.iter().map(Shown::room).sum());
    // Writing into memory cannot fail.
    let _ = serde_json::to_writer(&mut json, &shown);
    json
}

/// Payments as CSN makes them, until they fill a slot.
pub fn answers() -> Measured<StoredAnswers> {
    let now = SystemClock.now();
    let mut stored = StoredAnswers {
        source: "csn".parse()?,
        state: SourceState::Hit,
        asked_at: now - SignedDuration::from_secs(2),
        answered_at: now,
        correlation: CorrelationId::from_random([7; 15]),
        answers: Vec::new(),
        notes: Vec::new(),
    };
    for payment in 1_u16.. {
        let fields = [
            ("csn.utbetalning.belopp", "3292.00"),
            ("csn.utbetalning.datum", "2026-10-25"),
        ];
        for (field, value) in fields {
            stored.answers.push(Answer {
                field: field.parse()?,
                value: Sensitive::new(value.to_owned()),
                unit: None,
                period: None,
                record: payment,
                place: format!("/CSNSvar/Personer/Person/Utbetalning[{payment}]"),
            });
        }
        // EXPOSE: made up by this program.
        if stored.to_sealed_bytes()?.expose().len() >= ANSWERS {
            break;
        }
    }
    Ok(stored)
}

fn ask(to: SocketAddr, token: &str) -> Measured {
    let mut client = Client::connect(to)?;
    let [bare, sealed, spent] = ["/bare", "/sealed", "/spent"].map(|path| request(path, token));
    let same = client.ask(&bare)?.to_vec();
    if client.ask(&sealed)? != same {
        return Err("the two handlers give other bytes".into());
    }
    let spent = |client: &mut Client| -> Measured<f64> {
        Ok(std::str::from_utf8(client.ask(&spent)?)?.parse::<f64>()? / 1e6)
    };
    let mut round = |request: &str| -> Measured<(f64, f64)> {
        let (before, began) = (spent(&mut client)?, Instant::now());
        for _ in 0..REQUESTS {
            client.ask(request)?;
        }
        let (after, wall) = (spent(&mut client)?, began.elapsed().as_secs_f64());
        Ok(((after - before) / f64::from(REQUESTS), f64::from(REQUESTS) / wall))
    };
    let (mut costs, mut rates) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    for _ in 0..ROUNDS {
        for (kind, request) in [&bare, &sealed].into_iter().enumerate() {
            let (cost, rate) = round(request)?;
            if let (Some(costs), Some(rates)) = (costs.get_mut(kind), rates.get_mut(kind)) {
                costs.push(cost);
                rates.push(rate);
            }
        }
    }
    let ([bare_cost, cost], [bare_rate, rate]) = (costs.map(median), rates.map(median));
    Ok(json!({
        "answer_bytes": same.len(), "cpu_ms": rounded(cost), "bare_cpu_ms": rounded(bare_cost),
        "a_second": rate.round(), "bare_a_second": bare_rate.round(), "rate_ratio": rounded(rate / bare_rate),
    }))
}
