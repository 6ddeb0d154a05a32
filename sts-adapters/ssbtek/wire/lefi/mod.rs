//! LEFI 9: one JSON document in which Försäkringskassan answers in the older model and
//! Pensionsmyndigheten in the newer one, each with its own state.

mod deviations;
mod fk;
pub mod pm;
pub mod tables;

use mn_domain::SourceState;
use mn_source::{NoteKind, SourceError};

use self::deviations::{Deviations, Provider};
use super::Finding;
use super::person::PersonCheck;
use super::place::Place;
use super::record::Collector;
use crate::ssbtek::tree::Element;
use crate::ssbtek::{encoding, json};

/// What both agencies said.
#[derive(Debug)]
pub struct Both {
    /// Försäkringskassan.
    pub fk: Finding,
    /// Pensionsmyndigheten.
    pub pm: Finding,
}

/// Reads `data`, which holds `lefiJsonSvar`.
pub fn read(data: &Element, mut person: PersonCheck<'_>) -> Result<Both, SourceError> {
    let broken = SourceError::Malformed {
        at: "FK/data/lefiJsonSvar",
    };
    let bytes = data
        .child("lefiJsonSvar")
        .and_then(Element::text)
        .and_then(encoding::base64)
        .ok_or(broken)?;
    // EXPOSE: the parser reads the document; every value leaves it wrapped.
    let text = encoding::decode(bytes.expose())?;
    let answer = json::parse(text.as_str(), "svar", "FK/data/lefiJsonSvar")?;
    if answer.child("utlamnare").is_none() && answer.child("meddelande").is_some() {
        return Ok(refused());
    }
    let (mut fk, mut pm) = (Collector::default(), Collector::default());
    fk::read(&answer, &mut person, &mut fk)?;
    pm::read(&answer, &mut pm)?;
    Ok(Both {
        fk: finding(Provider::Fk, &answer, fk),
        pm: finding(Provider::Pm, &answer, pm),
    })
}

/// LEFI's own error body (`LefiFelsvar`), whose words are not kept.
fn refused() -> Both {
    let part = || {
        let mut out = Collector::default();
        out.note(NoteKind::PartFailed, &Place::at("/meddelande"));
        Finding {
            state: SourceState::Unavailable,
            out,
        }
    };
    Both {
        fk: part(),
        pm: part(),
    }
}

fn finding(provider: Provider, answer: &Element, mut out: Collector) -> Finding {
    let condition = condition(provider, answer, &mut out);
    let deviations = Deviations::read(provider, answer, &mut out);
    let state = state(condition, &deviations, !out.answers.is_empty());
    Finding { state, out }
}

/// How a provider says that it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Condition {
    Ok,
    Down,
    /// It is not among the providers: it was not asked.
    Absent,
    /// The message does not say, although it must.
    Unsaid,
}

fn condition(provider: Provider, answer: &Element, out: &mut Collector) -> Condition {
    let list = Place::default();
    if answer.child("utlamnare").is_none() {
        if provider == Provider::Fk || !out.answers.is_empty() {
            out.note(NoteKind::MissingRequired, &list.join("utlamnare"));
            return Condition::Unsaid;
        }
        return Condition::Absent;
    }
    let is_ours =
        |entry: &&Element| entry.find("utlamnare/kod").and_then(Element::text) == Some(provider.code());
    let Some((index, entry)) = answer
        .all("utlamnare")
        .enumerate()
        .find(|(_, entry)| is_ours(entry))
    else {
        return Condition::Absent;
    };
    let at = list.nth("utlamnare", index).join("tillstand/kod");
    match entry.find("tillstand/kod").and_then(Element::text) {
        Some("OK") => Condition::Ok,
        Some("FELANDE" | "OTILLGANGLIG") => {
            out.note(NoteKind::PartFailed, &at);
            Condition::Down
        }
        Some(_) => {
            out.note(NoteKind::UnknownCode, &at);
            Condition::Unsaid
        }
        None => {
            out.note(NoteKind::MissingRequired, &at);
            Condition::Unsaid
        }
    }
}

fn state(condition: Condition, deviations: &Deviations, has_data: bool) -> SourceState {
    let deviates = deviations.failed + deviations.forbidden > 0;
    match (condition, has_data) {
        (Condition::Down, false) => SourceState::Unavailable,
        (Condition::Down, true) => SourceState::Partial,
        (_, true) if deviates => SourceState::Partial,
        (_, true) => SourceState::Hit,
        (_, false) if deviations.forbidden > 0 && deviations.failed == 0 => SourceState::NotEntitled,
        (_, false) if deviates => SourceState::Partial,
        (Condition::Ok, false) => SourceState::NoHit,
        (Condition::Absent, false) => SourceState::NotAsked,
        (Condition::Unsaid, false) => SourceState::Unavailable,
    }
}
