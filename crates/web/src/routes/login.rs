use axum::body::Body;
use axum::extract::{Query, RawQuery, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use mn_eid::oidc::Callback;
use mn_event::{EndReason, Event, LoginRefusal};
use mn_login::{Choice, Citizen, Refusal};
use mn_space::{Act, BeginError, Person};
use tokio::sync::oneshot;

use super::start::{self, Chosen};
use crate::app::App;
use crate::finish::Unclaimed;
use crate::gate::Address;
use crate::pages::{BeforeLoginPage, LoginFailedPage, Offer, Problem, ReturningPage};
use crate::refused::Answer;
use crate::room::CHOICE;
use crate::visitor::Visitor;
use crate::{cookies, paths, post, respond, show};

/// What the returning page adds to the callback's query, so that a browser without cookies does not turn in circles.
const AGAIN: &str = "igen=1";

/// `GET /logga-in`: what happens at login, and how to stay safe.
pub async fn before(State(app): State<App>, visitor: Visitor, Query(chosen): Query<Chosen>) -> Answer {
    let Some(choice) = start::choice(&app, &visitor, &chosen) else {
        return respond::page_with(422, &start::start_page(&app, &visitor, &chosen, true));
    };
    respond::page(&before_page(&app, &visitor, &choice).ok_or(Problem::NotFound)?)
}

/// `POST /logga-in`: goes to the identity provider.
pub async fn begin(
    State(app): State<App>,
    visitor: Visitor,
    Address(from): Address,
    request: Request<Body>,
) -> Answer {
    app.gate.logins.count(from)?;
    let (parts, body) = request.into_parts();
    let fields = post::read(&parts, body).await?;
    let field = |name: &str| fields.get(name).unwrap_or_default().to_owned();
    let chosen = Chosen {
        kommun: field("kommun"),
        arende: field("arende"),
    };
    let Some(choice) = start::choice(&app, &visitor, &chosen) else {
        return respond::page_with(422, &start::start_page(&app, &visitor, &chosen, true));
    };
    let municipality = choice.municipality.clone();
    match app.login.begin(choice).await {
        Err(refusal) => failed(&app, &visitor, refusal),
        Ok(way) if way.url.origin() != app.site.provider_origin.origin() => failed(
            &app,
            &visitor,
            Refusal {
                reason: LoginRefusal::WrongIssuer,
                choice: None,
                is_spent: false,
            },
        ),
        Ok(way) => {
            app.log.record(None, Event::LoginStarted { municipality });
            Ok(respond::with_cookies(
                respond::see_other(way.url.as_str())?,
                &[cookies::set_login(&way.cookie, app.login.lasts())],
            ))
        }
    }
}

/// `GET /inloggad`: the browser comes back. From another site it comes without its strict cookie, and is
/// asked once to load the same address again from ours.
pub async fn callback(
    State(app): State<App>,
    visitor: Visitor,
    (Address(from), headers): (Address, HeaderMap),
    RawQuery(query): RawQuery,
    Query(callback): Query<Callback>,
) -> Answer {
    app.gate.callbacks.count(from)?;
    let query = query.unwrap_or_default();
    let Some(cookie) = cookies::login(&headers) else {
        if query.split('&').any(|pair| pair == AGAIN) {
            let refusal = Refusal {
                reason: LoginRefusal::UnknownState,
                choice: None,
                is_spent: false,
            };
            return failed(&app, &visitor, refusal);
        }
        let onward = format!("{}?{query}&{AGAIN}", paths::CALLBACK);
        return respond::page(&ReturningPage {
            frame: visitor.frame(),
            onward,
        });
    };
    // The state is spent and the code redeemed once: a browser that leaves must not stop this half-way.
    let (give, given) = oneshot::channel();
    app.tasks.clone().spawn(async move {
        let outcome = finish(&app, &visitor, &headers, (&cookie, &callback)).await;
        // Where nobody waits any more, the visit is dropped here, and so ends.
        drop(give.send(outcome));
    });
    let (answer, visit) = given.await.map_err(|_| Problem::Broken)?;
    if let Some(visit) = visit
        && answer.is_ok()
    {
        visit.claim();
    }
    answer
}

type Finished = (Answer, Option<Unclaimed>);

async fn finish(
    app: &App,
    visitor: &Visitor,
    headers: &HeaderMap,
    (cookie, callback): (&str, &Callback),
) -> Finished {
    let (answer, is_spent, visit) = match app.login.finish(cookie, callback).await {
        Ok(citizen) => {
            let mut visit = None;
            (
                welcome(app, visitor, headers, citizen, &mut visit).await,
                true,
                visit,
            )
        }
        Err(refusal) => {
            let is_spent = refusal.is_spent;
            (failed(app, visitor, refusal), is_spent, None)
        }
    };
    let answer = if is_spent {
        answer.map(|response| respond::with_cookies(response, &[cookies::no_login()]))
    } else {
        answer
    };
    (answer, visit)
}

/// Begins the visit. An earlier one of this browser ends.
async fn welcome(
    app: &App,
    visitor: &Visitor,
    headers: &HeaderMap,
    citizen: Citizen,
    begun: &mut Option<Unclaimed>,
) -> Answer {
    if let Some(token) = cookies::visit(headers)
        && let Ok(earlier) = app.spaces.open(&token).await
    {
        earlier
            .end(EndReason::Replaced)
            .await
            .map_err(|_| Problem::Unavailable)?;
    }
    let Citizen { identity, choice } = citizen;
    let (token, visit) = match app.spaces.begin(Person::oneself(identity)).await {
        Ok(begun) => begun,
        Err(BeginError::Full) => {
            let refusal = Refusal {
                reason: LoginRefusal::Full,
                choice: Some(choice),
                is_spent: true,
            };
            return failed(app, visitor, refusal);
        }
        Err(BeginError::Unavailable) => return Err(Problem::Unavailable.into()),
    };
    *begun = Some(Unclaimed::new(&app.spaces, &visit, &app.tasks));
    app.log.record(Some(visit.pseudonym()), Event::LoginCompleted);
    CHOICE.write(&visit, 0, &choice).await?;
    let municipality = Some(choice.municipality);
    visit.note(Act::Began { municipality }).await?;
    let response: Response = Redirect::to(paths::AGREEMENT).into_response();
    let response = respond::with_cookies(response, &[cookies::set_visit(&token)]);
    Ok(response)
}

fn failed(app: &App, visitor: &Visitor, refusal: Refusal) -> Answer {
    app.log.record(
        None,
        Event::LoginRefused {
            reason: refusal.reason,
        },
    );
    let again = refusal.choice.map_or_else(
        || paths::START.to_owned(),
        |choice| {
            format!(
                "{}?kommun={}&arende={}",
                paths::LOGIN,
                choice.municipality,
                choice.form
            )
        },
    );
    let status = match refusal.reason {
        LoginRefusal::Full | LoginRefusal::Unreachable => 503,
        LoginRefusal::Cancelled => 200,
        _ => 403,
    };
    let page = LoginFailedPage {
        frame: visitor.frame(),
        reason: refusal.reason,
        again,
    };
    respond::page_with(status, &page)
}

fn before_page(app: &App, visitor: &Visitor, choice: &Choice) -> Option<BeforeLoginPage> {
    let municipality = app.offer.municipalities.get(&choice.municipality)?;
    let form = app.forms.get(&choice.form)?;
    let offer = |id: &str, name: &str| Offer {
        id: id.to_owned(),
        name: name.to_owned(),
        about: None,
        is_chosen: true,
    };
    let idle_minutes = start::minutes(app.spaces.config().idle);
    let longest = start::minutes(app.spaces.config().absolute);
    let mut frame = visitor.frame();
    frame.municipality = Some(municipality.name.clone());
    Some(BeforeLoginPage {
        frame,
        municipality: offer(municipality.id.as_str(), &municipality.name),
        application: offer(form.id.as_str(), form.title.get(visitor.language)),
        idle_minutes,
        longest: show::minutes(&visitor.texts, longest),
        provider: app.site.provider_name.clone(),
    })
}
