//! Transportstyrelsen: `HamtaUppgifterResponse`, inline. Names no person.

use mn_domain::SourceState;
use mn_source::{NoteKind, SourceError};

use super::Finding;
use super::place::Place;
use super::record::Collector;
use super::table::{Leaf, Table};
use super::values::Kind::{Code, Text, Year};
use crate::ssbtek::tree::Element;

const NAMESPACE: &str = "http://schema.transportstyrelsen.se/ssbtek/hamtauppgifterresponder/1";

/// A vehicle.
pub const VEHICLE: Table = Table {
    leaves: &[
        Leaf::required("regnr", "tns.fordon.registreringsnummer", Text),
        Leaf::required("fabrikat", "tns.fordon.fabrikat", Text),
        Leaf::required("fordonsar", "tns.fordon.fordonsar", Year),
        Leaf::required("fordonsslag", "tns.fordon.fordonsslag", Code),
        Leaf::required("handelsbeteckning", "tns.fordon.handelsbeteckning", Text),
    ],
    ..Table::EMPTY
};

/// Reads `data`.
pub fn read(data: &Element) -> Result<Finding, SourceError> {
    let data = data.child("HamtaUppgifterResponse").unwrap_or(data);
    let mut out = Collector::default();
    let result = data.child("resultat");
    if result.is_some_and(|result| result.namespace.as_deref() != Some(NAMESPACE)) {
        out.note(NoteKind::OtherVersion, &Place::at("/resultat"));
    }
    let list = Place::at("/fordonsinnehav");
    let vehicles = data.child("fordonsinnehav");
    for (index, vehicle) in vehicles
        .into_iter()
        .flat_map(|list| list.all("fordon"))
        .enumerate()
    {
        out.record(&VEHICLE, vehicle, &list.nth("fordon", index))?;
    }
    let failed = data.child("felresultat").is_some();
    let state = match result.and_then(Element::text) {
        Some("FEL") => failure(&mut out),
        _ if failed => failure(&mut out),
        Some("OK") => answered(vehicles.is_some(), &mut out),
        other => {
            let kind = if other.is_some() {
                NoteKind::UnknownCode
            } else {
                NoteKind::MissingRequired
            };
            out.note(kind, &Place::at("/resultat"));
            if out.answers.is_empty() {
                SourceState::Unavailable
            } else {
                SourceState::Hit
            }
        }
    };
    Ok(Finding { state, out })
}

fn answered(listed: bool, out: &mut Collector) -> SourceState {
    if !listed {
        out.note(NoteKind::PartAbsent, &Place::at("/fordonsinnehav"));
    }
    if out.answers.is_empty() {
        SourceState::NoHit
    } else {
        SourceState::Hit
    }
}

/// A logical error, says the contract: asking again does not help.
fn failure(out: &mut Collector) -> SourceState {
    out.note(NoteKind::PartFailed, &Place::at("/felresultat"));
    if out.answers.is_empty() {
        SourceState::Rejected
    } else {
        SourceState::Partial
    }
}
