use askama::Template;
use zeroize::Zeroizing;

use super::Frame;
use crate::copy::{JournalCopy, OwnCopy};
use crate::texts::{Text, Translator};

/// Offers a copy of everything, before it vanishes.
#[derive(Clone, Debug, Template)]
#[template(path = "copy.html")]
pub struct CopyPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The page to come back to.
    pub back: String,
}

/// The file with everything, for reading and printing. It needs nothing from anywhere.
#[derive(Debug, Template)]
#[template(path = "own_copy.html")]
pub struct OwnCopyFile<'a> {
    /// The texts in the citizen's language.
    pub texts: &'a Translator,
    /// What it holds.
    pub copy: &'a OwnCopy,
}

/// The file with the journal, for reading and printing.
#[derive(Debug, Template)]
#[template(path = "journal_copy.html")]
pub struct JournalFile<'a> {
    /// The texts in the citizen's language.
    pub texts: &'a Translator,
    /// What it holds.
    pub copy: &'a JournalCopy,
}

impl OwnCopyFile<'_> {
    fn t(&self, key: &str) -> Text<'_> {
        self.texts.get(key)
    }
}

impl JournalFile<'_> {
    fn t(&self, key: &str) -> Text<'_> {
        self.texts.get(key)
    }
}

/// The bytes of a file, in a buffer that is wiped when dropped.
///
/// # Errors
/// When the template cannot be rendered.
pub fn rendered(file: &impl Template) -> Result<Zeroizing<Vec<u8>>, super::Problem> {
    // Room for what a visit holds at most: growing would leave copies behind.
    let mut text = Zeroizing::new(String::with_capacity(ROOM));
    file.render_into(&mut *text).map_err(|_| super::Problem::Broken)?;
    Ok(Zeroizing::new(std::mem::take(&mut *text).into_bytes()))
}

/// More than the explained values of every source take.
const ROOM: usize = 1024 * 1024;
