use axum::extract::{Query, State};
use mn_space::Act;
use serde::Deserialize;

use crate::app::App;
use crate::gate::Address;
use crate::pages::{CopyPage, JournalFile, OwnCopyFile, Problem, rendered};
use crate::post::{Fields, Post};
use crate::refused::Answer;
use crate::room::{AgreedRoom, Room};
use crate::{copy, paths, respond, show};

const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";

/// Where the citizen came from.
#[derive(Debug, Default, Deserialize)]
pub struct From {
    #[serde(default)]
    fran: String,
}

/// In which form a copy is wanted.
enum Wanted {
    Html,
    Json,
}

impl Wanted {
    fn of(fields: &Fields) -> Result<Self, Problem> {
        match fields.get("som") {
            Some("html") => Ok(Self::Html),
            Some("json") => Ok(Self::Json),
            _ => Err(Problem::NotFound),
        }
    }
}

/// `GET /kopia`: offers a copy, and says what to think of.
pub async fn ask(State(app): State<App>, room: AgreedRoom, Query(from): Query<From>) -> Answer {
    room.touch().await?;
    let back = Some(from.fran.as_str()).filter(|path| paths::is_ours(path));
    respond::page(&CopyPage {
        frame: room.frame(&app),
        back: back.unwrap_or(paths::VALUES).to_owned(),
    })
}

/// `POST /kopia`: everything that is in the room, as one file. That it was taken is in its own journal too.
pub async fn everything(
    State(app): State<App>,
    Address(from): Address,
    Post { room, fields }: Post<AgreedRoom>,
) -> Answer {
    let wanted = Wanted::of(&fields)?;
    app.gate.copies.count(from)?;
    room.touch().await?;
    room.note(Act::Downloaded).await?;
    let copy = copy::everything(&app, &room).await?;
    let name = format!("medborgarnavet-egen-kopia-{}", show::day_of(app.clock.now()));
    match wanted {
        Wanted::Json => respond::file(&format!("{name}.json"), JSON, copy::json(&copy)?),
        Wanted::Html => {
            let texts = &room.visitor.texts;
            let file = rendered(&OwnCopyFile { texts, copy: &copy })?;
            respond::file(&format!("{name}.html"), HTML, file)
        }
    }
}

/// `POST /vem-ser-vad/kopia`: the journal, as one file.
pub async fn journal(
    State(app): State<App>,
    Address(from): Address,
    Post { room, fields }: Post<Room>,
) -> Answer {
    let wanted = Wanted::of(&fields)?;
    app.gate.copies.count(from)?;
    room.visit.touch().await?;
    room.visit.note(Act::JournalDownloaded).await?;
    let copy = copy::journal_of(&app, &room.visitor, &room.visit).await?;
    let name = format!("medborgarnavet-historik-{}", show::day_of(app.clock.now()));
    match wanted {
        Wanted::Json => respond::file(&format!("{name}.json"), JSON, copy::json(&copy)?),
        Wanted::Html => {
            let texts = &room.visitor.texts;
            let file = rendered(&JournalFile { texts, copy: &copy })?;
            respond::file(&format!("{name}.html"), HTML, file)
        }
    }
}
