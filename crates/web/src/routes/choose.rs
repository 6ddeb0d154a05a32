use axum::extract::State;
use mn_domain::{SourceId, SourceState};
use mn_fetch::{Progress, Status};
use mn_help::Source;

use super::fetch::{go, hindrance};
use super::lost;
use crate::app::App;
use crate::pages::{ChoosePage, FieldError, SourceChoice};
use crate::post::Post;
use crate::refused::Answer;
use crate::respond;
use crate::room::AgreedRoom;

/// `GET /valj`: the sources, one by one.
pub async fn show(State(app): State<App>, room: AgreedRoom) -> Answer {
    room.touch().await?;
    respond::page(&choose_page(&app, &room, &[], false).await?)
}

/// `POST /valj`: asks those that were chosen. Those that were asked before are left as they are.
pub async fn fetch(State(app): State<App>, Post { room, fields }: Post<AgreedRoom>) -> Answer {
    room.touch().await?;
    let chosen: Vec<SourceId> = fields.all("kalla").filter_map(|id| id.parse().ok()).collect();
    let progress = app.fetcher.progress(&room.visit).await?;
    let was_asked = |id: &SourceId| progress.iter().any(|one| one.source == *id && is_asked(one));
    let fresh: Vec<SourceId> = chosen.iter().filter(|id| !was_asked(id)).cloned().collect();
    if fresh.is_empty() && !progress.iter().any(is_asked) {
        return respond::page_with(422, &choose_page(&app, &room, &chosen, true).await?);
    }
    go(&app, &room, &fresh).await
}

async fn choose_page(
    app: &App,
    room: &AgreedRoom,
    chosen: &[SourceId],
    pressed: bool,
) -> Result<ChoosePage, crate::refused::Refused> {
    let (frame, language) = (room.frame(app), room.visitor.language);
    let progress = app.fetcher.progress(&room.visit).await?;
    let form = app.forms.get(&room.choice.form);
    let missing = FieldError {
        field: "kalla".to_owned(),
        text: frame.t("choose.none").to_string(),
    };
    let choices = progress.iter().filter_map(|one| {
        let source = app.catalogue.source(&one.source)?;
        Some(SourceChoice {
            is_chosen: is_asked(one) || chosen.contains(&one.source),
            is_fetched: is_asked(one),
            hindrance: hindrance(app, &room.visitor, one),
            ..choice(source, language)
        })
    });
    Ok(ChoosePage {
        application: form
            .map(|form| form.title.get(language).to_owned())
            .unwrap_or_default(),
        sources: choices.collect(),
        errors: if pressed { vec![missing] } else { Vec::new() },
        // An outbox that does not answer keeps nobody from choosing; the receipts' page says that it does not.
        lost: lost::of(app, room).await.unwrap_or_default(),
        frame,
    })
}

/// What is said of a source before anything is known of this visit.
fn choice(source: &Source, language: mn_domain::Language) -> SourceChoice {
    let obstacle = source.terms.obstacle.get(language);
    SourceChoice {
        id: source.id.to_string(),
        name: source.name.get(language).to_owned(),
        what: source.about.what.get(language).to_owned(),
        purpose: source.about.purpose.get(language).to_owned(),
        ground: source.about.ground.get(language).to_owned(),
        obstacle: (!obstacle.is_empty()).then(|| obstacle.to_owned()),
        is_chosen: false,
        is_fetched: false,
        hindrance: None,
    }
}

/// Whether a source has been asked in this visit.
pub fn is_asked(one: &Progress) -> bool {
    one.status != Status::Done(SourceState::NotAsked)
}
