//! Skatteverket in contract v11: five parts, each base64 of JSON or an error of its own.

use mn_domain::SourceState;
use mn_source::{NoteKind, SourceError};

use super::Finding;
use super::person::PersonCheck;
use super::place::Place;
use super::record::{Collector, Spot};
use super::table::{Leaf, Table};
use super::values::Kind::{Amount, Date, Text, Year, YesNo};
use super::values::Read;
use crate::ssbtek::tree::Element;
use crate::ssbtek::{encoding, json};

/// The five parts in the contract's order: element and name.
pub const PARTS: [(&str, &str); 5] = [
    ("foretagsinformation", "SKV/foretagsinformation"),
    ("individuppgifter", "SKV/individuppgifter"),
    ("skattekonto", "SKV/skattekonto"),
    ("skatteuppgifter", "SKV/skatteuppgifter"),
    ("beskattningsbilagor", "SKV/beskattningsbilagor"),
];

/// The five elements, in the contract's order.
pub const ELEMENTS: [&str; 5] = [PARTS[0].0, PARTS[1].0, PARTS[2].0, PARTS[3].0, PARTS[4].0];

/// A business.
pub const BUSINESS: Table = Table {
    leaves: &[
        Leaf::of("foretagId", "skv.foretag.id", Text),
        Leaf::of(
            "arbetsgivarregistrerad",
            "skv.foretag.arbetsgivarregistrerad",
            YesNo,
        ),
        Leaf::of("momsregistrerad", "skv.foretag.momsregistrerad", YesNo),
        Leaf::of("godkandFskatt", "skv.foretag.godkand_fskatt", YesNo),
    ],
    ..Table::EMPTY
};

/// The tax account.
pub const ACCOUNT: Table = Table {
    leaves: &[
        Leaf::of("saldo", "skv.skattekonto.saldo", Amount),
        Leaf::of("utbetaltBelopp", "skv.skattekonto.utbetalt_belopp", Amount),
        Leaf::of("bokforingsdag", "skv.skattekonto.bokforingsdag", Date),
        Leaf::of("preliminarRanta", "skv.skattekonto.preliminar_ranta", Amount),
        Leaf::of("utbetalningskonto", "skv.skattekonto.utbetalningskonto", Text),
        Leaf::of("senastUppdaterad", "skv.skattekonto.senast_uppdaterad", Date),
    ],
    known: &["kontohavare"],
    ..Table::EMPTY
};

/// A decided tax.
pub const TAX: Table = Table {
    leaves: &[
        Leaf::of("beskattningsar", "skv.skatteuppgift.beskattningsar", Year),
        Leaf::of("beskattningsperiod", "skv.skatteuppgift.beskattningsperiod", Text),
        Leaf::of("datumFaststalld", "skv.skatteuppgift.faststalld", Date),
        Leaf::of("uppgifter/inkomstar", "skv.skatteuppgift.inkomstar", Year),
        Leaf::of(
            "uppgifter/overskottAvTjanst",
            "skv.skatteuppgift.overskott_av_tjanst",
            Amount,
        ),
        Leaf::of("uppgifter/sumKapital", "skv.skatteuppgift.summa_kapital", Amount),
        Leaf::of(
            "uppgifter/fastStalldinkomst",
            "skv.skatteuppgift.faststalld_inkomst",
            Amount,
        ),
        Leaf::of(
            "uppgifter/summaSlutligSkatt",
            "skv.skatteuppgift.slutlig_skatt",
            Amount,
        ),
    ],
    ..Table::EMPTY
};

/// A value of a part whose contract is not published: kept as `name: value`, and noted.
pub const UNSPECIFIED: [Leaf; 2] = [
    Leaf::of("varde", "skv.individuppgift.ospecificerad", Text),
    Leaf::of("varde", "skv.beskattningsbilaga.ospecificerad", Text),
];

/// Reads the `data` of one part.
pub fn read(
    element: &'static str,
    data: &Element,
    mut person: PersonCheck<'_>,
) -> Result<Finding, SourceError> {
    let broken = SourceError::Malformed { at: "SKV/data" };
    let bytes = data.text().and_then(encoding::base64).ok_or(broken)?;
    // EXPOSE: the parser reads the document; every value leaves it wrapped.
    document(element, bytes.expose(), &mut person)
}

/// Reads the JSON document of one part.
pub fn document(
    element: &'static str,
    body: &[u8],
    person: &mut PersonCheck<'_>,
) -> Result<Finding, SourceError> {
    let text = encoding::decode(body)?;
    let tree = json::parse(text.as_str(), element, "SKV/data")?;
    let mut out = Collector::default();
    let at = Place::default().join(element);
    match element {
        "foretagsinformation" => businesses(&tree, &at, person, &mut out)?,
        "skattekonto" => {
            person.meet_in(tree.child("kontohavare"))?;
            out.record(&ACCOUNT, &tree, &at)?;
        }
        "skatteuppgifter" => {
            person.meet_in(tree.child("identitet"))?;
            for (index, tax) in tree.all("beslutadeSkatteuppgifter").enumerate() {
                out.record(&TAX, tax, &at.nth("beslutadeSkatteuppgifter", index))?;
            }
        }
        _ => {
            let leaf = if element == "individuppgifter" {
                UNSPECIFIED[0]
            } else {
                UNSPECIFIED[1]
            };
            people(&tree, person)?;
            unspecified(&tree, &leaf, &at, &mut out)?;
        }
    }
    let state = if out.answers.is_empty() {
        SourceState::NoHit
    } else {
        SourceState::Hit
    };
    Ok(Finding { state, out })
}

/// A sole trader's business has the person's own number; other businesses have a number that starts with 16.
fn businesses(
    tree: &Element,
    at: &Place,
    person: &mut PersonCheck<'_>,
    out: &mut Collector,
) -> Result<(), SourceError> {
    for (index, business) in tree.all("foretag").enumerate() {
        let id = business
            .child("foretagId")
            .and_then(Element::text)
            .unwrap_or_default();
        if id.len() == 12 && ["18", "19", "20"].iter().any(|century| id.starts_with(century)) {
            person.meet(id)?;
        }
        out.record(&BUSINESS, business, &at.nth("foretag", index))?;
    }
    Ok(())
}

/// Meets the person in whatever member says that it is one.
fn people(tree: &Element<'_>, person: &mut PersonCheck<'_>) -> Result<(), SourceError> {
    let names = ["identitet", "personnummer", "personidentitet", "kontohavare"];
    if names.contains(&&*tree.name) {
        person.meet_in(Some(tree))?;
    }
    tree.children.iter().try_for_each(|child| people(child, person))
}

fn unspecified(tree: &Element, leaf: &Leaf, at: &Place, out: &mut Collector) -> Result<(), SourceError> {
    for (index, child) in tree.children.iter().enumerate() {
        let place = at.nth("*", index);
        if child.children.is_empty() {
            match leaf.kind.read(child) {
                Read::Value(value) => {
                    out.note(NoteKind::UnknownElement, &place);
                    let named = format!("{}: {value}", child.name);
                    out.push(
                        leaf,
                        named,
                        Spot {
                            place,
                            record: 0,
                            period: None,
                        },
                    )?;
                }
                Read::Unreadable => out.note(NoteKind::UnreadableValue, &place),
                Read::Blank => {}
            }
        } else {
            unspecified(child, leaf, &place, out)?;
        }
    }
    Ok(())
}
