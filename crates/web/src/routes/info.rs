use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use mn_domain::Language;

use super::start;
use crate::app::App;
use crate::pages::{AboutPage, AccessibilityPage};
use crate::refused::Answer;
use crate::visitor::Visitor;
use crate::{cookies, paths, post, respond, show};

/// `POST /sprak`: changes the language of the pages. It is no secret and needs no visit.
pub async fn language(request: Request<Body>) -> Answer {
    let (parts, body) = request.into_parts();
    let fields = post::read(&parts, body).await?;
    let chosen = fields.get("sprak");
    let language = Language::ALL
        .into_iter()
        .find(|language| chosen == Some(language.name()));
    let response = respond::see_other(&fields.back_to(paths::START))?;
    let cookies: Vec<String> = language.map(cookies::set_language).into_iter().collect();
    Ok(respond::with_cookies(response, &cookies))
}

/// `GET /om`: about the service and how it treats data.
pub async fn about(State(app): State<App>, visitor: Visitor, _: HeaderMap) -> Answer {
    let config = app.spaces.config();
    respond::page(&AboutPage {
        idle_minutes: start::minutes(config.idle),
        longest: show::minutes(&visitor.texts, start::minutes(config.absolute)),
        contacts: Vec::new(),
        build: app.site.build.clone(),
        frame: visitor.frame(),
    })
}

/// `GET /tillganglighet`: the accessibility statement.
pub async fn accessibility(State(app): State<App>, visitor: Visitor) -> Answer {
    let judged = show::date(&visitor.texts, app.site.judged);
    respond::page(&AccessibilityPage {
        frame: visitor.frame(),
        judged,
        contact: None,
    })
}
