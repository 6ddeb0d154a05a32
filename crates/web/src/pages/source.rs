use askama::Template;
use askama::filters::HtmlSafe;
use mn_domain::SourceState;

use super::{AboutSource, FieldError, Frame, LostView, Missing, OwnFileRow};

/// Chooses sources one by one.
#[derive(Clone, Debug, Template)]
#[template(path = "choose.html")]
pub struct ChoosePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The application that it is for.
    pub application: String,
    /// The sources, in the order of the metadata (repeated field `kalla`).
    pub sources: Vec<SourceChoice>,
    /// `kalla` when nothing was chosen.
    pub errors: Vec<FieldError>,
    /// What may have been signed in vain.
    pub lost: Vec<LostView>,
}

/// One source to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceChoice {
    /// Its id.
    pub id: String,
    /// Its name: `CSN`.
    pub name: String,
    /// What is fetched.
    pub what: String,
    /// What it is fetched for.
    pub purpose: String,
    /// On what legal ground.
    pub ground: String,
    /// What still stops the citizen from some of it, if anything.
    pub obstacle: Option<String>,
    /// Whether the box is ticked.
    pub is_chosen: bool,
    /// Whether it was fetched already in this visit: then it cannot be unticked, only left out later.
    pub is_fetched: bool,
    /// Why it is not asked now, if it is not.
    pub hindrance: Option<Hindrance>,
}

/// Why a source is not asked now, and until when: `06.00`, `24 november 06.00`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// It is closed at this time of day.
    Closed(String),
    /// It does not answer, and is left alone for a while.
    Resting(String),
}

impl Hindrance {
    /// Its name in the texts: `state.<this>` and `state.<this>_means`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Closed(_) => "closed",
            Self::Resting(_) => "resting",
        }
    }

    /// Until when.
    #[must_use]
    pub fn until(&self) -> &str {
        let (Self::Closed(until) | Self::Resting(until)) = self;
        until
    }
}

impl SourceChoice {
    /// Whether it can be ticked.
    #[must_use]
    pub const fn can_choose(&self) -> bool {
        !self.is_fetched && !matches!(self.hindrance, Some(Hindrance::Closed(_)))
    }
}

/// Answers arrive.
#[derive(Clone, Debug, Template)]
#[template(path = "fetch.html")]
pub struct FetchPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What changes on it; its frame is the page's own.
    pub parts: FetchParts,
    /// The page where the citizen goes on: the first source with values, or the form.
    pub next: String,
}

/// Somebody came back from a source, and not from where this visit led.
#[derive(Clone, Debug, Template)]
#[template(path = "not_back.html")]
pub struct NotBackPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The name of the authority behind it.
    pub who: String,
}

/// The parts of [`FetchPage`] that change: answered alone at [`crate::paths::FETCH_PARTS`].
#[derive(Clone, Debug, Template)]
#[template(path = "parts/fetch_parts.html")]
pub struct FetchParts {
    /// What surrounds the page.
    pub frame: Frame,
    /// One row for each source, in the order of the metadata.
    pub rows: Vec<FetchRow>,
}

/// One source on the page where answers arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What came, for example `Studiemedel hösten 2026, 3 utbetalningar`; without it the state's own sentence.
    pub summary: Option<String>,
    /// How it goes.
    pub status: FetchStatus,
    /// Why it is not asked now, if it is not.
    pub hindrance: Option<Hindrance>,
}

/// How it goes with one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchStatus {
    /// It has been asked and has not answered yet.
    Waiting,
    /// Whoever asked it on our side is gone: no answer will come.
    Interrupted,
    /// The citizen did not give the permission that it asked her for.
    Declined,
    /// It is done, in one of the seven states.
    Done(SourceState),
}

impl HtmlSafe for FetchParts {}

impl FetchPage {
    /// Makes the page of its rows.
    #[must_use]
    pub fn new(frame: Frame, rows: Vec<FetchRow>, next: String) -> Self {
        let parts = FetchParts {
            frame: frame.clone(),
            rows,
        };
        Self { frame, parts, next }
    }
}

impl FetchParts {
    /// How many sources were asked.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.rows.iter().filter(|row| row.was_asked()).count()
    }

    /// How many of them are done.
    #[must_use]
    pub fn done(&self) -> usize {
        let is_done = |row: &&FetchRow| row.was_asked() && row.status != FetchStatus::Waiting;
        self.rows.iter().filter(is_done).count()
    }

    /// How many of them answered, whatever they answered.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.done() - self.unreached() - self.interrupted()
    }

    /// How many of them could not be reached. That is no answer.
    #[must_use]
    pub fn unreached(&self) -> usize {
        let unreached = FetchStatus::Done(SourceState::Unavailable);
        self.rows.iter().filter(|row| row.status == unreached).count()
    }

    /// How many questions were interrupted on our side.
    #[must_use]
    pub fn interrupted(&self) -> usize {
        let interrupted = |row: &&FetchRow| row.status == FetchStatus::Interrupted;
        self.rows.iter().filter(interrupted).count()
    }

    /// Whether nobody is waited for any more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.done() == self.asked()
    }

    /// Whether the page changes by itself: somebody is waited for, or a source that is left alone is soon asked again.
    #[must_use]
    pub fn is_live(&self) -> bool {
        let rests = |row: &FetchRow| matches!(row.shown_hindrance(), Some(Hindrance::Resting(_)));
        !self.is_over() || self.rows.iter().any(rests)
    }
}

impl FetchRow {
    fn was_asked(&self) -> bool {
        self.status != FetchStatus::Done(SourceState::NotAsked)
    }

    /// Why it is not asked now, where that says more than how it went.
    fn shown_hindrance(&self) -> Option<&Hindrance> {
        let says_little = matches!(
            self.status,
            FetchStatus::Interrupted | FetchStatus::Done(SourceState::NotAsked | SourceState::Unavailable)
        );
        self.hindrance.as_ref().filter(|_| says_little)
    }

    /// The state's name in the texts: `state.<this>` and `state.<this>_means`.
    #[must_use]
    pub fn state(&self) -> &'static str {
        if let Some(hindrance) = self.shown_hindrance() {
            return hindrance.name();
        }
        match self.status {
            FetchStatus::Waiting => "waiting",
            FetchStatus::Interrupted => "interrupted",
            FetchStatus::Declined => "declined",
            FetchStatus::Done(state) => state.name(),
        }
    }

    /// Until when it is not asked, where that is shown.
    #[must_use]
    pub fn until(&self) -> &str {
        self.shown_hindrance().map(Hindrance::until).unwrap_or_default()
    }

    /// Whether there are values to see.
    #[must_use]
    pub const fn has_values(&self) -> bool {
        matches!(
            self.status,
            FetchStatus::Done(SourceState::Hit | SourceState::Partial)
        )
    }

    /// Whether asking again may help.
    #[must_use]
    pub const fn can_retry(&self) -> bool {
        if self.hindrance.is_some() {
            return false;
        }
        match self.status {
            // Whoever said no is not urged to try again; she may ask after all.
            FetchStatus::Waiting | FetchStatus::Declined => false,
            FetchStatus::Interrupted => true,
            FetchStatus::Done(state) => state.is_worth_retrying(),
        }
    }

    /// Whether it was not asked and still can be.
    #[must_use]
    pub const fn can_ask(&self) -> bool {
        let is_open = matches!(
            self.status,
            FetchStatus::Declined | FetchStatus::Done(SourceState::NotAsked)
        );
        self.hindrance.is_none() && is_open
    }
}

/// Every source with what it gave: the way into the explanations.
#[derive(Clone, Debug, Template)]
#[template(path = "values.html")]
pub struct ValuesPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// One row for each source.
    pub rows: Vec<FetchRow>,
    /// The files that she has added herself.
    pub files: Vec<OwnFileRow>,
    /// The page where the citizen goes on: the form.
    pub next: String,
}

/// One source's values, explained.
#[derive(Clone, Debug, Template)]
#[template(path = "source.html")]
pub struct SourcePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The source's name: `CSN`.
    pub source: String,
    /// What it is about: `Studiemedel`.
    pub title: String,
    /// The same in a sentence or two.
    pub intro: String,
    /// When it was fetched: `13.21`.
    pub fetched: String,
    /// How it went.
    pub state: SourceState,
    /// What belongs together: one payment, one decision.
    pub records: Vec<RecordCard>,
    /// Details of those, shown folded below.
    pub details: Vec<RecordCard>,
    /// What the source might have said and did not.
    pub missing: Vec<Missing>,
    /// What holds for all that the source says.
    pub about: AboutSource,
    /// Where the citizen goes on, and what that is called: another source, or the form.
    pub next: (String, String),
}

/// Values that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordCard {
    /// What they are: `Bidrag du fick 25 oktober`.
    pub title: String,
    /// What things of these kinds are, each told with the first of them.
    pub explanations: Vec<String>,
    /// The value that matters most, shown large.
    pub main: Option<ValueView>,
    /// The others.
    pub values: Vec<ValueView>,
    /// The id of the place on the page, to link to.
    pub anchor: String,
}

/// One value with everything that explains it. Every text comes from the metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueView {
    /// The term: `Belopp`.
    pub term: String,
    /// The value as people write it: `3 292 kr`.
    pub value: String,
    /// A few words beside the value: `utbetalt, behöver inte betalas tillbaka`.
    pub aside: Option<String>,
    /// What a code means, when the value is one.
    pub code_meaning: Option<String>,
    /// What it means in plain words.
    pub explanation: String,
    /// The days that it concerns: `1–31 oktober`.
    pub period: Option<String>,
    /// Its place in the source's message.
    pub place: String,
    /// Which authority is responsible.
    pub responsible: String,
    /// The page that says whom to tell that it is not right.
    pub wrong: String,
    /// What does not fit with other values.
    pub look: Option<LookAgain>,
}

/// Why a value deserves a second look, and what to do. It may be right all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookAgain {
    /// The mark: `Kontrollera det här`.
    pub mark: String,
    /// What does not fit, a sentence each.
    pub why: Vec<String>,
    /// That it may be right all the same.
    pub calm: String,
    /// What to do.
    pub todo: String,
}

impl RecordCard {
    /// Whether a value that is folded away has something that the citizen should see.
    fn has_folded_look(&self) -> bool {
        self.values.iter().any(|value| value.look.is_some())
    }

    fn has_look(&self) -> bool {
        let main = self.main.iter();
        main.chain(&self.values).any(|value| value.look.is_some())
    }
}

impl ValuesPage {
    fn asked(&self) -> Vec<&FetchRow> {
        self.rows.iter().filter(|row| row.was_asked()).collect()
    }

    fn not_asked(&self) -> Vec<&FetchRow> {
        self.rows.iter().filter(|row| !row.was_asked()).collect()
    }
}

impl SourcePage {
    /// Whether the details hold something that the citizen should see.
    fn details_have_look(&self) -> bool {
        self.details.iter().any(RecordCard::has_look)
    }

    fn state_text(&self) -> crate::texts::Text<'_> {
        self.frame.t(&format!("state.{}_means", self.state.name()))
    }
}
