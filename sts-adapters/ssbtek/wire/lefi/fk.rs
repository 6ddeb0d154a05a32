use mn_source::{NoteKind, SourceError};

use super::tables;
use crate::ssbtek::tree::Element;
use crate::ssbtek::wire::person::PersonCheck;
use crate::ssbtek::wire::place::Place;
use crate::ssbtek::wire::record::{Collector, Leaf, Spot, Table};

/// The lists of cases, all of one shape: a case with its decisions.
const CASES: [&str; 28] = [
    "aktivitetsstodsarende",
    "allmanpensionsarende",
    "arbetsskadeefterlevandearende",
    "arbetsskadeegenlivrantearende",
    "barnbidragsarende",
    "bostadsbidragsarende",
    "bostadstillaggsarende",
    "efterlevandepensionsarende",
    "mottagareavbarnbidrag",
    "foraldrapenningarende",
    "forebyggandeSjukpenningsarende",
    "handikappersattningsarende",
    "graviditetspenningsarende",
    "merkostnadsersattningsarende",
    "narstaendepenningarende",
    "omvardnadsbidragsarende",
    "programersattningsarende",
    "rehabersattningsarende",
    "sjukOchAktivitetsersattningsarende",
    "sjukpenningarende",
    "smittbararersattningsarende",
    "tillfalligForaldrapenningarende",
    "totalforsvarspliktsarende",
    "underhallsstodskrav",
    "underhallsstodsmottag",
    "vardbidragsarende",
    "yrkesskadeefterlevandearende",
    "yrkesskadeegenlivrantearende",
];

/// Lists of one record each.
const LISTS: [(&str, &Table); 3] = [
    ("preliminarautbetalningar", &tables::PLANNED),
    ("sjukpenninggrundandeInkomstuppgift", &tables::SGI),
    ("underhallsskuld", &tables::DEBT),
];

/// Reads `formansinformation`.
pub fn read(answer: &Element, person: &mut PersonCheck<'_>, out: &mut Collector) -> Result<(), SourceError> {
    let Some(info) = answer.child("formansinformation") else {
        return Ok(());
    };
    let at = Place::at("/formansinformation");
    people(info, &at, person, out)?;
    for list in CASES {
        for (index, case) in info.all(list).enumerate() {
            read_case(list, case, &at.nth(list, index), out)?;
        }
    }
    for (index, payment) in info.all("utbetalningsuppgift").enumerate() {
        let place = at.nth("utbetalningsuppgift", index);
        out.record(&tables::PAYMENT, payment, &place)?;
        for (index, row) in payment.all("utbetalningsdetalj").enumerate() {
            out.record(&tables::PAYMENT_ROW, row, &place.nth("utbetalningsdetalj", index))?;
        }
    }
    for (list, table) in LISTS {
        for (index, found) in info.all(list).enumerate() {
            out.record(table, found, &at.nth(list, index))?;
        }
    }
    let is_read = |name: &str| {
        CASES.contains(&name)
            || LISTS.iter().any(|(list, _)| *list == name)
            || matches!(name, "utbetalningsuppgift" | "generellPersoninformation")
    };
    if info.children.iter().any(|child| !is_read(&child.name)) {
        out.note(NoteKind::UnknownElement, &at.join("*"));
    }
    Ok(())
}

fn people(
    info: &Element,
    at: &Place,
    person: &mut PersonCheck<'_>,
    out: &mut Collector,
) -> Result<(), SourceError> {
    for (index, found) in info.all("generellPersoninformation").enumerate() {
        let place = at.nth("generellPersoninformation", index);
        person.meet_in(found.child("personnummer"))?;
        out.record(&tables::PERSON, found, &place)?;
        for (index, country) in found.all("medborgarskap").enumerate() {
            out.record(&tables::CITIZENSHIP, country, &place.nth("medborgarskap", index))?;
        }
        for (index, child) in found.all("barn").enumerate() {
            let protected = child.child("skyddad").and_then(Element::text) == Some("true");
            let table = if protected {
                &tables::PROTECTED_CHILD
            } else {
                &tables::CHILD
            };
            out.record(table, child, &place.nth("barn", index))?;
        }
    }
    Ok(())
}

fn read_case(list: &'static str, case: &Element, at: &Place, out: &mut Collector) -> Result<(), SourceError> {
    let record = out.record(&tables::CASE, case, at)?;
    say_kind(&tables::CASE_KIND, list, at, record, out)?;
    for (index, decision) in case.all("beslut").enumerate() {
        let place = at.nth("beslut", index);
        let record = out.record(&tables::DECISION, decision, &place)?;
        say_kind(&tables::DECISION_KIND, list, &place, record, out)?;
    }
    Ok(())
}

/// Says in a record which benefit it is about, by the name of the list that it stands in.
fn say_kind(
    leaf: &Leaf,
    list: &'static str,
    at: &Place,
    record: Option<u16>,
    out: &mut Collector,
) -> Result<(), SourceError> {
    let Some(record) = record else { return Ok(()) };
    out.push(
        leaf,
        list.to_owned(),
        &Spot {
            place: at.clone(),
            record,
            period: None,
        },
    )
}
