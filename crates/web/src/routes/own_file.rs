//! What the citizen adds herself, where no source has an interface.

use axum::extract::multipart::{Field, Multipart, MultipartError, MultipartRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use mn_domain::{FileRefusal, Sensitive};
use mn_help::{Annotated, AnnotatedRecord, AnnotatedValue, Source};
use mn_source::{NoteKind, StoredFile};
use zeroize::Zeroizing;

use super::case::Opened;
use super::values::look;
use crate::app::App;
use crate::files::{self, NotAdded};
use crate::gate::Address;
use crate::pages::{
    AccountView, BankRow, FieldError, OwnFilePage, OwnFileRow, OwnFilesPage, OwnValue, Problem,
};
use crate::post::Post;
use crate::refused::{Answer, Refused};
use crate::room::AgreedRoom;
use crate::visitor::Visitor;
use crate::{paths, post, respond, show};

/// A request may be so many times as large as the largest file: photographs are often a little too large, and a page
/// can say so only when the browser has sent all of it.
pub const LARGEST: usize = 4;

const ROW: &str = "egen_fil.rad";
const ACCOUNT: &str = "egen_fil.konto";

/// `GET /egna-filer`: adds a file, and tells which there are.
pub async fn all(State(app): State<App>, room: AgreedRoom) -> Answer {
    room.touch().await?;
    respond::page(&list(&app, &room, Vec::new()).await?)
}

async fn list(app: &App, room: &AgreedRoom, errors: Vec<FieldError>) -> Result<OwnFilesPage, Refused> {
    Ok(OwnFilesPage {
        files: rows(app, room).await?,
        most: files::MOST,
        megabytes: app.files.largest() >> 20,
        errors,
        frame: room.frame(app),
    })
}

/// One row for each file of the visit.
pub async fn rows(app: &App, room: &AgreedRoom) -> Result<Vec<OwnFileRow>, Refused> {
    let files = files::all(room).await?;
    Ok(files
        .iter()
        .map(|(number, file)| row(app, &room.visitor, *number, file))
        .collect())
}

fn row(app: &App, visitor: &Visitor, number: u32, file: &StoredFile) -> OwnFileRow {
    let annotated = app.catalogue.annotate(&file.answers, visitor.language);
    let records = annotated.map(|annotated| annotated.records).unwrap_or_default();
    let accounts = records.iter().filter(|record| record.group == ACCOUNT);
    // EXPOSE: shown to the citizen whose file it is.
    let accounts: Vec<String> = accounts.map(|record| record.title().expose().clone()).collect();
    OwnFileRow {
        number,
        kind: kind(&records),
        added: show::clock(&visitor.texts, file.answers.answered_at),
        accounts,
        rows: records.iter().filter(|record| record.group == ROW).count(),
    }
}

/// What the file is, in words.
fn kind(records: &[AnnotatedRecord<'_>]) -> String {
    let first = records.first().and_then(|record| record.values.first());
    // EXPOSE: shown to the citizen whose file it is.
    first.map_or_else(String::new, |value| value.display.expose().clone())
}

/// `POST /egna-filer`: takes a file. What it is called is not looked at.
pub async fn add(
    State(app): State<App>,
    Address(from): Address,
    room: AgreedRoom,
    multipart: Result<Multipart, MultipartRejection>,
) -> Answer {
    app.gate.files.count(from)?;
    let posted = read(multipart.map_err(|_| Problem::FormToken)?, app.files.largest()).await?;
    post::check(&app, &room, Some(&posted.token))?;
    room.touch().await?;
    let added = match posted.content {
        Ok(content) => files::add(&app, &room, content).await?,
        Err(refusal) => Err(files::refuse(&app, &room, refusal)),
    };
    match added {
        Ok(number) => respond::see_other(&format!("{}/{number}", paths::OWN_FILES)),
        Err(not_added) => refused(&app, &room, not_added).await,
    }
}

/// The page again, with what is in the way.
async fn refused(app: &App, room: &AgreedRoom, not_added: NotAdded) -> Answer {
    let key = match not_added {
        NotAdded::Refused(refusal) => refusal.name(),
        NotAdded::TooMany => "too_many",
        NotAdded::Full => "full",
    };
    let text = room.visitor.texts.get(&format!("own_file.{key}"));
    let text = text
        .with("mb", app.files.largest() >> 20)
        .with("most", files::MOST);
    let error = FieldError {
        field: "fil".to_owned(),
        text: text.to_string(),
    };
    respond::page_with(422, &list(app, room, vec![error]).await?)
}

/// What was posted.
struct Posted {
    token: String,
    content: Result<Sensitive<Vec<u8>>, FileRefusal>,
}

/// Reads what was posted. The rest of a file that is too large is taken and dropped: a browser shows no answer that
/// comes while it is still sending.
async fn read(mut multipart: Multipart, largest: usize) -> Result<Posted, Refused> {
    let mut posted = Posted {
        token: String::new(),
        content: Err(FileRefusal::Empty),
    };
    while let Some(field) = multipart.next_field().await.map_err(|error| of(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "token" => posted.token = field.text().await.map_err(|error| of(&error))?,
            "fil" => match content(field, largest).await {
                Ok(content) => posted.content = content,
                // There is more than anybody takes and drops. What came before it is known.
                Err(Problem::TooLarge) => {
                    posted.content = Err(FileRefusal::TooLarge);
                    return Ok(posted);
                }
                Err(other) => return Err(other.into()),
            },
            _ => {}
        }
    }
    Ok(posted)
}

async fn content(
    mut field: Field<'_>,
    largest: usize,
) -> Result<Result<Sensitive<Vec<u8>>, FileRefusal>, Problem> {
    let mut content = Some(Vec::<u8>::new());
    while let Some(piece) = field.chunk().await.map_err(|error| of(&error))? {
        content = content.filter(|content| content.len() + piece.len() <= largest);
        if let Some(content) = &mut content {
            content.extend_from_slice(&piece);
        }
    }
    Ok(content.map(Sensitive::new).ok_or(FileRefusal::TooLarge))
}

fn of(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::TooLarge
    } else {
        Problem::FormToken
    }
}

/// `POST /egna-filer/ta-bort`: removes one file, for good.
pub async fn remove(State(app): State<App>, Post { room, fields }: Post<AgreedRoom>) -> Answer {
    let number = fields.get("fil").and_then(|number| number.parse().ok());
    let number: u32 = number.ok_or(Problem::NotFound)?;
    room.touch().await?;
    forget(&app, &room, number).await?;
    files::remove(&room, number).await?;
    respond::see_other(paths::OWN_FILES)
}

/// What she said about the file's values in the form is not said about those of the next one.
async fn forget(app: &App, room: &AgreedRoom, number: u32) -> Result<(), Refused> {
    let mut opened = Opened::of(app, room).await?;
    let before = opened.draft.clone();
    let records = files::records(number);
    opened
        .draft
        .forget(|row| app.files.is_source(&row.source) && records.contains(&row.record));
    if opened.draft == before {
        return Ok(());
    }
    opened.keep().await
}

/// `GET /egna-filer/{number}`: what one file says.
pub async fn one(State(app): State<App>, room: AgreedRoom, Path(number): Path<u32>) -> Answer {
    room.touch().await?;
    let file = files::one(&room, number).await?.ok_or(Problem::NotFound)?;
    let visitor = &room.visitor;
    let annotated = app
        .catalogue
        .annotate(&file.answers, visitor.language)
        .ok_or(Problem::NotFound)?;
    let source = app
        .catalogue
        .source(&file.answers.source)
        .ok_or(Problem::NotFound)?;
    let defaults = &source.defaults;
    let unread = file
        .answers
        .notes
        .iter()
        .filter(|note| note.kind == NoteKind::UnreadableValue);
    respond::page(&OwnFilePage {
        number,
        title: kind(&annotated.records),
        added: show::clock(&visitor.texts, file.answers.answered_at),
        state: file.answers.state,
        quality: source.terms.quality.get(visitor.language).to_owned(),
        if_wrong: defaults
            .if_wrong
            .as_ref()
            .map_or_else(String::new, |text| text.get(visitor.language).to_owned()),
        unread: unread.count(),
        sum_differs: file
            .answers
            .notes
            .iter()
            .any(|note| note.kind == NoteKind::SumDiffers),
        is_kept: file.kind.kept_as().is_some(),
        parts: parts(&app, source, visitor, &annotated),
        frame: room.frame(&app),
    })
}

/// The file itself, and then each account with its rows.
fn parts(app: &App, source: &Source, visitor: &Visitor, annotated: &Annotated<'_>) -> Vec<AccountView> {
    let value = |value: &AnnotatedValue<'_>| OwnValue {
        term: value.term.to_owned(),
        // EXPOSE: shown to the citizen whose file it is.
        value: value.display.expose().clone(),
        code_meaning: value.meaning.map(str::to_owned),
        explanation: value.explanation.to_owned(),
        look: look(app, source, visitor, &value.concerns),
    };
    let mut parts: Vec<AccountView> = Vec::new();
    for (number, record) in annotated.records.iter().enumerate() {
        if record.group == ROW {
            if let Some(account) = parts.last_mut() {
                account.rows.push(bank_row(record));
            }
        } else {
            parts.push(AccountView {
                // EXPOSE: shown to the citizen whose file it is.
                title: record.title().expose().clone(),
                values: record.values.iter().map(&value).collect(),
                anchor: format!("post-{}", number + 1),
                rows: Vec::new(),
            });
        }
    }
    parts
}

fn bank_row(record: &AnnotatedRecord<'_>) -> BankRow {
    // EXPOSE: shown to the citizen whose row it is.
    let of = |names: &[&str]| {
        let is_it = |field: &str| {
            names
                .iter()
                .any(|name| field.strip_prefix("egen_fil.rad.") == Some(name))
        };
        let found = record.values.iter().find(|value| is_it(value.field.as_str()));
        found.map(|value| value.display.expose().clone())
    };
    BankRow {
        day: of(&["datum"]).unwrap_or_default(),
        text: of(&["text"]).unwrap_or_default(),
        other: of(&["motpart"]),
        amount: of(&["belopp", "belopp_annan_valuta"]),
        balance: of(&["saldo", "saldo_annan_valuta"]),
        status: record
            .values
            .iter()
            .find(|value| value.field.as_str() == "egen_fil.rad.status")
            .and_then(|value| value.meaning)
            .map(str::to_owned),
    }
}

/// `GET /egna-filer/{number}/filen`: the document or picture as it came.
pub async fn download(room: AgreedRoom, Path(number): Path<u32>) -> Answer {
    room.touch().await?;
    let file = files::one(&room, number).await?.ok_or(Problem::NotFound)?;
    let kind = file.kind.kept_as().ok_or(Problem::NotFound)?;
    // EXPOSE: given back to the citizen whose file it is, in a buffer that is wiped.
    let content = Zeroizing::new(file.content.expose().clone());
    respond::file(&format!("egen-fil-{number}.{}", file.kind.name()), kind, content)
}
