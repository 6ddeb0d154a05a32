//! Migrationsverket: `findByPersonnummerResponse`, inline, its elements without a namespace.

use mn_domain::SourceState;
use mn_source::{NoteKind, SourceError};

use super::Finding;
use super::person::PersonCheck;
use super::place::Place;
use super::record::Collector;
use super::table::{Leaf, Table};
use super::values::Kind::{Code, Date, Text};
use crate::ssbtek::tree::Element;

/// The person.
pub const PERSON: Table = Table {
    leaves: &[
        Leaf::of("fornamn", "miv.person.fornamn", Text),
        Leaf::of("efternamn", "miv.person.efternamn", Text),
        Leaf::of("hemland", "miv.person.hemland", Text),
        Leaf::of("inresedatum", "miv.person.inresedatum", Date),
    ],
    known: &[
        "korrelationsid",
        "correlationid",
        "personnummer",
        "svarCollection",
    ],
    ..Table::EMPTY
};

/// A case and its decision.
pub const CASE: Table = Table {
    leaves: &[
        Leaf::of("anledning", "miv.arende.anledning", Code),
        Leaf::of("anledningNamn", "miv.arende.anledning_namn", Text),
        Leaf::of("ansokningsdatum", "miv.arende.ansokningsdatum", Date),
        Leaf::of("arendeTyp", "miv.arende.arendetyp", Code),
        Leaf::of("arendeTypNamn", "miv.arende.arendetyp_namn", Text),
        Leaf::of("beslutsKod", "miv.arende.beslutskod", Code),
        Leaf::of("beslutsKodNamn", "miv.arende.beslutskod_namn", Text),
        Leaf::of("beslutsTyp", "miv.arende.beslutstyp", Code),
        Leaf::of("beslutsTypNamn", "miv.arende.beslutstyp_namn", Text),
        Leaf::of("beslutsdatum", "miv.arende.beslutsdatum", Date),
        Leaf::of("fromDatum", "miv.arende.from", Date),
        Leaf::of("tomDatum", "miv.arende.tom", Date),
        Leaf::of("giltighetstid", "miv.arende.giltighetstid", Code).among(&["PERMANENT", "TIDBEGRANSAT"]),
    ],
    period: Some(("fromDatum", "tomDatum")),
    ..Table::EMPTY
};

/// Reads `data`.
pub fn read(data: &Element, mut person: PersonCheck<'_>) -> Result<Finding, SourceError> {
    let mut out = Collector::default();
    if ["SSBTEKSoapException", "faultCode", "faultString"]
        .iter()
        .any(|name| data.child(name).is_some())
    {
        out.note(NoteKind::PartFailed, &Place::at("/SSBTEKSoapException"));
        return Ok(Finding {
            state: SourceState::Unavailable,
            out,
        });
    }
    let data = data.child("findByPersonnummerResponse").unwrap_or(data);
    let at = Place::at("/response");
    let Some(response) = data.child("response") else {
        return Ok(Finding {
            state: SourceState::NoHit,
            out,
        });
    };
    person.meet_in(response.child("personnummer"))?;
    out.record(&PERSON, response, &at)?;
    let list = at.join("svarCollection");
    let cases = response.child("svarCollection");
    for (index, case) in cases.into_iter().flat_map(|list| list.all("svar")).enumerate() {
        if !case.is_nil() {
            out.record(&CASE, case, &list.nth("svar", index))?;
        }
    }
    let state = if out.answers.is_empty() {
        SourceState::NoHit
    } else {
        SourceState::Hit
    };
    Ok(Finding { state, out })
}
