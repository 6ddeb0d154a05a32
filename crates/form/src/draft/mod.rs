//! What the citizen has written so far.

mod apply;
mod pages;
mod reading;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

pub use apply::Applied;
pub(crate) use apply::correction;
use mn_domain::{FormId, Sensitive};
pub(crate) use reading::{Reading, RowValues};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Definition, QuestionId, RowRef, Written};

/// An application in the making: only what the citizen wrote, disputed and left out. What sources gave is not
/// in it; it refers to that by place.
///
/// Words that cannot be used are kept too, so that the page can show them again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    format: u8,
    form: FormId,
    version: u32,
    answers: BTreeMap<QuestionId, Vec<Written>>,
    rows: BTreeMap<QuestionId, Vec<BTreeMap<QuestionId, Written>>>,
    pub(crate) disputes: BTreeMap<RowRef, Written>,
    pub(crate) left_out: BTreeSet<RowRef>,
}

/// The bytes are not a draft of this version of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a draft of this form")]
pub struct NotADraft;

/// Raised when the stored form of drafts changes.
const FORMAT: u8 = 1;

impl Draft {
    /// An empty draft.
    #[must_use]
    pub fn new(definition: &Definition) -> Self {
        Self {
            format: FORMAT,
            form: definition.id.clone(),
            version: definition.version,
            answers: BTreeMap::new(),
            rows: BTreeMap::new(),
            disputes: BTreeMap::new(),
            left_out: BTreeSet::new(),
        }
    }

    /// The bytes for the sealer, and for nobody else.
    ///
    /// # Errors
    /// [`NotADraft`] when they cannot be written.
    pub fn to_sealed_bytes(&self) -> Result<Sensitive<Vec<u8>>, NotADraft> {
        serde_json::to_vec(self)
            .map(Sensitive::new)
            .map_err(|_| NotADraft)
    }

    /// Reads a draft from bytes that the opener gave.
    ///
    /// # Errors
    /// [`NotADraft`] when they are anything else, or a draft of another form or version.
    pub fn from_sealed_bytes(definition: &Definition, bytes: &Sensitive<Vec<u8>>) -> Result<Self, NotADraft> {
        // EXPOSE: reading needs the bytes; what the citizen wrote goes straight back under protection.
        let draft: Self = serde_json::from_slice(bytes.expose()).map_err(|_| NotADraft)?;
        if draft.is_current(definition) {
            Ok(draft)
        } else {
            Err(NotADraft)
        }
    }

    /// Whether it is a draft of this version of the form.
    pub(crate) fn is_current(&self, definition: &Definition) -> bool {
        self.format == FORMAT && self.form == definition.id && self.version == definition.version
    }

    /// Whether nothing has been written, disputed or left out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
            && self.rows.is_empty()
            && self.disputes.is_empty()
            && self.left_out.is_empty()
    }

    /// Whether the citizen left this row out.
    #[must_use]
    pub fn leaves_out(&self, row: &RowRef) -> bool {
        self.left_out.contains(row)
    }

    /// The citizen's own words on the value of a row, if there are any.
    #[must_use]
    pub fn correction(&self, value: &RowRef) -> Option<&Written> {
        self.disputes.get(value)
    }

    /// Drops what the citizen said about values that are no longer there.
    pub fn forget(&mut self, is_gone: impl Fn(&RowRef) -> bool) {
        self.disputes.retain(|row, _| !is_gone(row));
        self.left_out.retain(|row| !is_gone(row));
    }

    /// The words in the fields of a question without rows, to show them again.
    #[must_use]
    pub fn written(&self, question: &QuestionId) -> &[Written] {
        self.answers.get(question).map(Vec::as_slice).unwrap_or_default()
    }

    /// The rows of a question with rows, to show them again.
    #[must_use]
    pub fn written_rows(&self, question: &QuestionId) -> &[BTreeMap<QuestionId, Written>] {
        self.rows.get(question).map(Vec::as_slice).unwrap_or_default()
    }
}
