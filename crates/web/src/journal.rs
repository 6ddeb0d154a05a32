//! The citizen's journal in words.

use mn_domain::SourceId;
use mn_space::{Act, JournalEntry};

use crate::app::App;
use crate::names;
use crate::pages::JournalRow;
use crate::show;
use crate::visitor::Visitor;

/// One line of the journal, in the citizen's language.
pub fn row(app: &App, visitor: &Visitor, entry: &JournalEntry) -> JournalRow {
    let t = &visitor.texts;
    let language = visitor.language;
    let words = |key: &str| t.get(key).to_string();
    let named = |id: &SourceId| names::source(app, language, id);
    let of = |key: &str, source: &SourceId| t.get(key).with("source", named(source)).to_string();
    let only_you = || words("journal.only_you");
    let did = |key: &str| (words(key), only_you());
    let looked = |key: &str, source: &SourceId| (of(key, source), only_you());
    let led = |key: &str, source: &SourceId| {
        let name = names::authority(app, source);
        (t.get(key).with("who", &name).to_string(), name)
    };
    let (what, who) = match &entry.act {
        Act::Began { .. } => (words("journal.began"), app.site.provider_name.clone()),
        Act::AgreementEntered { version, .. } => (
            t.get("journal.agreed").with("version", version).to_string(),
            only_you(),
        ),
        Act::LedAway { source } => led("journal.led_away", source),
        Act::CameBack { source, permitted } if *permitted => led("journal.came_back", source),
        Act::CameBack { source, .. } => led("journal.came_back_without", source),
        Act::Asked { source, .. } => (of("journal.asked", source), named(source)),
        Act::Answered {
            source,
            state,
            answers,
            ..
        } => {
            let state = words(&format!("state.{}", state.name()));
            let text = t.get("journal.answered").with("source", named(source));
            (
                text.with("state", state).with("answers", answers).to_string(),
                only_you(),
            )
        }
        Act::Seen { source, .. } => looked("journal.seen", source),
        Act::SeenInForm { source, .. } => looked("journal.seen_in_form", source),
        Act::SeenInReview { source, .. } => looked("journal.seen_in_review", source),
        Act::Extended => did("journal.extended"),
        Act::Downloaded => did("journal.downloaded"),
        Act::JournalDownloaded => did("journal.journal_downloaded"),
        Act::DraftSaved { .. } => did("journal.draft_saved"),
        Act::DraftOpened { .. } => did("journal.draft_opened"),
        Act::FileAdded { kind } => did(&format!("journal.file_added_{}", kind.name())),
        Act::FileRemoved { .. } => did("journal.file_removed"),
        Act::OrderStarted { .. } => (words("journal.order"), words("journal.bankid")),
        Act::Sent { recipient, .. } => {
            let name = names::recipient(app, language, recipient);
            (t.get("journal.sent").with("who", &name).to_string(), name)
        }
    };
    JournalRow {
        at: show::clock(t, entry.at),
        what,
        who,
    }
}
