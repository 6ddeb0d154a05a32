//! What is sent, as the citizen sees it before signing.
//!
//! One walk over the form makes both what the page shows and what the application says, so that the two cannot
//! differ. What was left out, and what was not asked, is in neither.

mod doubted;
mod shown;
mod walk;

use std::collections::BTreeMap;

use mn_domain::{Amount, Sensitive};
use mn_seal::Digest;
use serde_json::Value as Json;
pub use shown::{
    AgreementShown, AnswerShown, ApplicantShown, Cell, CheckShown, Content, FetchedShown, FormShown, Item,
    LeftOut, Named, OptionShown, Review, SectionShown, SourceShown, SumShown,
};

use crate::{Case, Draft, FieldError, Kind, QuestionId};

/// The page before signing.
#[derive(Clone, Debug)]
pub struct ReviewPage {
    /// What is sent.
    pub review: Review,
    /// The digest of exactly this review. The page sends it back, so that nothing else is signed.
    pub digest: Digest,
    /// What the citizen left out: on the page, never in what is sent.
    pub left_out: Vec<LeftOut>,
    /// What is still missing or in the way. The declaration, which is made on this page, is not among it.
    pub missing: Vec<FieldError>,
    pub(crate) snapshot: Sensitive<Vec<u8>>,
    pub(crate) answers: serde_json::Map<String, Json>,
    pub(crate) amounts: BTreeMap<QuestionId, Amount>,
    pub(crate) entries: Vec<walk::Entry>,
    pub(crate) counts: Counts,
}

/// How many values there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Values that came from sources.
    pub fetched: usize,
    /// Values out of files that the citizen added herself.
    pub own: usize,
    /// Of both, the ones that the citizen disputes.
    pub disputed: usize,
    /// Values that the citizen wrote: an answer or a row each.
    pub written: usize,
}

impl ReviewPage {
    /// How many values are sent.
    #[must_use]
    pub const fn counts(&self) -> Counts {
        self.counts
    }
}

impl Draft {
    /// The page before signing.
    #[must_use]
    pub fn review(&self, case: &Case<'_>) -> ReviewPage {
        let walked = walk::walk(case, self);
        let snapshot = serde_json::to_vec(&walked.review).unwrap_or_default();
        let is_declaration = |error: &FieldError| {
            let question = case
                .definition
                .questions()
                .find(|one| one.id.as_str() == error.at);
            question.is_some_and(|question| matches!(question.kind, Kind::Declaration))
        };
        let errors = case.reading(self).all_errors();
        ReviewPage {
            digest: mn_seal::sha256(&snapshot),
            snapshot: Sensitive::new(snapshot),
            review: walked.review,
            left_out: walked.left_out,
            missing: errors
                .into_iter()
                .filter(|error| !is_declaration(error))
                .collect(),
            answers: walked.answers,
            amounts: walked.amounts,
            entries: walked.entries,
            counts: walked.counts,
        }
    }
}
