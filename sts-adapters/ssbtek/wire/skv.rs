//! Skatteverket in contract v10: an XML document inside a string.

use mn_domain::SourceState;
use mn_source::{NoteKind, SourceError};

use super::Finding;
use super::person::PersonCheck;
use super::place::Place;
use super::record::{Collector, Spot};
use super::table::{Leaf, Table};
use super::values::Kind::{Amount, Code, Text, Year};
use crate::ssbtek::tree::Element;
use crate::ssbtek::xml;

const ROOT: &str = "SvarBeskattningsuppgifterEnligtSFS2008-975";

/// The person.
pub const PERSON: Table = Table {
    leaves: &[
        Leaf::of("Fornamn", "skv.person.fornamn", Text),
        Leaf::of("Efternamn", "skv.person.efternamn", Text),
    ],
    known: &[
        "IdentitetsbeteckningFysiskPerson",
        "StatusPersonuppgiftKod",
        "Kapitaluppgift",
    ],
    ..Table::EMPTY
};

/// Income of capital in one assessment year.
pub const CAPITAL: Table = Table {
    leaves: &[
        Leaf::required("Taxeringsar", "skv.kapital.taxeringsar", Year),
        Leaf::of("SummaIntakterPaKapital", "skv.kapital.summa_intakter", Amount),
        Leaf::of("OverskottPaKapital", "skv.kapital.overskott", Amount),
    ],
    ..Table::EMPTY
};

/// The status, whose values no contract lists.
pub const STATUS: Leaf = Leaf::of("StatusPersonuppgiftKod", "skv.svar.statuskod", Code);

/// Reads `data`, which holds `svar`.
pub fn read(data: &Element, mut person: PersonCheck<'_>) -> Result<Finding, SourceError> {
    let broken = SourceError::Malformed { at: "SKV/data/svar" };
    if data.child("MeddelandeKod").is_some() {
        return Ok(fault());
    }
    let document = data.child("svar").and_then(Element::text).ok_or(broken)?;
    let answer = xml::parse(document)?;
    if answer.child("MeddelandeKod").is_some() {
        return Ok(fault());
    }
    if answer.name != ROOT {
        return Err(broken);
    }
    let mut out = Collector::default();
    let list = Place::at("/SvarBeskattningsuppgifterEnligtSFS2008-975/PersonuppgiftLista");
    let entries = answer.child("PersonuppgiftLista");
    if entries.is_none() {
        out.note(NoteKind::MissingRequired, &list);
    }
    for (index, entry) in entries
        .into_iter()
        .flat_map(|list| list.all("Personuppgift"))
        .enumerate()
    {
        let at = list.nth("Personuppgift", index);
        person.meet_in(entry.child("IdentitetsbeteckningFysiskPerson"))?;
        out.record(&PERSON, entry, &at)?;
        if let Some(code) = entry.child(STATUS.path).and_then(Element::text) {
            out.note(NoteKind::UnknownCode, &at.join(STATUS.path));
            let spot = Spot {
                place: at.join(STATUS.path),
                record: 0,
                period: None,
            };
            out.push(&STATUS, code.to_owned(), spot)?;
        }
        for (index, capital) in entry.all("Kapitaluppgift").enumerate() {
            out.record(&CAPITAL, capital, &at.nth("Kapitaluppgift", index))?;
        }
    }
    person.must_be_named(
        !out.answers.is_empty(),
        "SKV/data/svar/IdentitetsbeteckningFysiskPerson",
    )?;
    let state = state(&out);
    Ok(Finding { state, out })
}

/// No list of status codes is published, so a code without data is not taken for "you have nothing".
fn state(out: &Collector) -> SourceState {
    match (out.has("skv.kapital."), out.has("skv.svar.")) {
        (true, _) => SourceState::Hit,
        (false, true) => SourceState::Partial,
        (false, false) if out.notes.is_empty() => SourceState::NoHit,
        (false, false) => SourceState::Unavailable,
    }
}

/// Skatteverket's own fault, with a code of 9071000 to 9071999.
fn fault() -> Finding {
    let mut out = Collector::default();
    out.note(NoteKind::PartFailed, &Place::at("/MeddelandeKod"));
    Finding {
        state: SourceState::Unavailable,
        out,
    }
}
