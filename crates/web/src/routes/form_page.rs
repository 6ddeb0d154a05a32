//! A page of the form as plain data.

use mn_domain::SourceState;
use mn_form::{Case, Content, FetchedShown, FieldError, Item, Kind, LeftOut, Question, RowRef, Section};
use mn_source::StoredAnswers;

use super::case::Opened;
use super::form::address;
use super::form_question;
use crate::pages::{
    Asked, DisputePage, FetchedGroup, FetchedRow, FormPage, Progress, Row, RowsQuestion, Treatment,
};
use crate::{names, pages, paths, show};

/// Builds the page with what was written so far, and what is in the way.
pub fn build(opened: &Opened<'_>, section: &Section, errors: &[FieldError]) -> FormPage {
    let (app, room) = (opened.app, opened.room);
    let (language, case) = (room.visitor.language, opened.case());
    let review = opened.draft.review(&case);
    let shown = review.review.sections.iter().find(|one| one.id == section.id);
    let items: &[Item] = shown.map(|shown| shown.items.as_slice()).unwrap_or_default();
    let is_asked = |question: &&Question| items.iter().any(|item| item.id == question.id);
    let error = |field: &str| {
        let found = errors.iter().find(|error| error.at == field)?;
        Some(case.words.problem(found.problem, language, case.speak))
    };
    let builder = form_question::Builder {
        case: &case,
        draft: &opened.draft,
        error: &error,
    };
    let questions = section.questions.iter().filter(is_asked);
    let asked = questions.filter_map(|question| asked(&builder, question));
    let sections = opened.sections();
    let position = sections
        .iter()
        .position(|one| one.id == section.id)
        .unwrap_or_default();
    let back = position.checked_sub(1).and_then(|before| sections.get(before));
    let has_fetched = section.questions.iter().filter(is_asked).any(asks_authorities);
    let fetched: Vec<FetchedGroup> = items
        .iter()
        .flat_map(|item| groups(opened, section, item, &review.left_out))
        .collect();
    FormPage {
        frame: room.frame(app),
        progress: Progress {
            page: position + 1,
            of: sections.len(),
        },
        title: section.title.get(language).to_owned(),
        why: section.intro.as_ref().map(|intro| intro.get(language).to_owned()),
        back: back.map_or_else(|| paths::VALUES.to_owned(), |before| address(before)),
        action: address(section),
        revision: opened.revision,
        has_nothing_fetched: has_fetched && fetched.is_empty(),
        fetched,
        silent: if has_fetched { silent(opened) } else { Vec::new() },
        errors: summary(&case, section, errors),
        asked: asked.collect(),
    }
}

/// Whether authorities are to answer a question, and not the citizen's own files alone.
fn asks_authorities(question: &Question) -> bool {
    match &question.kind {
        Kind::Fetched { rules, .. } => rules.iter().any(|rule| !rule.own),
        _ => false,
    }
}

/// What must be looked at, each with its question: the list stands alone on top of the page.
fn summary(case: &Case<'_>, section: &Section, errors: &[FieldError]) -> Vec<pages::FieldError> {
    let named = |at: &str| {
        let question = section
            .questions
            .iter()
            .find(|one| Some(one.id.as_str()) == at.split('.').next())?;
        let Kind::Rows { columns, .. } = &question.kind else {
            return Some(question.text.get(case.language));
        };
        let column = at
            .rsplit('.')
            .next()
            .and_then(|id| columns.iter().find(|one| one.id.as_str() == id));
        Some(column.unwrap_or(question).text.get(case.language))
    };
    let told = errors.iter().map(|one| {
        let text = case.words.problem(one.problem, case.language, case.speak);
        let question = named(&one.at).unwrap_or_default();
        pages::FieldError {
            field: one.at.clone(),
            text: summed_up(question, &text),
        }
    });
    told.collect()
}

/// The question and what is the matter: `Hyra: Skriv ett belopp.`, but no colon after a question mark.
fn summed_up(question: &str, text: &str) -> String {
    if question.is_empty() {
        text.to_owned()
    } else if question.ends_with(['?', '.']) {
        format!("{question} {text}")
    } else {
        format!("{question}: {text}")
    }
}

fn asked(builder: &form_question::Builder<'_>, question: &Question) -> Option<Asked> {
    match &question.kind {
        Kind::Fetched { .. } | Kind::Declaration => None,
        Kind::Rows { columns, .. } => Some(Asked::Rows(rows(builder, question, columns))),
        _ => Some(Asked::One(builder.question(question))),
    }
}

fn rows(builder: &form_question::Builder<'_>, question: &Question, columns: &[Question]) -> RowsQuestion {
    let view = builder.question(question);
    let written = builder.draft.written_rows(&question.id);
    let rows = written.iter().enumerate().map(|(index, row)| Row {
        number: index + 1,
        place: format!("{}.{index}", question.id),
        fields: columns
            .iter()
            .map(|column| {
                builder.cell(
                    &format!("{}.{index}.{}", question.id, column.id),
                    column,
                    row.get(&column.id),
                )
            })
            .collect(),
    });
    RowsQuestion {
        rows: rows.collect(),
        id: view.id,
        label: view.label,
        hint: view.hint,
        error: view.error,
    }
}

/// The rows that sources gave for one question, by source, those left out last.
fn groups(opened: &Opened<'_>, section: &Section, item: &Item, left_out: &[LeftOut]) -> Vec<FetchedGroup> {
    let Content::Fetched { rows, .. } = &item.content else {
        return Vec::new();
    };
    let change = |at: &RowRef| format!("{}/rad?rad={at}", address(section));
    let mut all: Vec<(&mn_domain::SourceId, FetchedRow)> = rows
        .iter()
        .map(|row| (&row.source, fetched(opened, row, change(&row.at))))
        .collect();
    all.extend(
        left_out
            .iter()
            .map(|row| (&row.at.source, out(row, change(&row.at)))),
    );
    let mut groups = Vec::new();
    for stored in &opened.answers {
        let rows: Vec<FetchedRow> = all
            .iter()
            .filter(|(source, _)| **source == stored.source)
            .map(|(_, row)| row.clone())
            .collect();
        if !rows.is_empty() {
            groups.push(FetchedGroup {
                source: named(opened, stored),
                fetched: show::clock(&opened.room.visitor.texts, stored.answered_at),
                is_own: opened.app.files.is_source(&stored.source),
                rows,
            });
        }
    }
    groups
}

fn fetched(opened: &Opened<'_>, row: &FetchedShown, change: String) -> FetchedRow {
    // EXPOSE: shown to the citizen whose values they are.
    FetchedRow {
        label: row.label.expose().to_owned(),
        period: Some(row.day.expose().to_owned()).filter(|day| !day.is_empty()),
        value: row.amount.expose().to_owned(),
        treatment: row.correction.as_ref().map_or(Treatment::Sent, |words| {
            Treatment::Disputed(words.expose().to_owned())
        }),
        look: look_again(opened, row),
        change,
    }
}

fn out(row: &LeftOut, change: String) -> FetchedRow {
    // EXPOSE: shown to the citizen whose values they are.
    FetchedRow {
        label: row.label.expose().to_owned(),
        period: Some(row.day.expose().to_owned()).filter(|day| !day.is_empty()),
        value: row.amount.expose().to_owned(),
        treatment: Treatment::LeftOut,
        look: None,
        change,
    }
}

/// What does not fit in a row.
pub fn look_again(opened: &Opened<'_>, row: &FetchedShown) -> Option<pages::LookAgain> {
    // EXPOSE: shown to the citizen whose value it is.
    let why = row.checks.iter().map(|check| check.text.expose().to_owned());
    let language = opened.room.visitor.language;
    names::look_again(opened.app, &row.source, language, why.collect())
}

/// One sentence for each source that was asked and gave nothing because it could not.
pub fn silent(opened: &Opened<'_>) -> Vec<String> {
    let t = &opened.room.visitor.texts;
    let failed = opened.answers.iter().filter(|stored| {
        let is_whole = matches!(
            stored.state,
            SourceState::Hit | SourceState::NoHit | SourceState::NotAsked
        );
        // What could not be read in a file of her own stands on the file's page.
        !is_whole && !opened.app.files.is_source(&stored.source)
    });
    failed
        .map(|stored| {
            let means = t.get(&format!("state.{}_means", stored.state.name()));
            format!("{}: {means}", named(opened, stored))
        })
        .collect()
}

fn named(opened: &Opened<'_>, stored: &StoredAnswers) -> String {
    names::source(opened.app, opened.room.visitor.language, &stored.source)
}

/// The page about one fetched value. Nothing where no source gave it.
pub fn row(opened: &Opened<'_>, section: &Section, at: &RowRef) -> Option<DisputePage> {
    let case = opened.case();
    let page = opened.draft.review(&case);
    let items: Vec<&Item> = page
        .review
        .sections
        .iter()
        .filter(|one| one.id == section.id)
        .flat_map(|one| &one.items)
        .collect();
    let found = items.iter().find_map(|item| match &item.content {
        Content::Fetched { rows, .. } => rows
            .iter()
            .find(|row| row.at == *at)
            .map(|row| fetched(opened, row, String::new())),
        _ => None,
    });
    let left = || {
        page.left_out
            .iter()
            .find(|row| row.at == *at)
            .map(|row| out(row, String::new()))
    };
    let found = found.or_else(left)?;
    let stored = opened.answers.iter().find(|stored| stored.source == at.source)?;
    Some(DisputePage {
        frame: opened.room.frame(opened.app),
        back: address(section),
        action: format!("{}/rad?rad={at}", address(section)),
        revision: opened.revision,
        source: named(opened, stored),
        fetched: show::clock(&opened.room.visitor.texts, stored.answered_at),
        is_own: opened.app.files.is_source(&stored.source),
        label: found.label,
        value: found.value,
        if_wrong: if_wrong(opened, stored, at),
        tell: paths::wrong(at),
        treatment: found.treatment,
        said: String::new(),
        errors: Vec::new(),
    })
}

fn if_wrong(opened: &Opened<'_>, stored: &StoredAnswers, at: &RowRef) -> String {
    let language = opened.room.visitor.language;
    let annotated = opened.app.catalogue.annotate(stored, language);
    let values = annotated
        .iter()
        .flat_map(|one| &one.records)
        .flat_map(|record| &record.values);
    let mut same = values.filter(|value| *value.field == at.field);
    same.next()
        .map(|value| value.if_wrong.to_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::summed_up;

    #[test]
    fn a_question_and_what_is_the_matter_read_as_sentences() {
        assert_eq!(summed_up("Hyra", "Skriv ett belopp."), "Hyra: Skriv ett belopp.");
        assert_eq!(summed_up("Bor det barn?", "Svara."), "Bor det barn? Svara.");
        assert_eq!(summed_up("", "Svara."), "Svara.");
    }
}
