//! A copy for the citizen herself: everything that is in the room, before it vanishes.

mod shape;
mod write;

use mn_deliver::Receipt;
use mn_domain::SourceState;
use mn_fetch::{Progress, Status};
use mn_help::{AnnotatedRecord, AnnotatedValue};
use mn_source::{StoredAnswers, StoredFile};
use mn_space::{Act, JournalEntry, Visit};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use schemars::{JsonSchema, schema_for};

use crate::app::App;
use crate::files;
use crate::journal;
use crate::names;
use crate::pages::ReviewPage;
use crate::refused::Refused;
use crate::room::AgreedRoom;
use crate::routes::{Opened, review_page};
use crate::show;
use crate::visitor::Visitor;

pub use shape::{
    ApplicationCopy, Content, FileCopy, JournalCopy, JournalLine, Moment, OtherCopy, OwnCopy, ReceiptCopy,
    RecordCopy, RowCopy, SectionCopy, SourceCopy, VERSION, ValueCopy,
};
pub use write::json;

/// The JSON schema of a whole copy, as checked in under `metadata/schema/own-copy.schema.json`.
#[must_use]
pub fn schema() -> String {
    written::<OwnCopy>()
}

/// The JSON schema of a copied journal, as checked in under `metadata/schema/journal.schema.json`.
#[must_use]
pub fn journal_schema() -> String {
    written::<JournalCopy>()
}

fn written<T: JsonSchema>() -> String {
    let mut schema = schema_for!(T).to_value();
    schema.sort_all_objects();
    format!("{schema:#}\n")
}

/// Everything that is in the room now.
///
/// # Errors
/// When the room cannot be read. Where receipts cannot be reached the copy says that they are missing.
pub async fn everything(app: &App, room: &AgreedRoom) -> Result<OwnCopy, Refused> {
    let visitor = &room.visitor;
    let progress = app.fetcher.progress(&room.visit).await?;
    let sources = progress.iter().map(|one| source(app, visitor, one)).collect();
    let person = app.orders.person(room.person().actor());
    let receipts = app.orders.outbox.receipts(&person).await;
    let opened = Opened::of(app, room).await.ok();
    let own_files = files::all(room).await?;
    Ok(OwnCopy {
        format: "medborgarnavet-egen-kopia",
        version: VERSION,
        made: moment(visitor, app.clock.now()),
        language: visitor.language.name(),
        service: app.site.build.clone(),
        municipality: room.municipality(app).ok().map(|one| one.name.clone()),
        began: moment(visitor, room.began_at()),
        sources,
        own_files: own_files
            .iter()
            .map(|(number, one)| own_file(app, visitor, *number, one))
            .collect(),
        application: opened.as_ref().map(application),
        receipts_complete: receipts.is_ok(),
        receipts: receipts
            .unwrap_or_default()
            .iter()
            .map(|one| receipt(app, visitor, one))
            .collect(),
        journal: lines(app, visitor, &room.visit.journal().await?),
    })
}

/// The journal of the visit until now.
///
/// # Errors
/// When the room cannot be read.
pub async fn journal_of(app: &App, visitor: &Visitor, visit: &Visit) -> Result<JournalCopy, Refused> {
    Ok(JournalCopy {
        format: "medborgarnavet-historik",
        version: VERSION,
        made: moment(visitor, app.clock.now()),
        language: visitor.language.name(),
        journal: lines(app, visitor, &visit.journal().await?),
    })
}

fn moment(visitor: &Visitor, at: Timestamp) -> Moment {
    Moment {
        at: show::local(at),
        text: show::moment(&visitor.texts, at),
    }
}

/// A file of her own: what was read out of it, and the document or picture itself.
fn own_file(app: &App, visitor: &Visitor, number: u32, file: &StoredFile) -> FileCopy {
    let (records, others) = values(app, visitor, &file.answers);
    let media_type = file.kind.kept_as();
    FileCopy {
        number,
        kind: file.kind.name(),
        media_type,
        added: moment(visitor, file.answers.answered_at),
        records,
        others,
        // EXPOSE: copied for the citizen whose file it is.
        content: media_type.map(|_| Content(STANDARD.encode(file.content.expose()))),
    }
}

fn source(app: &App, visitor: &Visitor, one: &Progress) -> SourceCopy {
    let known = app.catalogue.source(&one.source);
    let state = match one.status {
        Status::Waiting => "waiting",
        Status::Interrupted => "interrupted",
        Status::Done(state) => state.name(),
    };
    let stored = one
        .answers
        .as_ref()
        .filter(|_| one.status != Status::Done(SourceState::NotAsked));
    let (records, others) = stored.map_or_else(Default::default, |stored| values(app, visitor, stored));
    SourceCopy {
        id: one.source.to_string(),
        name: names::source(app, visitor.language, &one.source),
        authority: known.map_or_else(String::new, |source| source.authority.name.clone()),
        state,
        state_text: visitor.texts.get(&format!("state.{state}")).to_string(),
        state_means: visitor.texts.get(&format!("state.{state}_means")).to_string(),
        asked: stored.map(|stored| moment(visitor, stored.asked_at)),
        answered: stored.map(|stored| moment(visitor, stored.answered_at)),
        correlation: stored.map(|stored| stored.correlation.to_string()),
        records,
        others,
    }
}

/// Every value: those that pages show, explained, and then the rest.
fn values(app: &App, visitor: &Visitor, stored: &StoredAnswers) -> (Vec<RecordCopy>, Vec<OtherCopy>) {
    let annotated = app.catalogue.annotate(stored, visitor.language);
    let records = annotated.map(|annotated| annotated.records).unwrap_or_default();
    let shown: Vec<usize> = records
        .iter()
        .flat_map(|record| record.values.iter().map(|value| value.answer))
        .collect();
    let rest = stored.answers.iter().enumerate();
    let rest = rest.filter(|(index, _)| !shown.contains(index));
    // EXPOSE: copied for the citizen whose values they are.
    let others = rest.map(|(_, answer)| OtherCopy {
        field: answer.field.to_string(),
        value: answer.value.expose().clone(),
        place: answer.place.clone(),
    });
    let others = others.collect();
    (
        records.iter().map(|record| copied(stored, record)).collect(),
        others,
    )
}

fn copied(stored: &StoredAnswers, record: &AnnotatedRecord<'_>) -> RecordCopy {
    RecordCopy {
        // EXPOSE: copied for the citizen whose values they are.
        heading: record.title().expose().clone(),
        explanation: record.explanation.to_owned(),
        values: record
            .values
            .iter()
            .map(|value| explained(stored, value))
            .collect(),
    }
}

fn explained(stored: &StoredAnswers, value: &AnnotatedValue<'_>) -> ValueCopy {
    let raw = stored.answers.get(value.answer);
    let concerns = value.concerns.iter();
    // EXPOSE: copied for the citizen whose value it is.
    ValueCopy {
        field: value.field.to_string(),
        term: value.term.to_owned(),
        value: raw.map_or_else(String::new, |answer| answer.value.expose().clone()),
        shown: std::iter::once(value.display.expose().as_str())
            .chain(value.counted.iter().copied())
            .collect::<Vec<_>>()
            .join(", "),
        means: value.meaning.map(str::to_owned),
        explanation: value.explanation.to_owned(),
        period: value.period.as_ref().map(|period| period.expose().clone()),
        place: value.provenance.place.to_owned(),
        responsible: value.responsible.to_owned(),
        contact: value.contact(),
        if_wrong: value.if_wrong.to_owned(),
        checks: concerns.map(|concern| concern.text.expose().clone()).collect(),
        legal_ground: value.legal_ground.to_owned(),
    }
}

fn application(opened: &Opened<'_>) -> ApplicationCopy {
    let language = opened.room.visitor.language;
    let page: ReviewPage = review_page(opened);
    let sections = page.sections.into_iter().map(|section| SectionCopy {
        title: section.title,
        rows: section
            .rows
            .into_iter()
            .map(|row| RowCopy {
                label: row.label,
                origin: row.origin,
                value: row.value,
                disputed: row.disputed,
            })
            .collect(),
    });
    ApplicationCopy {
        form: opened.definition.id.to_string(),
        title: opened.definition.title.get(language).to_owned(),
        recipient: page.recipient,
        sections: sections.collect(),
        left_out: page.left_out,
    }
}

fn receipt(app: &App, visitor: &Visitor, receipt: &Receipt) -> ReceiptCopy {
    let language = visitor.language;
    let at = |at: Timestamp| moment(visitor, at);
    ReceiptCopy {
        id: receipt.submission.to_string(),
        form: names::form(app, language, &receipt.form),
        recipient: names::recipient(app, language, &receipt.recipient),
        signed: at(receipt.signed_at),
        sent: at(receipt.sent_at),
        arrived: receipt.arrived_at.map(at),
        fetched: receipt.fetched_at.map(at),
        accepted: receipt.accepted_at.map(at),
        rejected: receipt.rejected_at.map(at),
        manifest_sha256: receipt.manifest_sha256.to_string(),
    }
}

fn lines(app: &App, visitor: &Visitor, entries: &[JournalEntry]) -> Vec<JournalLine> {
    entries.iter().map(|entry| line(app, visitor, entry)).collect()
}

fn line(app: &App, visitor: &Visitor, entry: &JournalEntry) -> JournalLine {
    let row = journal::row(app, visitor, entry);
    let (act, with, correlation) = match &entry.act {
        Act::Began { .. } => ("began", None, None),
        Act::AgreementEntered { .. } => ("agreement_entered", None, None),
        Act::LedAway { source } => ("led_away", Some(source.to_string()), None),
        Act::CameBack { source, .. } => ("came_back", Some(source.to_string()), None),
        Act::Asked {
            source, correlation, ..
        } => ("asked", Some(source.to_string()), Some(correlation)),
        Act::Answered {
            source, correlation, ..
        } => ("answered", Some(source.to_string()), Some(correlation)),
        Act::Seen { source, correlation } => ("seen", Some(source.to_string()), Some(correlation)),
        Act::SeenInForm { source, correlation } => {
            ("seen_in_form", Some(source.to_string()), Some(correlation))
        }
        Act::SeenInReview { source, correlation } => {
            ("seen_in_review", Some(source.to_string()), Some(correlation))
        }
        Act::Extended => ("extended", None, None),
        Act::Downloaded => ("downloaded", None, None),
        Act::JournalDownloaded => ("journal_downloaded", None, None),
        Act::DraftSaved { .. } => ("draft_saved", None, None),
        Act::DraftOpened { .. } => ("draft_opened", None, None),
        Act::FileAdded { .. } => ("file_added", None, None),
        Act::FileRemoved { .. } => ("file_removed", None, None),
        Act::OrderStarted { .. } => ("order_started", None, None),
        Act::Sent { recipient, .. } => ("sent", Some(recipient.to_string()), None),
    };
    JournalLine {
        when: moment(visitor, entry.at),
        act,
        what: row.what,
        seen_by: row.who,
        with,
        correlation: correlation.map(ToString::to_string),
    }
}
