use axum::extract::State;
use mn_domain::Language;
use mn_form::{Cell, Content, Estimate, Item, Kind, RowDoes, Section, SectionShown, SumShown};

use super::case::Opened;
use super::form::address;
use super::{form_page, viewed};
use crate::app::App;
use crate::pages::{self, EstimateRow, Progress, ReviewPage, ReviewRow, ReviewSection, ReviewSentPage};
use crate::refused::Answer;
use crate::room::{AgreedRoom, Sent};
use crate::{paths, respond};

/// `GET /granska`: exactly what will be sent.
pub async fn show(State(app): State<App>, room: AgreedRoom) -> Answer {
    room.touch().await?;
    let opened = Opened::of(&app, &room).await?;
    if opened.draft.is_empty()
        && let Some(sent) = room.sent.last()
    {
        return respond::page(&sent_page(&app, &room, sent));
    }
    let (page, review) = built(&opened);
    viewed::in_review(&opened, &review).await?;
    respond::page(&page)
}

/// There is nothing to review: it has been sent, and nothing was written since.
fn sent_page(app: &App, room: &AgreedRoom, sent: &Sent) -> ReviewSentPage {
    let recipient = app.offer.recipients.get(&sent.recipient);
    ReviewSentPage {
        frame: room.frame(app),
        recipient: recipient.map_or_else(
            || sent.recipient.to_string(),
            |one| one.name.get(room.visitor.language).to_owned(),
        ),
        receipt: format!("{}/{}", paths::RECEIPTS, sent.submission),
    }
}

/// The page as the draft stands now. Its digest comes back with the button, so that nothing else is signed.
pub fn review_page(opened: &Opened<'_>) -> ReviewPage {
    built(opened).0
}

fn built(opened: &Opened<'_>) -> (ReviewPage, mn_form::ReviewPage) {
    let (app, room) = (opened.app, opened.room);
    let (case, language) = (opened.case(), room.visitor.language);
    let page = opened.draft.review(&case);
    let t = &room.visitor.texts;
    let mut sections: Vec<ReviewSection> = page
        .review
        .sections
        .iter()
        .map(|section| review_section(opened, section))
        .collect();
    sections.retain(|section| !section.rows.is_empty());
    sections.push(sums(t.get("review.sums").to_string(), &page.review.sums));
    let pages = opened.sections();
    let last = pages
        .last()
        .map_or_else(|| paths::VALUES.to_owned(), |section| address(section));
    let missing = page.missing.iter();
    let missing = missing.map(|error| still_missing(&pages, &error.at, language));
    let shown = ReviewPage {
        frame: room.frame(app),
        recipient: opened.recipient.name.get(language).to_owned(),
        sections,
        // EXPOSE: shown to the citizen whose values they are.
        left_out: page
            .left_out
            .iter()
            .map(|row| format!("{}, {}, {}", row.source, row.label.expose(), row.amount.expose()))
            .collect(),
        silent: form_page::silent(opened),
        estimate: estimate(opened.draft.estimate(&case, &page, &app.norms)),
        warnings: Vec::new(),
        declaration: page.review.declaration.clone(),
        digest: page.digest.to_string(),
        missing: missing.collect(),
        back: last.clone(),
        progress: Progress {
            page: pages.len(),
            of: pages.len(),
        },
    };
    (shown, page)
}

fn sums(title: String, sums: &[SumShown]) -> ReviewSection {
    // EXPOSE: shown to the citizen whose values they are.
    let rows = sums.iter().map(|sum| {
        row(
            sum.text.clone(),
            String::new(),
            sum.amount.expose(),
            String::new(),
        )
    });
    ReviewSection {
        title,
        rows: rows.collect(),
        sum: None,
    }
}

/// The question that still lacks an answer, and the page where it is asked.
fn still_missing(pages: &[&Section], at: &str, language: Language) -> (String, String) {
    let id = at.split('.').next().unwrap_or_default();
    let asked = |section: &&Section| {
        section
            .questions
            .iter()
            .find(|one| one.id.as_str() == id)
            .cloned()
    };
    let found = pages.iter().find_map(|section| Some((section, asked(section)?)));
    found.map_or_else(
        || (String::new(), paths::FORM.to_owned()),
        |(section, question)| (question.text.get(language).to_owned(), address(section)),
    )
}

fn review_section(opened: &Opened<'_>, section: &SectionShown) -> ReviewSection {
    let change = format!("{}/{}", paths::FORM, section.id);
    let rows = section
        .items
        .iter()
        .flat_map(|item| rows_of(opened, item, &change))
        .collect();
    ReviewSection {
        title: section.title.clone(),
        rows,
        sum: None,
    }
}

fn rows_of(opened: &Opened<'_>, item: &Item, change: &str) -> Vec<ReviewRow> {
    // EXPOSE: shown to the citizen whose values they are.
    match &item.content {
        Content::Answer(answer) => answer
            .answer
            .iter()
            .map(|words| {
                row(
                    item.text.clone(),
                    answer.provenance.clone(),
                    words.expose(),
                    change.to_owned(),
                )
            })
            .collect(),
        Content::Rows { rows, provenance } => rows
            .iter()
            .map(|cells| {
                let (label, value) = own_row(opened, item, cells);
                row(label, provenance.clone(), &value, change.to_owned())
            })
            .collect(),
        Content::Fetched { rows, .. } => rows
            .iter()
            .map(|fetched| ReviewRow {
                label: format!("{} {}", fetched.label.expose(), fetched.day.expose())
                    .trim()
                    .to_owned(),
                origin: fetched.provenance.clone(),
                value: fetched.amount.expose().to_owned(),
                disputed: fetched.correction.as_ref().map(|words| words.expose().to_owned()),
                look: form_page::look_again(opened, fetched),
                change: format!("{change}/rad?rad={}", fetched.at),
            })
            .collect(),
    }
}

/// A row that the citizen wrote: what it is, and its amount.
fn own_row(opened: &Opened<'_>, item: &Item, cells: &[Cell]) -> (String, String) {
    let columns = opened
        .definition
        .question(&item.id)
        .map(|question| &question.kind);
    let is_amount = |cell: &&Cell| match columns {
        Some(Kind::Rows { columns, .. }) => columns
            .iter()
            .any(|column| column.id == cell.id && matches!(column.kind, Kind::Amount { .. })),
        _ => false,
    };
    // EXPOSE: shown to the citizen who wrote it.
    let amount = cells
        .iter()
        .find(is_amount)
        .map(|cell| cell.answer.expose().to_owned());
    // Beside an amount the words say what it is for. Without one, nobody knows what "7" means.
    let named = |cell: &Cell| {
        let words = cell.answer.expose();
        if amount.is_some() {
            words.to_owned()
        } else {
            format!("{}: {words}", cell.text)
        }
    };
    let others = cells.iter().filter(|cell| !is_amount(cell));
    let label = others
        .filter(|cell| !cell.answer.expose().is_empty())
        .map(named)
        .collect::<Vec<_>>()
        .join(", ");
    (label, amount.unwrap_or_default())
}

fn row(label: String, origin: String, value: &str, change: String) -> ReviewRow {
    ReviewRow {
        label,
        origin,
        value: value.to_owned(),
        disputed: None,
        look: None,
        change,
    }
}

fn estimate(estimate: Estimate) -> Result<pages::Estimate, String> {
    let rows = match estimate {
        Estimate::Not { text, .. } => return Err(text),
        Estimate::Rows(rows) => rows,
    };
    let sign = |does: RowDoes| match does {
        RowDoes::Begins | RowDoes::Results => "",
        RowDoes::Adds => "+ ",
        RowDoes::Takes => "\u{2212} ",
    };
    // EXPOSE: shown to the citizen; never sent.
    let outcome = rows
        .iter()
        .find(|row| row.does == RowDoes::Results)
        .map(|row| row.amount.expose().to_owned());
    let shown = rows
        .iter()
        .filter(|row| row.does != RowDoes::Results)
        .map(|row| EstimateRow {
            label: format!("{}{}", sign(row.does), row.text),
            explanation: None,
            value: row.amount.expose().to_owned(),
        });
    Ok(pages::Estimate {
        rows: shown.collect(),
        outcome: outcome.unwrap_or_default(),
    })
}
