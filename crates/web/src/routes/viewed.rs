//! What the form shows of the sources' answers is looked at too, and stands in the citizen's journal: once for each
//! answer and place, however often the page is loaded.

use std::collections::BTreeSet;

use mn_domain::{CorrelationId, SourceId};
use mn_form::{Content, ReviewPage, Section};
use mn_space::Act;

use super::case::Opened;
use crate::refused::Refused;

/// Notes what one page of the form shows.
///
/// # Errors
/// When the space is full or gone.
pub async fn in_form(opened: &Opened<'_>, section: &Section) -> Result<(), Refused> {
    let review = opened.draft.review(&opened.case());
    let sources = sources(&review, |id| *id == section.id.as_str());
    let act = |source, correlation| Act::SeenInForm { source, correlation };
    note(opened, &sources, act).await
}

/// Notes what stands on the page before signing.
///
/// # Errors
/// When the space is full or gone.
pub async fn in_review(opened: &Opened<'_>, review: &ReviewPage) -> Result<(), Refused> {
    let act = |source, correlation| Act::SeenInReview { source, correlation };
    note(opened, &sources(review, |_| true), act).await
}

/// The sources whose values stand in some sections, those left out among them.
fn sources(review: &ReviewPage, is_shown: impl Fn(&&str) -> bool) -> BTreeSet<SourceId> {
    let mut shown = BTreeSet::new();
    let sections = review.review.sections.iter();
    for item in sections
        .filter(|section| is_shown(&section.id.as_str()))
        .flat_map(|section| &section.items)
    {
        if let Content::Fetched { rows, .. } = &item.content {
            shown.extend(rows.iter().map(|row| row.source.clone()));
            shown.extend(review.left_out.iter().map(|row| row.at.source.clone()));
        }
    }
    shown
}

async fn note(
    opened: &Opened<'_>,
    sources: &BTreeSet<SourceId>,
    act: impl Fn(SourceId, CorrelationId) -> Act,
) -> Result<(), Refused> {
    let answers = opened.answers.iter();
    let acts: Vec<Act> = answers
        .filter(|stored| sources.contains(&stored.source))
        .map(|stored| act(stored.source.clone(), stored.correlation.clone()))
        .collect();
    if !acts.is_empty() {
        opened.room.note_once(&acts).await?;
    }
    Ok(())
}
