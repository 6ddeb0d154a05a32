use axum::extract::State;
use mn_event::{EndReason, Event};
use mn_offer::Agreement;
use mn_space::AgreedTerms;

use super::ending;
use crate::app::App;
use crate::pages::{AgreementPage, EndAgreementPage, Markup, Problem};
use crate::post::Post;
use crate::refused::Answer;
use crate::room::{AgreedRoom, Room};
use crate::{paths, respond};

/// `GET /avtal`: the agreement, with its button until it has been entered.
pub async fn show(State(app): State<App>, room: Room) -> Answer {
    let agreement = in_force(&app)?;
    let frame = room.frame(&app);
    let language = room.visitor.language;
    room.visit.touch().await?;
    let is_entered = room.visit.agreed().await?.is_ok();
    let digest = version(agreement);
    let terms = Markup::from_markdown(agreement.text(language));
    respond::page(&AgreementPage {
        frame,
        terms,
        version: agreement.id.to_string(),
        digest,
        is_entered,
    })
}

/// `POST /avtal`: enters it. Version and hash go to the journal, and later into the package.
pub async fn enter(State(app): State<App>, Post { room, .. }: Post<Room>) -> Answer {
    let agreement = in_force(&app)?;
    let terms = AgreedTerms {
        agreement: agreement.id.clone(),
        version: version(agreement),
        digest: agreement.version.0.to_string(),
        entered_at: app.clock.now(),
    };
    let (subject, digest) = (room.visit.pseudonym(), terms.digest.clone());
    room.visit.touch().await?;
    room.visit.agree(terms).await?;
    app.log.record(
        Some(subject),
        Event::AgreementEntered {
            agreement: agreement.id.clone(),
            digest,
        },
    );
    respond::see_other(paths::CHOOSE)
}

/// `GET /avtal/avsluta`: asks first.
pub async fn ask_to_end(State(app): State<App>, room: AgreedRoom) -> Answer {
    respond::page(&EndAgreementPage {
        frame: room.frame(&app),
    })
}

/// `POST /avtal/avsluta`: ends the agreement, and with it the visit.
pub async fn end(State(app): State<App>, Post { room, .. }: Post<Room>) -> Answer {
    ending::end(&app, room, EndReason::AgreementEnded).await
}

/// The one agreement between citizen and service.
pub fn in_force(app: &App) -> Result<&Agreement, Problem> {
    app.offer.agreements.values().next().ok_or(Problem::Unavailable)
}

/// A short name of the version: the beginning of its hash.
fn version(agreement: &Agreement) -> String {
    agreement.version.0.to_string().chars().take(12).collect()
}
