use askama::Template;

use super::{Frame, LookAgain};

/// Whom to tell that a value is not right, and how. Posts `text`.
#[derive(Clone, Debug, Template)]
#[template(path = "wrong.html")]
pub struct WrongPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The value on the page of its source.
    pub back: String,
    /// Where the page posts to.
    pub action: String,
    /// The draft's revision.
    pub revision: u64,
    /// The source's name.
    pub source: String,
    /// When it was fetched.
    pub fetched: String,
    /// What it stands in: `Betalning från CSN · 25 oktober 2026`.
    pub record: String,
    /// What the value is.
    pub term: String,
    /// The value.
    pub value: String,
    /// The days that it concerns.
    pub period: Option<String>,
    /// What does not fit with other values.
    pub look: Option<LookAgain>,
    /// What to do if it is wrong.
    pub if_wrong: String,
    /// Who answers for its being right.
    pub responsible: String,
    /// The authority's telephone number.
    pub phone: Option<String>,
    /// Its address on the web.
    pub url: String,
    /// When it answers.
    pub opening: String,
    /// The text to read out or to copy, in Swedish.
    pub ready: String,
    /// The same in the reader's language, where that is another.
    pub translated: Option<String>,
    /// Who decides on the application.
    pub recipient: String,
    /// How it stands with the value in the application.
    pub state: InApplication,
    /// What she says is right.
    pub said: String,
}

/// How it stands with a value in the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InApplication {
    /// It is in it, and nothing is said against it.
    There,
    /// It is in it, with what the citizen says beside it.
    Marked,
    /// It would be in it, and she has left it out.
    LeftOut,
    /// The application says nothing of it.
    NotThere,
    /// The application has been sent.
    AlreadySent,
}

impl InApplication {
    /// Its name in the texts: `wrong.<this>`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::There => "there",
            Self::Marked => "marked",
            Self::LeftOut => "left_out",
            Self::NotThere => "not_there",
            Self::AlreadySent => "already_sent",
        }
    }
}
