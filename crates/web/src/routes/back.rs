use axum::extract::{Path, Query, State};
use mn_domain::SourceId;
use mn_event::{Event, RequestRefusal};
use mn_fetch::FetchError;
use mn_source::Return;
use serde::Deserialize;

use crate::app::App;
use crate::pages::{NotBackPage, Problem};
use crate::refused::Answer;
use crate::room::AgreedRoom;
use crate::{names, paths, respond};

/// What a source sends the browser back with (RFC 6749, 4.1.2).
#[derive(Deserialize)]
pub struct Came {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    error: Option<String>,
}

/// `GET /tillbaka/{source}`: the citizen comes back from a source. From another site she comes without her strict
/// cookie, and [`crate::elsewhere`] has the same address loaded again from ours. Used once, in the visit that led there.
pub async fn come(
    State(app): State<App>,
    room: AgreedRoom,
    Path(source): Path<SourceId>,
    Query(came): Query<Came>,
) -> Answer {
    let back = match (came.code, came.error) {
        (Some(code), None) => Return::Code(code.into()),
        (None, Some(error)) => Return::Refusal(error),
        _ => return not_back(&app, &room, &source),
    };
    match app
        .fetcher
        .come_back(&room.visit, &source, &came.state, &back)
        .await
    {
        Ok(()) => {
            room.touch().await?;
            respond::see_other(paths::FETCH)
        }
        Err(FetchError::Foreign) => not_back(&app, &room, &source),
        Err(error) => Err(error.into()),
    }
}

/// Nothing was asked with what came: it belongs to another visit, was used before, or is too old.
fn not_back(app: &App, room: &AgreedRoom, source: &SourceId) -> Answer {
    if !app.fetcher.leads(source) {
        return Err(Problem::NotFound.into());
    }
    let reason = RequestRefusal::ForeignReturn;
    app.log
        .record(Some(room.visit.pseudonym()), Event::RequestRefused { reason });
    let page = NotBackPage {
        who: names::authority(app, source),
        frame: room.frame(app),
    };
    respond::page_with(403, &page)
}
