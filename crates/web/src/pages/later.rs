use askama::Template;

use super::{FieldError, Frame};

/// Takes home what was written, or brings it back.
#[derive(Clone, Debug, Template)]
#[template(path = "later.html")]
pub struct LaterPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Whether there is something to take home.
    pub has_draft: bool,
    /// The draft's revision, which the form that opens a file carries.
    pub revision: u64,
    /// The fewest characters of a passphrase.
    pub least: usize,
    /// What is in the way.
    pub errors: Vec<FieldError>,
}

/// What was written is there again.
#[derive(Clone, Debug, Template)]
#[template(path = "later_opened.html")]
pub struct LaterOpenedPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// When it was saved: `23 november 2026 14.31`.
    pub saved: String,
    /// Sources, with how many values of each the file spoke of that are not there now.
    pub dropped: Vec<(String, usize)>,
}

impl LaterPage {
    /// What is said at a field.
    #[must_use]
    pub fn error(&self, field: &str) -> Option<&str> {
        let error = self.errors.iter().find(|error| error.field == field);
        error.map(|error| error.text.as_str())
    }
}
