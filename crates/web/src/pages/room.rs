use askama::Template;
use mn_event::EndReason;

use super::{Frame, ReceiptView};

/// Asks whether the citizen wants to stay: the warning for browsers without scripts.
#[derive(Clone, Debug, Template)]
#[template(path = "extend.html")]
pub struct ExtendPage {
    /// What surrounds the page; its room says when it ends.
    pub frame: Frame,
    /// The page to come back to.
    pub back: String,
}

/// Asks before everything is deleted.
#[derive(Clone, Debug, Template)]
#[template(path = "delete.html")]
pub struct DeletePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The page to come back to.
    pub back: String,
}

/// Says what was deleted.
#[derive(Clone, Debug, Template)]
#[template(path = "deleted.html")]
pub struct DeletedPage {
    /// What surrounds the page; without a room.
    pub frame: Frame,
    /// How many values.
    pub values: u32,
    /// From how many sources.
    pub sources: u32,
    /// When: `14.31`.
    pub at: String,
    /// Why.
    pub reason: EndReason,
    /// The id of this deletion.
    pub receipt: String,
    /// The signed receipt, compact: it is in the page and nowhere else.
    pub signed: Option<String>,
    /// Whether it is certain that nothing else was sent.
    pub is_known: bool,
    /// What was sent in this visit and lives on at the authority that decides.
    pub sent: Vec<ReceiptView>,
}

/// Says that the removal could not be verified: there is no receipt.
#[derive(Clone, Debug, Template)]
#[template(path = "unverified.html")]
pub struct UnverifiedPage {
    /// What surrounds the page; its room says when it ends by itself.
    pub frame: Frame,
    /// When that is: `14.52`.
    pub ends: String,
}

/// There is no visit any more, or this browser has none.
#[derive(Clone, Debug, Template)]
#[template(path = "over.html")]
pub struct OverPage {
    /// What surrounds the page; without a room.
    pub frame: Frame,
    /// The idle time in minutes.
    pub idle_minutes: u32,
    /// When every room was closed at once, if that was lately: `14.31`.
    pub sealed: Option<String>,
}

/// Who can see what, and what has happened in this visit.
#[derive(Clone, Debug, Template)]
#[template(path = "seen.html")]
pub struct SeenPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The journal, the oldest first.
    pub journal: Vec<JournalRow>,
    /// The page to come back to.
    pub back: String,
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalRow {
    /// When: `13.21`.
    pub at: String,
    /// What happened, in the citizen's language.
    pub what: String,
    /// Who could see it: `bara du`.
    pub who: String,
}

impl DeletedPage {
    fn why(&self) -> crate::texts::Text<'_> {
        self.frame.t(match self.reason {
            EndReason::LoggedOut => "deleted.why_logged_out",
            EndReason::Deleted => "deleted.why_deleted",
            EndReason::AgreementEnded => "deleted.why_agreement_ended",
            EndReason::Idle => "deleted.why_idle",
            EndReason::TimeUp => "deleted.why_time_up",
            EndReason::Replaced => "deleted.why_replaced",
            EndReason::Unclaimed => "deleted.why_unclaimed",
            EndReason::BackChannel => "deleted.why_back_channel",
            EndReason::Sealed => "deleted.why_sealed",
        })
    }
}
