use axum::extract::{Query, State};
use mn_event::EndReason;
use serde::Deserialize;

use super::start;
use crate::app::App;
use crate::pages::{DeletePage, DeletedPage, OverPage, Problem};
use crate::post::Post;
use crate::refused::Answer;
use crate::room::Room;
use crate::visitor::Visitor;
use crate::{paths, respond, show};

/// Where the citizen came from.
#[derive(Debug, Default, Deserialize)]
pub struct From {
    #[serde(default)]
    fran: String,
}

/// `GET /radera`: asks first.
pub async fn ask(State(app): State<App>, room: Room, Query(from): Query<From>) -> Answer {
    let back = if from.fran.starts_with('/') && !from.fran.starts_with("//") {
        from.fran
    } else {
        paths::VALUES.to_owned()
    };
    respond::page(&DeletePage {
        frame: room.frame(&app),
        back,
    })
}

/// `POST /radera`: deletes everything now.
pub async fn delete(State(app): State<App>, Post { room, .. }: Post<Room>) -> Answer {
    end(&app, room, EndReason::Deleted).await
}

/// `POST /logga-ut`: ends the visit.
pub async fn log_out(State(app): State<App>, Post { room, .. }: Post<Room>) -> Answer {
    end(&app, room, EndReason::LoggedOut).await
}

/// `GET /slut`: there is no visit any more.
pub async fn over(State(app): State<App>, visitor: Visitor) -> Answer {
    let idle_minutes = start::minutes(app.spaces.config().idle);
    let page = respond::page(&OverPage {
        frame: visitor.frame(),
        idle_minutes,
    })?;
    Ok(respond::goodbye(page))
}

/// Ends a visit and says what was deleted, but only after the removal has been verified.
pub async fn end(app: &App, room: Room, reason: EndReason) -> Answer {
    let Room { visit, visitor, .. } = room;
    let deletion = visit.end(reason).await.map_err(|_| Problem::Unavailable)?;
    let page = respond::page(&DeletedPage {
        frame: visitor.frame(),
        values: deletion.values,
        sources: deletion.sources,
        at: show::clock(&visitor.texts, deletion.at),
        reason: deletion.reason,
        receipt: deletion.receipt_id,
        sent: Vec::new(),
    })?;
    let _ = app;
    Ok(respond::goodbye(page))
}
