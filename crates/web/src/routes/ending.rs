use axum::extract::{Query, State};
use axum::http::HeaderMap;
use mn_deliver::Receipt;
use mn_event::EndReason;
use mn_space::{EndError, NoVisit};
use serde::Deserialize;

use super::{order, sent, start};
use crate::app::App;
use crate::gate::Address;
use crate::pages::{DeletePage, DeletedPage, Frame, OverPage, Problem, UnverifiedPage};
use crate::post::Post;
use crate::refused::{Answer, Refused};
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
        sealed: app
            .spaces
            .sealed_lately()
            .map(|at| show::clock(&visitor.texts, at)),
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
    let frame = room.frame(app);
    let Room { visit, visitor, .. } = room;
    let is_settled = order::call_off(app, &visit).await;
    let orders = order::of_visit(&visit).await;
    let person = app.orders.person(visit.person().actor());
    let receipts = app.orders.outbox.receipts(&person).await;
    let is_known = is_settled && receipts.is_ok();
    let is_of_visit = |receipt: &&Receipt| orders.contains(&receipt.submission);
    let deletion = match visit.end(reason).await {
        Ok(deletion) => deletion,
        Err(error) => return not_ended(error, frame),
    };
    let page = respond::page(&DeletedPage {
        frame: visitor.frame(),
        values: deletion.values,
        sources: deletion.sources,
        at: show::clock(&visitor.texts, deletion.at),
        reason: deletion.reason,
        signed: deletion.sign(&app.receipt_key, &app.site.build).ok(),
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

/// What is said where there is no receipt. The browser keeps its cookie, to try again.
fn not_ended(error: EndError, frame: Frame) -> Answer {
    match error {
        EndError::Gone => Err(Refused::Over),
        EndError::NotVerified | EndError::Unavailable => {
            let ends = frame.room.as_ref().map(|room| room.ends.clone());
            let page = UnverifiedPage {
                ends: ends.unwrap_or_default(),
                frame,
            };
            respond::page_with(Problem::Unavailable.status(), &page)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use mn_domain::Language;

    use super::*;
    use crate::texts::Texts;

    fn frame() -> Frame {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../metadata/texts");
        let texts = Arc::new(Texts::load(&folder).expect("the texts"));
        Frame {
            texts: texts.speak(Language::Sv),
            path: paths::LOGOUT.to_owned(),
            municipality: None,
            room: Some(crate::pages::Room {
                ends: "14.52".to_owned(),
                seconds_left: 60,
                seconds_whole: 900,
                can_stay: true,
                sent_to: None,
            }),
            token: "the-token".to_owned(),
        }
    }

    #[tokio::test]
    async fn a_deletion_that_could_not_be_verified_is_said_and_gives_no_receipt() {
        for error in [EndError::NotVerified, EndError::Unavailable] {
            let page = not_ended(error, frame()).expect("a page");
            assert_eq!(page.status(), 503);
            assert!(
                !page.headers().contains_key("set-cookie"),
                "she can try again only with her cookie"
            );
            let html = axum::body::to_bytes(page.into_body(), 1 << 20)
                .await
                .expect("a body");
            let html = String::from_utf8(html.to_vec()).expect("text");
            for said in [
                "Vi kunde inte kontrollera att rummet är raderat",
                "Därför får du inget kvitto",
                "klockan 14.52",
                "action=\"/radera\"",
                "the-token",
            ] {
                assert!(html.contains(said), "{said} is not said in {html}");
            }
            assert!(!html.contains("data:application"), "{html}");
        }
        assert_eq!(not_ended(EndError::Gone, frame()).err(), Some(Refused::Over));
    }
}
