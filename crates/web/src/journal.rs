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
    let named = |id: &SourceId| names::source(app, language, id);
    let only_you = || t.get("journal.only_you").to_string();
    let looked = |key: &str, source: &SourceId| {
        let what = t.get(key).with("source", named(source)).to_string();
        (what, only_you())
    };
    let led = |key: &str, source: &SourceId| {
        let name = names::authority(app, source);
        (t.get(key).with("who", &name).to_string(), name)
    };
    let (what, who) = match &entry.act {
        Act::Began { .. } => (t.get("journal.began").to_string(), app.site.provider_name.clone()),
        Act::AgreementEntered { version, .. } => (
            t.get("journal.agreed").with("version", version).to_string(),
            only_you(),
        ),
        Act::LedAway { source } => led("journal.led_away", source),
        Act::CameBack { source, permitted } if *permitted => led("journal.came_back", source),
        Act::CameBack { source, .. } => led("journal.came_back_without", source),
        Act::Asked { source, .. } => (
            t.get("journal.asked").with("source", named(source)).to_string(),
            named(source),
        ),
        Act::Answered {
            source,
            state,
            answers,
            ..
        } => {
            let state = t.get(&format!("state.{}", state.name())).to_string();
            let text = t.get("journal.answered").with("source", named(source));
            (
                text.with("state", state).with("answers", answers).to_string(),
                only_you(),
            )
        }
        Act::Seen { source, .. } => looked("journal.seen", source),
        Act::SeenInForm { source, .. } => looked("journal.seen_in_form", source),
        Act::SeenInReview { source, .. } => looked("journal.seen_in_review", source),
        Act::Extended => (t.get("journal.extended").to_string(), only_you()),
        Act::Downloaded => (t.get("journal.downloaded").to_string(), only_you()),
        Act::JournalDownloaded => (t.get("journal.journal_downloaded").to_string(), only_you()),
        Act::DraftSaved { .. } => (t.get("journal.draft_saved").to_string(), only_you()),
        Act::DraftOpened { .. } => (t.get("journal.draft_opened").to_string(), only_you()),
        Act::OrderStarted { .. } => (
            t.get("journal.order").to_string(),
            t.get("journal.bankid").to_string(),
        ),
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
