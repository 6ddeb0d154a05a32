use axum::extract::{Query, State};
use axum::http::HeaderMap;
use mn_deliver::Receipt;
use mn_event::EndReason;
use mn_space::NoVisit;
use serde::Deserialize;

use super::{order, sent, start};
use crate::app::App;
use crate::gate::Address;
use crate::pages::{DeletePage, DeletedPage, OverPage, Problem};
use crate::post::Post;
use crate::refused::Answer;
use crate::room::{self, Room};
use crate::visitor::Visitor;
use crate::{cookies, paths, respond, show};

/// Where the citizen came from.
#[derive(Debug, Default, Deserialize)]
pub struct From {
    #[serde(default)]
    fran: String,
}

/// `GET /radera`: asks first.
pub async fn ask(State(app): State<App>, room: Room, Query(from): Query<From>) -> Answer {
    let back = Some(from.fran.as_str()).filter(|path| paths::is_ours(path));
    respond::page(&DeletePage {
        frame: room.frame(&app),
        back: back.unwrap_or(paths::VALUES).to_owned(),
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

/// `GET /slut`: there is no visit any more. A browser that came without its cookie, from another site, may
/// still have one: only a cookie that was brought and opens nothing is taken away.
pub async fn over(State(app): State<App>, headers: HeaderMap, from: Address, visitor: Visitor) -> Answer {
    let idle_minutes = start::minutes(app.spaces.config().idle);
    let page = respond::page(&OverPage {
        frame: visitor.frame(),
        idle_minutes,
    })?;
    let Some(token) = cookies::visit(&headers) else {
        return Ok(page);
    };
    match app.spaces.open(&token).await {
        Ok(_) => respond::see_other(paths::VALUES),
        Err(NoVisit::Unknown) => {
            room::unknown(&app, from)?;
            Ok(respond::goodbye(page))
        }
        Err(_) => Ok(respond::goodbye(page)),
    }
}

/// Ends a visit and says what was deleted, but only after the removal has been verified. What is not signed yet is
/// called off. What was sent lives on at the authority that decides, and its receipts are named. An outbox or a
/// BankID that does not answer keeps nobody from being forgotten: the page then does not say that nothing was sent.
pub async fn end(app: &App, room: Room, reason: EndReason) -> Answer {
    let Room { visit, visitor, .. } = room;
    let is_settled = order::call_off(app, &visit).await;
    let orders = order::of_visit(&visit).await;
    let person = app.orders.person(visit.person().actor());
    let receipts = app.orders.outbox.receipts(&person).await;
    let is_known = is_settled && receipts.is_ok();
    let is_of_visit = |receipt: &&Receipt| orders.contains(&receipt.submission);
    let deletion = visit.end(reason).await.map_err(|_| Problem::Unavailable)?;
    let page = respond::page(&DeletedPage {
        frame: visitor.frame(),
        values: deletion.values,
        sources: deletion.sources,
        at: show::clock(&visitor.texts, deletion.at),
        reason: deletion.reason,
        receipt: deletion.receipt_id,
        is_known,
        sent: receipts
            .unwrap_or_default()
            .iter()
            .filter(is_of_visit)
            .map(|receipt| sent::view(app, &visitor, receipt))
            .collect(),
    })?;
    Ok(respond::goodbye(page))
}
