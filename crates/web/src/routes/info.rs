use axum::body::Body;
use axum::extract::{Request, State};
use mn_domain::Language;
use mn_offer::{Contact, Municipality};

use super::start;
use crate::app::App;
use crate::pages::{AboutPage, AccessibilityPage, ContactView, Frame, Problem};
use crate::refused::{Answer, Refused};
use crate::room::Room;
use crate::visitor::Visitor;
use crate::{cookies, paths, post, respond, show};

const PEM: &str = "application/x-pem-file";

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
pub async fn about(State(app): State<App>, visitor: Visitor, room: Result<Room, Refused>) -> Answer {
    let config = app.spaces.config();
    let room = room.ok();
    respond::page(&AboutPage {
        idle_minutes: start::minutes(config.idle),
        longest: show::minutes(&visitor.texts, start::minutes(config.absolute)),
        contacts: contacts(&app, &visitor, room.as_ref()),
        build: app.site.build.clone(),
        frame: frame(&app, &visitor, room.as_ref()),
    })
}

/// `GET /kvitto-nyckel.pem`: with what anybody can verify a receipt of a deletion. Public, and needs no visit.
pub async fn receipt_key(State(app): State<App>) -> Answer {
    let pem = app.receipt_key.verifying_key().to_pem();
    let pem = pem.map_err(|_| Problem::Broken)?;
    respond::file(paths::RECEIPT_KEY_FILE, PEM, pem.into_bytes().into())
}

/// `GET /tillganglighet`: the accessibility statement.
pub async fn accessibility(State(app): State<App>, visitor: Visitor, room: Result<Room, Refused>) -> Answer {
    let judged = show::date(&visitor.texts, app.site.judged);
    let room = room.ok();
    let municipality = room.as_ref().and_then(|room| chosen(&app, room));
    respond::page(&AccessibilityPage {
        judged,
        contact: municipality.map(|one| reached(&one.customer_service, visitor.language)),
        frame: frame(&app, &visitor, room.as_ref()),
    })
}

/// The room stays in sight on pages that need none, so that nobody thinks that it is gone.
fn frame(app: &App, visitor: &Visitor, room: Option<&Room>) -> Frame {
    room.map_or_else(|| visitor.frame(), |room| room.frame(app))
}

fn chosen<'a>(app: &'a App, room: &Room) -> Option<&'a Municipality> {
    app.offer.municipalities.get(&room.choice.municipality)
}

/// Whom to turn to: in the municipality that was chosen, or else in each.
fn contacts(app: &App, visitor: &Visitor, room: Option<&Room>) -> Vec<ContactView> {
    let only = room.and_then(|room| chosen(app, room));
    let wanted = app
        .offer
        .municipalities
        .values()
        .filter(|one| only.is_none_or(|only| only.id == one.id));
    wanted
        .flat_map(|one| [&one.customer_service, &one.data_protection_officer])
        .map(|contact| reached(contact, visitor.language))
        .collect()
}

fn reached(contact: &Contact, language: Language) -> ContactView {
    let hours = contact.hours.as_ref();
    ContactView {
        name: contact.name.get(language).to_owned(),
        phone: contact.phone.clone(),
        hours: hours.map(|hours| hours.get(language).to_owned()),
        email: contact.email.clone(),
    }
}
