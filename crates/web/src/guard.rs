//! What stands before every page: headers, limits, cross-site requests, and a page for every refusal.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, RETRY_AFTER,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use mn_event::{Event, RequestRefusal};
use mn_limit::Wait;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;

use crate::app::App;
use crate::elsewhere::NoVisitHere;
use crate::finish::to_the_end;
use crate::pages::{Problem, ProblemPage, ReturningPage};
use crate::refused::Refused;
use crate::room::Mark;
use crate::texts::Translator;
use crate::visitor::Visitor;
use crate::{elsewhere, paths, respond, show};

/// How long a handler may take. Sources are asked in the background; no page waits for them.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a file of the citizen's own may take to arrive: 5 MB from a telephone at a quarter of a megabit a second.
const LONG_PATIENCE: Duration = Duration::from_mins(3);
/// How long to wait where nobody has said how long, in seconds.
const AWHILE: u64 = 60;

/// Puts the guards before the routes, the outermost last.
pub fn around(router: Router, app: &App) -> Router {
    router
        .layer(from_fn_with_state(app.tasks.clone(), to_the_end))
        .layer(CsrfLayer::new())
        .layer(from_fn(in_time))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }))
        .layer(from_fn_with_state(app.clone(), outermost))
}

async fn in_time(request: Request, next: Next) -> Response {
    let patience = patience(request.method(), request.uri().path());
    let response = tokio::time::timeout(patience, next.run(request)).await;
    response.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response())
}

fn patience(method: &Method, path: &str) -> Duration {
    let brings_a_file = method == Method::POST && path == paths::OWN_FILES;
    if brings_a_file { LONG_PATIENCE } else { PATIENCE }
}

async fn outermost(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let mark: Mark = Arc::new(OnceLock::new());
    parts.extensions.insert(mark.clone());
    let Ok(visitor) = Visitor::from_request_parts(&mut parts, &app).await;
    let request = Request::from_parts(parts, body);
    let again = elsewhere::again(&request);
    let response = if app.gate.is_for_us(&request) {
        next.run(request).await
    } else {
        Refused::For(Problem::OtherHost).into_response()
    };
    let response = match again {
        Some(again) if response.extensions().get::<NoVisitHere>().is_some() => {
            returning(&visitor, again, response)
        }
        _ => response,
    };
    let mut response = explained(&app, &visitor, response);
    secure(&app, response.headers_mut());
    if let Some(served) = mark.get() {
        response.extensions_mut().insert(served.clone());
    }
    response
}

/// The page that loads an address again, from ours.
fn returning(visitor: &Visitor, onward: String, refusal: Response) -> Response {
    let frame = visitor.frame();
    respond::page(&ReturningPage { frame, onward }).unwrap_or(refusal)
}

/// Turns a refusal, a handler's or a guard's, into a page that says what to do.
fn explained(app: &App, visitor: &Visitor, response: Response) -> Response {
    if response.extensions().get::<respond::Ready>().is_some() {
        return response;
    }
    let told = response.extensions().get::<Problem>().copied();
    let Some(problem) = told.or_else(|| of_guard(response.status())) else {
        return response;
    };
    let wait = response.extensions().get::<Wait>().copied();
    let is_told = wait.is_none_or(|wait| wait.is_told);
    if let Some(reason) = reason(problem, told.is_some()).filter(|_| is_told) {
        app.log.record(None, Event::RequestRefused { reason });
    }
    let seconds = wait.map_or(AWHILE, |wait| wait.seconds);
    let page = ProblemPage {
        frame: visitor.frame(),
        problem,
        onward: onward(app, problem),
        again: again(&visitor.texts, app.clock.now(), seconds),
    };
    let mut page = respond::page_with(problem.status(), &page).unwrap_or(response);
    if problem == Problem::TooMany {
        page.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    page
}

/// Where to go on: at another site's name, to ours.
fn onward(app: &App, problem: Problem) -> String {
    match problem {
        Problem::OtherHost => app.site.base_url.to_string(),
        _ => paths::START.to_owned(),
    }
}

/// The minute from which on it goes again.
fn again(texts: &Translator, now: Timestamp, seconds: u64) -> String {
    let wait = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_add(59));
    show::clock(texts, now.checked_add(wait).unwrap_or(now))
}

/// What a status means that one of the layers answered with.
fn of_guard(status: StatusCode) -> Option<Problem> {
    match status {
        // An address that cannot be read leads nowhere; what the framework says about it is for programmers.
        StatusCode::BAD_REQUEST | StatusCode::METHOD_NOT_ALLOWED => Some(Problem::NotFound),
        _ => Problem::ALL
            .into_iter()
            .find(|problem| problem.status() == status.as_u16()),
    }
}

/// What the log is told. A form's token is told where it is checked.
const fn reason(problem: Problem, told: bool) -> Option<RequestRefusal> {
    match problem {
        Problem::FormToken if told => None,
        Problem::FormToken => Some(RequestRefusal::CrossSite),
        Problem::TooLarge => Some(RequestRefusal::TooLarge),
        Problem::TooMany => Some(RequestRefusal::TooMany),
        Problem::Broken => Some(RequestRefusal::Broken),
        Problem::NotFound | Problem::Changed | Problem::OtherHost | Problem::Unavailable => None,
    }
}

fn secure(app: &App, headers: &mut HeaderMap) {
    let fixed = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=()",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(policy) = HeaderValue::from_str(&policy(app)) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
}

/// Nothing from elsewhere, nothing inline. A form may lead to the identity provider and to the sources that meet the
/// citizen themselves, and nowhere else.
fn policy(app: &App) -> String {
    let elsewhere = [&app.site.provider_origin]
        .into_iter()
        .chain(app.fetcher.leads_to());
    let elsewhere: Vec<String> = elsewhere.map(|url| url.origin().ascii_serialization()).collect();
    let elsewhere = elsewhere.join(" ");
    format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; \
         connect-src 'self'; form-action 'self' {elsewhere}; base-uri 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_layer_or_the_framework_refuses_gets_a_page() {
        for status in [400, 403, 404, 405, 413, 421, 429, 500, 503] {
            let status = StatusCode::from_u16(status).expect("a status");
            assert!(of_guard(status).is_some(), "{status}");
        }
        assert!(of_guard(StatusCode::OK).is_none());
        assert!(of_guard(StatusCode::SEE_OTHER).is_none());
    }

    #[test]
    fn a_file_may_take_longer_to_arrive_than_anything_else() {
        assert_eq!(patience(&Method::POST, paths::OWN_FILES), LONG_PATIENCE);
        for (method, path) in [
            (Method::GET, paths::OWN_FILES),
            (Method::POST, paths::OWN_FILE_REMOVE),
            (Method::POST, paths::CHOOSE),
        ] {
            assert_eq!(patience(&method, path), PATIENCE, "{path}");
        }
    }
}
