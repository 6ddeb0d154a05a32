//! Centrala studiestödsnämnden: `CSNSvar`, an XML document in base64. Schema 4.0; older ones are read by local names.

use mn_domain::SourceState;
use mn_source::{NoteKind, SourceError};

use super::person::PersonCheck;
use super::place::Place;
use super::record::Collector;
use super::{Finding, csn_tables as tables};
use crate::ssbtek::tree::Element;
use crate::ssbtek::{encoding, xml};

const NAMESPACE: &str = "http://schema.csn.se/v4.0/kommunfraga";

/// The kinds of support: the element that holds its cases, and the result code that calls it down.
const SUPPORTS: [(&str, &str); 6] = [
    ("Studiemedel", "-1102"),
    ("Studiehjalp", "-1102"),
    ("HemutrustningsLan", "-1101"),
    ("Hemutrustningslan", ""),
    ("Studiestartsstod", ""),
    ("Omstallningsstudiestod", "-1104"),
];

/// The list of the kinds of support.
const TYPES: &str = "Studiestodstypforteckning";

/// Reads `data`, which holds `svar`.
pub fn read(data: &Element, mut person: PersonCheck<'_>) -> Result<Finding, SourceError> {
    let broken = SourceError::Malformed { at: "CSN/data/svar" };
    let encoded = data.child("svar").and_then(Element::text).ok_or(broken)?;
    let bytes = encoding::base64(encoded).ok_or(broken)?;
    // EXPOSE: the parser reads the document; every value leaves it wrapped.
    let text = encoding::decode(bytes.expose())?;
    let answer = xml::parse(text.as_str())?;
    if !matches!(&*answer.name, "CSNSvar" | "CSNSvarHut") {
        return Err(SourceError::Malformed { at: "CSNSvar" });
    }
    let mut out = Collector::default();
    let root = Place::at(if answer.name == "CSNSvar" {
        "/CSNSvar"
    } else {
        "/CSNSvarHut"
    });
    if answer.namespace.as_deref() != Some(NAMESPACE) {
        out.note(NoteKind::OtherVersion, &root);
    }
    asked_about(&answer, &mut person)?;
    let mut missed = false;
    let people = root.join("Personer");
    for (index, found) in answer
        .child("Personer")
        .into_iter()
        .flat_map(|list| list.all("Person"))
        .enumerate()
    {
        let place = people.nth("Person", index);
        identity(found, &place, &mut person, &mut out)?;
        missed |= found.attribute("Status").or(found.attribute("status")) == Some("Ej träff");
        read_person(found, &place, &mut out)?;
    }
    person.must_be_named(!out.answers.is_empty(), "CSNSvar/Personer/Person/@personnummer")?;
    let code = answer
        .find("GemensamtSvarEkbistand/Resultat/ResultatKod")
        .and_then(Element::text);
    let state = state(code, missed, &mut out);
    Ok(Finding { state, out })
}

/// The question that CSN repeats names the person too.
fn asked_about(answer: &Element, person: &mut PersonCheck<'_>) -> Result<(), SourceError> {
    let members = answer.find("GemensamtFragaEkbistand/Hushallsmedlemmar");
    for member in members.into_iter().flat_map(|list| list.all("Hushallsmedlem")) {
        let part = |name| member.child(name).and_then(Element::text).unwrap_or_default();
        let number = format!("{}{}", part("HushallsMedlemsIdSekel"), part("HushallsMedlemsId"));
        if !number.is_empty() {
            person.meet(&number)?;
        }
    }
    Ok(())
}

fn identity(
    found: &Element,
    at: &Place,
    person: &mut PersonCheck<'_>,
    out: &mut Collector,
) -> Result<(), SourceError> {
    let Some(number) = found.attribute("personnummer") else {
        out.note(NoteKind::MissingRequired, &at.join("@personnummer"));
        return Ok(());
    };
    person.meet(&format!(
        "{}{number}",
        found.attribute("sekel").unwrap_or_default()
    ))
}

fn read_person(person: &Element, at: &Place, out: &mut Collector) -> Result<(), SourceError> {
    out.alone(&tables::PERSON, person, at)?;
    match person.child(TYPES) {
        Some(list) => out.alone(&tables::TYPES, list, &at.join(TYPES))?,
        None => out.note(NoteKind::MissingRequired, &at.join(TYPES)),
    }
    out.below(&tables::PERSON, person, at, "Personer")
}

/// What CSN's result code, its mark for an unknown person and what it sent say together.
fn state(code: Option<&str>, missed: bool, out: &mut Collector) -> SourceState {
    let at = Place::at("/CSNSvar/GemensamtSvarEkbistand/Resultat/ResultatKod");
    let cases = out.has("csn.arende.");
    let yes = out.answers.iter().any(|answer| {
        // EXPOSE: the type list's own yes decides whether there is anything; nothing leaves this function.
        answer.field.as_str().starts_with("csn.stod.") && answer.value.expose() == "true"
    });
    let listed = out.has("csn.stod.");
    match code {
        Some("0") if cases || yes => SourceState::Hit,
        Some("0") if missed || listed || !out.has("csn.") && out.notes.is_empty() => SourceState::NoHit,
        Some("0") => SourceState::Partial,
        Some("-2") if !cases => SourceState::NoHit,
        Some(down @ ("-1101" | "-1102" | "-1104")) => {
            let people = Place::at("/CSNSvar/Personer/Person");
            SUPPORTS
                .iter()
                .filter(|(_, code)| *code == down)
                .for_each(|(name, _)| {
                    out.note(NoteKind::PartFailed, &people.join(name));
                });
            SourceState::Partial
        }
        Some("-1103") => SourceState::Unavailable,
        Some("-1004" | "-1005" | "-1006" | "-1007") => SourceState::Rejected,
        Some(_) => {
            out.note(NoteKind::UnknownCode, &at);
            if cases {
                SourceState::Partial
            } else {
                SourceState::Unavailable
            }
        }
        None => {
            out.note(NoteKind::MissingRequired, &at);
            match (cases || yes, missed) {
                (true, _) => SourceState::Hit,
                (false, true) => SourceState::NoHit,
                (false, false) => SourceState::Unavailable,
            }
        }
    }
}
