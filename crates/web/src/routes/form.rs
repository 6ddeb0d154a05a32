use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use mn_form::{FieldError, RowRef, Section};
use serde::Deserialize;

use super::case::Opened;
use super::{form_page, viewed};
use crate::app::App;
use crate::pages::{Problem, Treatment};
use crate::post::Post;
use crate::refused::{Answer, Refused};
use crate::room::AgreedRoom;
use crate::{pages, paths, respond};

/// `GET /ansokan`: the first page of the form.
pub async fn first(State(app): State<App>, room: AgreedRoom) -> Answer {
    let opened = Opened::of(&app, &room).await?;
    let section = *opened.sections().first().ok_or(Problem::NotFound)?;
    Ok(Redirect::to(&address(section)).into_response())
}

/// `GET /ansokan/{page}`: one page of the form.
pub async fn show(State(app): State<App>, room: AgreedRoom, Path(id): Path<String>) -> Answer {
    room.touch().await?;
    let opened = Opened::of(&app, &room).await?;
    let section = find(&opened, &id)?;
    viewed::in_form(&opened, section).await?;
    respond::page(&form_page::build(&opened, section, &[]))
}

/// `POST /ansokan/{page}`: takes what was written. With something in the way the page comes again, with
/// everything that was written.
pub async fn take(
    State(app): State<App>,
    Path(id): Path<String>,
    Post { room, fields }: Post<AgreedRoom>,
) -> Answer {
    room.touch().await?;
    let mut opened = Opened::of(&app, &room).await?;
    opened.check_revision(fields.get("revision"))?;
    let section = find(&opened, &id)?;
    let post: Vec<(String, String)> = fields
        .pairs()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut draft = opened.draft.clone();
    let applied = draft.apply(&opened.case(), section, &post);
    opened.draft = draft;
    opened.keep().await?;
    if applied.is_done() {
        return respond::see_other(&after(&opened, section));
    }
    let errors: &[FieldError] = if applied.rows_changed || applied.more_asked {
        &[]
    } else {
        &applied.errors
    };
    let status = if errors.is_empty() { 200 } else { 422 };
    viewed::in_form(&opened, section).await?;
    respond::page_with(status, &form_page::build(&opened, section, errors))
}

/// Which fetched value a page is about.
#[derive(Debug, Deserialize)]
pub struct Row {
    rad: String,
}

/// `GET /ansokan/{page}/rad`: says what the citizen wants with one fetched value.
pub async fn ask_about_row(
    State(app): State<App>,
    room: AgreedRoom,
    Path(id): Path<String>,
    Query(row): Query<Row>,
) -> Answer {
    room.touch().await?;
    let opened = Opened::of(&app, &room).await?;
    let section = find(&opened, &id)?;
    let at: RowRef = row.rad.parse().map_err(|_| Problem::NotFound)?;
    viewed::in_form(&opened, section).await?;
    respond::page(&form_page::row(&opened, section, &at).ok_or(Problem::NotFound)?)
}

/// `POST /ansokan/{page}/rad`: keeps it, disputes it beside, or leaves it out. The value itself never comes
/// from the browser.
pub async fn treat_row(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(row): Query<Row>,
    Post { room, fields }: Post<AgreedRoom>,
) -> Answer {
    room.touch().await?;
    let mut opened = Opened::of(&app, &room).await?;
    opened.check_revision(fields.get("revision"))?;
    let section = find(&opened, &id)?;
    let at: RowRef = row.rad.parse().map_err(|_| Problem::NotFound)?;
    let said = fields.get("text").unwrap_or_default().trim();
    let (row, correction) = match fields.get("val") {
        Some("skicka") => ("keep", ""),
        Some("stammer-inte") if !said.is_empty() => ("keep", said),
        Some("lamna") => ("leave_out", ""),
        chosen => {
            let mut page = form_page::row(&opened, section, &at).ok_or(Problem::NotFound)?;
            let (field, key) = if chosen.is_some() {
                ("text", "dispute.no_text")
            } else {
                ("val", "dispute.no_choice")
            };
            let text = page.frame.t(key).to_string();
            page.errors = vec![pages::FieldError {
                field: field.to_owned(),
                text,
            }];
            if chosen.is_some() {
                page.treatment = Treatment::Disputed(String::new());
            }
            said.clone_into(&mut page.said);
            return respond::page_with(422, &page);
        }
    };
    let post = [
        (format!("row.{at}"), row.to_owned()),
        (format!("correction.{at}"), correction.to_owned()),
    ];
    let mut draft = opened.draft.clone();
    draft.apply(&opened.case(), &only_fetched(section), &post);
    opened.draft = draft;
    opened.keep().await?;
    respond::see_other(&address(section))
}

/// The page without its other questions, which this form does not post.
fn only_fetched(section: &Section) -> Section {
    let mut section = section.clone();
    section
        .questions
        .retain(|question| question.kind.name() == "fetched");
    section
}

fn find<'a>(opened: &Opened<'a>, id: &str) -> Result<&'a Section, Refused> {
    let sections = opened.sections();
    sections
        .into_iter()
        .find(|section| section.id.as_str() == id)
        .ok_or(Refused::For(Problem::NotFound))
}

/// The page after this one, or what will be sent.
fn after(opened: &Opened<'_>, section: &Section) -> String {
    let mut rest = opened
        .sections()
        .into_iter()
        .skip_while(|one| one.id != section.id)
        .skip(1);
    rest.next().map_or_else(|| paths::REVIEW.to_owned(), address)
}

/// The address of a page of the form.
pub fn address(section: &Section) -> String {
    format!("{}/{}", paths::FORM, section.id)
}
