//! Centrala studiestödsnämnden: `CSNSvar`, an XML document in base64. Schema 4.0; older ones are read by local names.

use mn_domain::SourceState;
use mn_source::{NoteKind, SourceError};

use super::person::PersonCheck;
use super::place::Place;
use super::record::{Collector, Leaf, Spot, Table};
use super::values::Read;
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

/// Reads `data`, which holds `svar`.
pub fn read(data: &Element, mut person: PersonCheck<'_>) -> Result<Finding, SourceError> {
    let broken = SourceError::Malformed { at: "CSN/data/svar" };
    let encoded = data.child("svar").and_then(Element::text).ok_or(broken)?;
    let bytes = encoding::base64(encoded).ok_or(broken)?;
    // EXPOSE: the parser reads the document; every value leaves it wrapped.
    let answer = xml::parse(bytes.expose())?;
    if !matches!(answer.name.as_str(), "CSNSvar" | "CSNSvarHut") {
        return Err(SourceError::Malformed { at: "CSNSvar" });
    }
    let mut out = Collector::default();
    let root = Place::at("/CSNSvar");
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
    match person.child("Studiestodstypforteckning") {
        Some(list) => out.alone(&tables::TYPES, list, &at.join("Studiestodstypforteckning"))?,
        None => out.note(NoteKind::MissingRequired, &at.join("Studiestodstypforteckning")),
    }
    for (name, _) in SUPPORTS {
        let cases = person.child(name).and_then(|support| support.child("Arenden"));
        let place = at.join(name).join("Arenden");
        for (index, case) in cases
            .into_iter()
            .flat_map(|cases| cases.all("Arende"))
            .enumerate()
        {
            read_case(case, &place.nth("Arende", index), out)?;
        }
    }
    Ok(())
}

fn read_case(case: &Element, at: &Place, out: &mut Collector) -> Result<(), SourceError> {
    let record = out.record(&tables::CASE, case, at)?;
    if let (Some(record), Some(_)) = (record, case.attribute("medlanare")) {
        let place = at.join("@medlanare");
        out.push(
            &tables::CO_BORROWER,
            "true".to_owned(),
            &Spot {
                place,
                record,
                period: None,
            },
        )?;
    }
    let applied = at.join("soktaTider");
    for (index, time) in case
        .child("soktaTider")
        .into_iter()
        .flat_map(|list| list.all("soktTid"))
        .enumerate()
    {
        let record = out.record(&tables::APPLIED, time, &applied.nth("soktTid", index))?;
        carry(case, at, &[tables::APPLIED_SUPPORT], record, out)?;
    }
    let granted = at.join("BeviljadeTider");
    for (index, time) in case
        .child("BeviljadeTider")
        .into_iter()
        .flat_map(|list| list.all("BeviljadTid"))
        .enumerate()
    {
        let place = granted.nth("BeviljadTid", index);
        let record = out.record(&tables::GRANTED, time, &place)?;
        carry(case, at, &[tables::GRANTED_SUPPORT], record, out)?;
        sums(time, &place, &tables::GRANTED_SUM, out)?;
    }
    ["UtbetalningsPlan", "Utbetalningsplan"]
        .into_iter()
        .try_for_each(|plan| payments(case, at, plan, out))
}

fn payments(case: &Element, at: &Place, plan: &'static str, out: &mut Collector) -> Result<(), SourceError> {
    let list = at.join(plan);
    for (index, payment) in case
        .child(plan)
        .into_iter()
        .flat_map(|plan| plan.all("Utbetalning"))
        .enumerate()
    {
        let place = list.nth("Utbetalning", index);
        let record = out.record(&tables::PAYMENT, payment, &place)?;
        carry(
            case,
            at,
            &[tables::PAYMENT_FORM, tables::PAYMENT_SUPPORT],
            record,
            out,
        )?;
        sums(payment, &place, &tables::PAID_SUM, out)?;
        let times = place.join("Utbetaldatider");
        let paid = payment
            .child("Utbetaldatider")
            .into_iter()
            .flat_map(|times| times.all("Utbetaldtid"));
        for (index, time) in paid.enumerate() {
            let place = times.nth("Utbetaldtid", index);
            out.record(&tables::PAID_TIME, time, &place)?;
            sums(time, &place, &tables::PAID_SUM, out)?;
        }
    }
    Ok(())
}

/// Reads the sums that a time or a payment consists of.
fn sums(owner: &Element, at: &Place, table: &Table, out: &mut Collector) -> Result<(), SourceError> {
    let list = at.join("Beloppen");
    for (index, sum) in owner
        .child("Beloppen")
        .into_iter()
        .flat_map(|list| list.all("Belopp"))
        .enumerate()
    {
        out.record(table, sum, &list.nth("Belopp", index))?;
    }
    Ok(())
}

/// Says in a record which support it belongs to, as the case above it does.
fn carry(
    case: &Element,
    at: &Place,
    leaves: &[Leaf],
    record: Option<u16>,
    out: &mut Collector,
) -> Result<(), SourceError> {
    let Some(record) = record else { return Ok(()) };
    for leaf in leaves {
        if let Some(Read::Value(value)) = case.child(leaf.path).map(|found| leaf.kind.read(found)) {
            out.push(
                leaf,
                value,
                &Spot {
                    place: at.join(leaf.path),
                    record,
                    period: None,
                },
            )?;
        }
    }
    Ok(())
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
