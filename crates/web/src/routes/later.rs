//! Going on another day, without anything being kept here: what was written goes home in a file of the citizen's
//! own and comes back in a later visit. What was fetched is fetched anew.

use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use mn_domain::Sensitive;
use mn_form::{Kept, KeptError, TakenUp};
use mn_seal::KeepsakeError;
use mn_space::Act;

use super::case::Opened;
use crate::app::App;
use crate::gate::Address;
use crate::pages::{FieldError, LaterOpenedPage, LaterPage, Problem};
use crate::post::Post;
use crate::refused::{Answer, Refused};
use crate::room::AgreedRoom;
use crate::{names, post, respond, show};

/// The fewest characters of a passphrase: whoever finds the file can try as many as they like.
const LEAST: usize = 15;
/// More than anybody types.
const MOST: usize = 200;

/// The largest request that brings a file, in bytes: twice the largest file, so that a page can say what is the matter.
pub const LARGEST: usize = 2 * mn_seal::LARGEST_KEEPSAKE;

/// `GET /fortsatt-senare`: takes home what was written, or brings it back.
pub async fn show(State(app): State<App>, room: AgreedRoom) -> Answer {
    room.touch().await?;
    let opened = Opened::of(&app, &room).await?;
    respond::page(&page(&opened, Vec::new()))
}

fn page(opened: &Opened<'_>, errors: Vec<FieldError>) -> LaterPage {
    LaterPage {
        frame: opened.room.frame(opened.app),
        has_draft: !opened.draft.is_empty(),
        revision: opened.revision,
        least: LEAST,
        errors,
    }
}

/// The page again, with one thing that is in the way.
fn again(opened: &Opened<'_>, field: &str, key: &str) -> Answer {
    let text = opened.room.visitor.texts.get(key).with("least", LEAST);
    let error = FieldError {
        field: field.to_owned(),
        text: text.to_string(),
    };
    respond::page_with(422, &page(opened, vec![error]))
}

/// `POST /fortsatt-senare/spara`: what was written, as a file that her passphrase opens.
pub async fn save(State(app): State<App>, from: Address, Post { room, fields }: Post<AgreedRoom>) -> Answer {
    room.touch().await?;
    let opened = Opened::of(&app, &room).await?;
    let words = |name| mn_seal::typed(fields.get(name).unwrap_or_default());
    let (first, second) = (words("losenfras"), words("losenfras-igen"));
    if opened.draft.is_empty() {
        return again(&opened, "losenfras", "later.nothing_written");
    }
    // EXPOSE: counted and compared.
    match first.expose().chars().count() {
        0 => return again(&opened, "losenfras", "later.no_passphrase"),
        n if n < LEAST => return again(&opened, "losenfras", "later.too_short"),
        n if n > MOST => return again(&opened, "losenfras", "later.too_long"),
        _ => {}
    }
    if first != second {
        return again(&opened, "losenfras-igen", "later.not_the_same");
    }
    let now = app.clock.now();
    let kept = Kept::new(&opened.draft, &opened.case(), &app.keepsakes, now);
    let kept = kept.to_bytes().map_err(|_| Problem::Broken)?;
    let keepsakes = &app.gate.keepsakes;
    let file = keepsakes.keep(from, first, kept).await?;
    let file = file.map_err(|_| Problem::TooLarge)?;
    let form = opened.definition.id.clone();
    room.note(Act::DraftSaved { form }).await?;
    let name = format!("medborgarnavet-fortsatt-senare-{}.age", show::day_of(now));
    respond::file(&name, "application/octet-stream", file.into())
}

/// What was sent with a file.
#[derive(Default)]
struct Brought {
    token: String,
    revision: String,
    passphrase: Option<Sensitive<String>>,
    file: Vec<u8>,
}

/// `POST /fortsatt-senare/oppna`: what was written another day is in the form again.
pub async fn open(
    State(app): State<App>,
    from: Address,
    room: AgreedRoom,
    multipart: Result<Multipart, MultipartRejection>,
) -> Answer {
    let brought = read(multipart.map_err(|_| Problem::FormToken)?).await?;
    post::check(&app, &room, Some(&brought.token))?;
    room.touch().await?;
    let mut opened = Opened::of(&app, &room).await?;
    opened.check_revision(Some(&brought.revision))?;
    if brought.file.is_empty() {
        return again(&opened, "fil", "later.no_file");
    }
    let Some(passphrase) = brought.passphrase else {
        return again(&opened, "oppna-losenfras", "later.no_passphrase");
    };
    let bytes = match app.gate.keepsakes.open(from, passphrase, brought.file).await? {
        Ok(bytes) => bytes,
        Err(error) => return not_opened(&opened, error),
    };
    let kept = Kept::from_bytes(&bytes, opened.definition, &app.keepsakes, room.person().actor());
    let kept = match kept {
        Ok(kept) => kept,
        Err(error) => return not_taken(&opened, &error),
    };
    let taken = kept.take_up(&opened.case(), &app.keepsakes);
    take(&mut opened, taken).await
}

async fn take(opened: &mut Opened<'_>, taken: TakenUp) -> Answer {
    let (app, room) = (opened.app, opened.room);
    opened.draft = taken.draft;
    opened.keep().await?;
    let form = opened.definition.id.clone();
    room.note(Act::DraftOpened { form }).await?;
    let language = room.visitor.language;
    let dropped = taken
        .dropped
        .into_iter()
        .map(|(id, count)| (names::source(app, language, &id), count));
    respond::page(&LaterOpenedPage {
        saved: show::moment(&room.visitor.texts, taken.saved_at),
        dropped: dropped.collect(),
        frame: room.frame(app),
    })
}

fn not_opened(opened: &Opened<'_>, error: KeepsakeError) -> Answer {
    match error {
        KeepsakeError::TooLarge => again(opened, "fil", "later.too_large"),
        KeepsakeError::OtherKind => again(opened, "fil", "later.other_kind"),
        KeepsakeError::TooMuchWork => again(opened, "fil", "later.too_much_work"),
        KeepsakeError::Passphrase => again(opened, "oppna-losenfras", "later.wrong_passphrase"),
        KeepsakeError::Damaged => again(opened, "fil", "later.damaged"),
    }
}

fn not_taken(opened: &Opened<'_>, error: &KeptError) -> Answer {
    let key = match error {
        KeptError::OtherContent => "later.other_kind",
        KeptError::OtherPerson => "later.other_person",
        KeptError::OtherForm(form) if opened.app.forms.contains_key(form) => "later.other_form",
        KeptError::OtherForm(_) => "later.form_gone",
        KeptError::OtherVersion => "later.older_form",
    };
    again(opened, "fil", key)
}

async fn read(mut multipart: Multipart) -> Result<Brought, Refused> {
    let mut brought = Brought::default();
    while let Some(field) = multipart.next_field().await.map_err(|error| of(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "token" => brought.token = field.text().await.map_err(|error| of(&error))?,
            "revision" => brought.revision = field.text().await.map_err(|error| of(&error))?,
            "losenfras" => {
                let words = field.text().await.map_err(|error| of(&error))?;
                brought.passphrase = Some(Sensitive::new(words)).filter(|words| {
                    // EXPOSE: only whether there is anything leaves this line.
                    !words.expose().is_empty()
                });
            }
            "fil" => brought.file = field.bytes().await.map_err(|error| of(&error))?.into(),
            _ => {}
        }
    }
    Ok(brought)
}

fn of(error: &axum::extract::multipart::MultipartError) -> Problem {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        Problem::TooLarge
    } else {
        Problem::FormToken
    }
}
