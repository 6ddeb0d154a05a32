use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::response::{IntoResponse, Response};
use mime::Mime;
use mn_space::JournalEntry;
use serde_json::json;

use crate::app::App;
use crate::journal;
use crate::pages::{ExtendPage, SeenPage};
use crate::post::Post;
use crate::refused::Answer;
use crate::room::{self, Room};
use crate::{paths, respond};

/// `GET /forlang`: asks whether the citizen wants to stay, for browsers without scripts.
pub async fn ask(State(app): State<App>, room: Room) -> Answer {
    respond::page(&ExtendPage {
        frame: room.frame(&app),
        back: paths::VALUES.to_owned(),
    })
}

/// `POST /forlang`: stays longer. A script gets the new end, a browser without one its page again.
pub async fn extend(State(app): State<App>, headers: HeaderMap, Post { room, fields }: Post<Room>) -> Answer {
    room.visit.extend().await?;
    let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    let first = accept.and_then(|accept| accept.split(',').next()?.trim().parse::<Mime>().ok());
    if first.is_some_and(|first| first.essence_str() == mime::APPLICATION_JSON) {
        Ok(life(&app, &room))
    } else {
        respond::see_other(&fields.back_to(paths::VALUES))
    }
}

/// `GET /rum`: how long the room lives. Asking does not extend it.
pub async fn room(State(app): State<App>, room: Room) -> Answer {
    Ok(life(&app, &room))
}

fn life(app: &App, room: &Room) -> Response {
    let life = room::room(app, &room.visit, &room.visitor, app.clock.now());
    Json(json!({ "left": life.seconds_left, "ends": life.ends })).into_response()
}

/// `GET /vem-ser-vad`: who can see what, and what has happened in this visit.
pub async fn seen(State(app): State<App>, room: Room) -> Answer {
    room.visit.touch().await?;
    let entries: Vec<JournalEntry> = room.visit.journal().await?;
    let journal = entries
        .iter()
        .map(|entry| journal::row(&app, &room.visitor, entry))
        .collect();
    respond::page(&SeenPage {
        frame: room.frame(&app),
        journal,
        back: paths::VALUES.to_owned(),
    })
}
