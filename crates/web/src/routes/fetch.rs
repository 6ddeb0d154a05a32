use axum::extract::State;
use mn_domain::{Purpose, SourceId, SourceState};
use mn_fetch::Progress;
use mn_source::NoteKind;

use crate::app::App;
use crate::pages::{FetchPage, FetchParts, FetchRow, FetchStatus, Hindrance, Problem};
use crate::post::Post;
use crate::refused::{Answer, Refused};
use crate::room::AgreedRoom;
use crate::visitor::Visitor;
use crate::{names, paths, respond, show};

/// `GET /hamta`: answers arrive.
pub async fn show(State(app): State<App>, room: AgreedRoom) -> Answer {
    room.touch().await?;
    let rows = rows(&app, &room).await?;
    respond::page(&FetchPage::new(room.frame(&app), rows, paths::VALUES.to_owned()))
}

/// `GET /hamta/lage`: the parts that change. A page that asks by itself is no sign of life.
pub async fn parts(State(app): State<App>, room: AgreedRoom) -> Answer {
    let rows = rows(&app, &room).await?;
    respond::page(&FetchParts {
        frame: room.frame(&app),
        rows,
    })
}

/// `POST /hamta/igen`: asks one source again, or for the first time.
pub async fn again(State(app): State<App>, Post { room, fields }: Post<AgreedRoom>) -> Answer {
    room.touch().await?;
    let source = fields
        .get("kalla")
        .and_then(|id| id.parse().ok())
        .ok_or(Problem::NotFound)?;
    go(&app, &room, &[source]).await
}

/// Asks the sources in the background. Where one of them meets the citizen itself, the browser goes there, to the first
/// of several; the others are a button on the page to which it comes back.
pub async fn go(app: &App, room: &AgreedRoom, chosen: &[SourceId]) -> Answer {
    let (leading, asked): (Vec<&SourceId>, Vec<&SourceId>) =
        chosen.iter().partition(|id| app.fetcher.leads(id));
    let asked: Vec<SourceId> = asked.into_iter().cloned().collect();
    app.fetcher.ask(&room.visit, &asked, Purpose::Application).await?;
    match leading.first() {
        None => respond::see_other(paths::FETCH),
        Some(source) => {
            let way = app
                .fetcher
                .lead(&room.visit, source, Purpose::Application)
                .await?;
            respond::see_other(way.as_str())
        }
    }
}

/// One row for each source of the installation.
pub async fn rows(app: &App, room: &AgreedRoom) -> Result<Vec<FetchRow>, Refused> {
    let progress = app.fetcher.progress(&room.visit).await?;
    Ok(progress.iter().map(|one| row(app, &room.visitor, one)).collect())
}

fn row(app: &App, visitor: &Visitor, one: &Progress) -> FetchRow {
    let status = match one.status {
        mn_fetch::Status::Waiting => FetchStatus::Waiting,
        mn_fetch::Status::Interrupted => FetchStatus::Interrupted,
        mn_fetch::Status::Done(_) if was_declined(one) => FetchStatus::Declined,
        mn_fetch::Status::Done(state) => FetchStatus::Done(state),
    };
    FetchRow {
        id: one.source.to_string(),
        name: names::source(app, visitor.language, &one.source),
        summary: summary(app, visitor, one),
        status,
        hindrance: hindrance(app, visitor, one),
    }
}

/// Why a source is not asked now, with the time in the visitor's words.
pub fn hindrance(app: &App, visitor: &Visitor, one: &Progress) -> Option<Hindrance> {
    let said = |until| show::soon(&visitor.texts, app.clock.now(), until);
    one.hindrance.map(|hindrance| match hindrance {
        mn_fetch::Hindrance::Closed(opens) => Hindrance::Closed(said(opens)),
        mn_fetch::Hindrance::Resting(until) => Hindrance::Resting(said(until)),
    })
}

/// Whether the citizen did not give the permission that the source asked her for.
fn was_declined(one: &Progress) -> bool {
    let notes = one.answers.iter().flat_map(|stored| &stored.notes);
    notes.into_iter().any(|note| note.kind == NoteKind::Declined)
}

/// What came, in a few words: how many of each kind of record. Nothing when nothing came.
fn summary(app: &App, visitor: &Visitor, one: &Progress) -> Option<String> {
    let stored = one.answers.as_ref()?;
    if !matches!(stored.state, SourceState::Hit | SourceState::Partial) {
        return None;
    }
    let annotated = app.catalogue.annotate(stored, visitor.language)?;
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for record in annotated.records.iter().filter(|record| !record.is_detail) {
        match kinds.iter_mut().find(|(kind, _)| *kind == record.heading) {
            Some((_, count)) => *count += 1,
            None => kinds.push((record.heading, 1)),
        }
    }
    let words: Vec<String> = kinds
        .into_iter()
        .filter(|(kind, _)| !kind.is_empty())
        .map(|(kind, count)| {
            if count > 1 {
                format!("{kind} ({count})")
            } else {
                kind.to_owned()
            }
        })
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}
