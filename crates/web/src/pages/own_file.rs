use askama::Template;
use mn_domain::SourceState;

use super::{FieldError, Frame, LookAgain};

/// Adds a file of the citizen's own, and tells which there are.
#[derive(Clone, Debug, Template)]
#[template(path = "own_files.html")]
pub struct OwnFilesPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The files of the visit.
    pub files: Vec<OwnFileRow>,
    /// Most files of one visit.
    pub most: u32,
    /// The largest file, in megabytes.
    pub megabytes: usize,
    /// What is in the way.
    pub errors: Vec<FieldError>,
}

/// One file in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFileRow {
    /// Its number in the visit.
    pub number: u32,
    /// What it is: `Kontoutdrag (XML)`.
    pub kind: String,
    /// When it was added: `13.21`.
    pub added: String,
    /// The accounts that it tells of: `Konto: …7466`.
    pub accounts: Vec<String>,
    /// How many rows were read.
    pub rows: usize,
}

/// What one file says.
#[derive(Clone, Debug, Template)]
#[template(path = "own_file.html")]
pub struct OwnFilePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Its number in the visit.
    pub number: u32,
    /// What it is.
    pub title: String,
    /// When it was added: `13.21`.
    pub added: String,
    /// Whether all of it, a part, or nothing was read.
    pub state: SourceState,
    /// How far it can be trusted.
    pub quality: String,
    /// What to do if something is wrong.
    pub if_wrong: String,
    /// How many values could not be read.
    pub unread: usize,
    /// Whether opening balance and rows do not make the closing balance.
    pub sum_differs: bool,
    /// Whether the file itself is kept, so that it can be fetched again.
    pub is_kept: bool,
    /// The file itself, and each account with its rows.
    pub parts: Vec<AccountView>,
}

/// Values that belong together, and the rows of the account that they tell of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountView {
    /// What they are: `Konto · …7466`.
    pub title: String,
    /// The values.
    pub values: Vec<OwnValue>,
    /// The id of the place on the page, to link to.
    pub anchor: String,
    /// The rows.
    pub rows: Vec<BankRow>,
}

/// One value that was read out of a file, explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnValue {
    /// The term: `Fanns på kontot till slut`.
    pub term: String,
    /// The value as people write it.
    pub value: String,
    /// What a code means, when the value is one.
    pub code_meaning: Option<String>,
    /// What it means in plain words.
    pub explanation: String,
    /// What does not fit with other values.
    pub look: Option<LookAgain>,
}

/// One row of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankRow {
    /// When: `25 oktober 2026`.
    pub day: String,
    /// What the bank wrote.
    pub text: String,
    /// Who the other one was.
    pub other: Option<String>,
    /// How much; nothing where it could not be read.
    pub amount: Option<String>,
    /// What was left.
    pub balance: Option<String>,
    /// What the bank's word for how far it has come means.
    pub status: Option<String>,
}

impl OwnFilesPage {
    /// What is said at the field.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.errors.first().map(|error| error.text.as_str())
    }

    /// Whether one more is taken.
    #[must_use]
    pub fn has_room(&self) -> bool {
        u32::try_from(self.files.len()).is_ok_and(|count| count < self.most)
    }
}
