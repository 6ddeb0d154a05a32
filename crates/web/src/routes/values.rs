use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Path, State};
use mn_domain::{FieldId, SourceId};
use mn_fetch::Status;
use mn_form::RowRef;
use mn_help::{Annotated, AnnotatedRecord, AnnotatedValue, Concern, Source};
use mn_source::StoredAnswers;
use mn_space::Act;

use super::{around, fetch, own_file};
use crate::app::App;
use crate::pages::{FetchStatus, LookAgain, Problem, RecordCard, SourcePage, ValueView, ValuesPage};
use crate::refused::Answer;
use crate::room::AgreedRoom;
use crate::visitor::Visitor;
use crate::{names, paths, respond, show};

/// `GET /uppgifter`: every source with what it gave.
pub async fn all(State(app): State<App>, room: AgreedRoom) -> Answer {
    room.touch().await?;
    let rows = fetch::rows(&app, &room).await?;
    respond::page(&ValuesPage {
        frame: room.frame(&app),
        rows,
        files: own_file::rows(&app, &room).await?,
        next: paths::FORM.to_owned(),
    })
}

/// `GET /uppgifter/{source}`: one source's values, explained. That they were seen goes to the citizen's journal.
pub async fn one(State(app): State<App>, room: AgreedRoom, Path(id): Path<String>) -> Answer {
    room.touch().await?;
    let id: SourceId = id.parse().map_err(|_| Problem::NotFound)?;
    let source = app.catalogue.source(&id).ok_or(Problem::NotFound)?;
    let progress = app.fetcher.progress(&room.visit).await?;
    let found = progress
        .iter()
        .find(|one| one.source == id)
        .ok_or(Problem::NotFound)?;
    let (Status::Done(state), Some(stored)) = (found.status, &found.answers) else {
        return respond::see_other(paths::FETCH);
    };
    let visitor = &room.visitor;
    let annotated = app
        .catalogue
        .annotate(stored, visitor.language)
        .ok_or(Problem::NotFound)?;
    let next = next(&app, &room, &id).await?;
    let of = Of {
        app: &app,
        source,
        stored,
        nths: nths(stored),
    };
    let page = SourcePage {
        source: source.name.get(visitor.language).to_owned(),
        title: source.name.get(visitor.language).to_owned(),
        intro: source.about.what.get(visitor.language).to_owned(),
        fetched: show::clock(&visitor.texts, stored.answered_at),
        state,
        records: cards(&of, visitor, &annotated, false),
        details: cards(&of, visitor, &annotated, true),
        missing: around::missing(source, &annotated, visitor.language),
        about: around::about(source, visitor.language),
        next,
        frame: room.frame(&app),
    };
    let correlation = stored.correlation.clone();
    room.note_once(&[Act::Seen {
        source: id,
        correlation,
    }])
    .await?;
    respond::page(&page)
}

/// What the values of a page are of.
struct Of<'a> {
    app: &'a App,
    source: &'a Source,
    stored: &'a StoredAnswers,
    /// Which of several equal fields of its record each answer is.
    nths: Vec<u16>,
}

impl Of<'_> {
    /// The place of a value.
    fn at(&self, value: &AnnotatedValue<'_>) -> RowRef {
        let answer = self.stored.answers.get(value.answer);
        RowRef {
            source: self.source.id.clone(),
            record: answer.map(|answer| answer.record).unwrap_or_default(),
            field: value.field.clone(),
            nth: self.nths.get(value.answer).copied().unwrap_or_default(),
        }
    }
}

fn nths(stored: &StoredAnswers) -> Vec<u16> {
    let mut seen: BTreeMap<(u16, &FieldId), u16> = BTreeMap::new();
    let mut nth = |answer| {
        let mine = seen.entry(answer).or_default();
        let nth = *mine;
        *mine = mine.saturating_add(1);
        nth
    };
    let answers = stored.answers.iter();
    answers
        .map(|answer| nth((answer.record, &answer.field)))
        .collect()
}

/// The records that matter, or the details of them.
fn cards(of: &Of<'_>, visitor: &Visitor, annotated: &Annotated<'_>, details: bool) -> Vec<RecordCard> {
    let records = annotated.records.iter().enumerate();
    let records = records.filter(|(_, record)| record.is_detail == details);
    let mut told = BTreeSet::new();
    records
        .map(|(number, record)| RecordCard {
            explanations: around::fresh(of.source, record, visitor.language, &mut told),
            ..card(of, visitor, number, record)
        })
        .collect()
}

fn card(of: &Of<'_>, visitor: &Visitor, number: usize, record: &AnnotatedRecord<'_>) -> RecordCard {
    let is_main = |index: &usize| record.main == Some(*index);
    let mut values = record.values.iter().enumerate();
    let main = values.clone().find(|(index, _)| is_main(index));
    RecordCard {
        // EXPOSE: shown to the citizen whose values they are.
        title: record.title().expose().clone(),
        explanations: Vec::new(),
        main: main.map(|(_, value)| view(of, visitor, value)),
        values: values
            .by_ref()
            .filter(|(index, _)| !is_main(index))
            .map(|(_, value)| view(of, visitor, value))
            .collect(),
        anchor: format!("post-{}", number + 1),
    }
}

fn view(of: &Of<'_>, visitor: &Visitor, value: &AnnotatedValue<'_>) -> ValueView {
    let mut aside: Vec<String> = value.counted.iter().map(|&words| words.to_owned()).collect();
    if !value.as_promised {
        aside.push(visitor.texts.get("source.as_written").to_string());
    }
    ValueView {
        term: value.term.to_owned(),
        // EXPOSE: shown to the citizen whose value it is.
        value: value.display.expose().clone(),
        aside: (!aside.is_empty()).then(|| aside.join(", ")),
        code_meaning: value.meaning.map(str::to_owned),
        explanation: value.explanation.to_owned(),
        // EXPOSE: shown to the citizen whose value it is.
        period: value.period.as_ref().map(|period| period.expose().clone()),
        place: value.provenance.place.to_owned(),
        responsible: value.responsible.to_owned(),
        wrong: paths::wrong(&of.at(value)),
        look: look(of.app, of.source, visitor, &value.concerns),
    }
}

/// Why a value deserves a second look.
pub fn look(app: &App, source: &Source, visitor: &Visitor, concerns: &[Concern]) -> Option<LookAgain> {
    // EXPOSE: shown to the citizen whose value it is.
    let why = concerns.iter().map(|concern| concern.text.expose().clone());
    names::look_again(app, &source.id, visitor.language, why.collect())
}

/// Where to go on: the next source with values, or the form.
async fn next(
    app: &App,
    room: &AgreedRoom,
    id: &SourceId,
) -> Result<(String, String), crate::refused::Refused> {
    let rows = fetch::rows(app, room).await?;
    let after = rows.into_iter().skip_while(|row| row.id != id.as_str()).skip(1);
    let next = after
        .into_iter()
        .find(|row| matches!(row.status, FetchStatus::Done(_)) && row.has_values());
    Ok(next.map_or_else(
        || {
            (
                paths::FORM.to_owned(),
                room.visitor.texts.get("source.next_form").to_string(),
            )
        },
        |row| (format!("{}/{}", paths::VALUES, row.id), row.name),
    ))
}
