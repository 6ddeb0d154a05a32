//! Arbetsförmedlingen: `SvarMeddelande` of `ersattningsstod/v2`, inline.

use mn_domain::SourceState;
use mn_source::{NoteKind, SourceError};

use super::Finding;
use super::person::PersonCheck;
use super::place::Place;
use super::record::{Collector, Spot};
use super::table::{Leaf, Table};
use super::values::Kind::{Code, Date, Percent, Text, YesNo};
use crate::ssbtek::tree::Element;

const NAMESPACE: &str = "http://api.arbetsformedlingen.se/arbetssokande/ersattningsstod/v2";

/// What is known of the person, apart from number and status.
pub const PERSON: Table = Table {
    leaves: &[
        Leaf::of("Fornamn", "af.person.fornamn", Text),
        Leaf::of("Efternamn", "af.person.efternamn", Text),
        Leaf::of("Sekretessmarkering", "af.person.sekretessmarkering", YesNo),
        Leaf::of("Akassetillhorighet", "af.akassa.tillhorighet", Text),
    ],
    known: &[
        "Schemaversion",
        "Referensnummer",
        "LagParagraf",
        "IdentitetsbeteckningFysiskPerson",
        "ArbetssokandeInfo",
        "BeslutInfo",
        "StatusSokandeinformationKod",
        "StatusSokandeinformationKodText",
    ],
    ..Table::EMPTY
};

/// How the person is registered as a jobseeker, and the last activity report. The misspelt name is the contract's.
pub const JOBSEEKER: Table = Table {
    leaves: &[
        Leaf::of("Arbetssokande", "af.arbetssokande.inskriven", YesNo),
        Leaf::of("ArbetssokandeSKAT", "af.arbetssokande.kategori", Text),
        Leaf::of("ArbetssokandeRegistrerad", "af.arbetssokande.registrerad", Date),
        Leaf::of("ArbetssokandeOmfattning", "af.arbetssokande.omfattning", Percent),
        Leaf::of(
            "ArbetssokandeAvaktualiserad",
            "af.arbetssokande.avaktualiserad",
            Date,
        ),
        Leaf::required(
            "AktivetetsRapportDatum/AktivitetsRapportMeddelande",
            "af.aktivitetsrapport.status",
            Code,
        )
        .among(&["200", "500", "501", "502"]),
        Leaf::of(
            "AktivetetsRapportDatum/SenasteAktivitetsRapportDatum",
            "af.aktivitetsrapport.senaste",
            Date,
        ),
    ],
    ..Table::EMPTY
};

/// A decision about money.
pub const DECISION: Table = Table {
    leaves: &[
        Leaf::required("ErsattningTyp", "af.beslut.typ", Text),
        Leaf::required("Omfattning", "af.beslut.omfattning", Percent),
        Leaf::required("BeslutFrom", "af.beslut.from", Date),
        Leaf::required("BeslutTom", "af.beslut.tom", Date),
    ],
    period: Some(("BeslutFrom", "BeslutTom")),
    ..Table::EMPTY
};

/// The code of an answer that was not a normal one.
pub const STATUS: Leaf = Leaf::of("StatusSokandeinformationKod", "af.svar.statuskod", Code);

/// Reads `data`, which holds `Fraga` and `Svar`.
pub fn read(data: &Element, mut person: PersonCheck<'_>) -> Result<Finding, SourceError> {
    // Some senders keep the message's own element around the two.
    let data = data.child("SvarMeddelande").unwrap_or(data);
    let answer = data
        .child("Svar")
        .ok_or(SourceError::Malformed { at: "AF/data/Svar" })?;
    let mut out = Collector::default();
    let at = Place::at("/Svar");
    if answer.namespace.as_deref() != Some(NAMESPACE) {
        out.note(NoteKind::OtherVersion, &at);
    }
    for half in [data.child("Fraga"), Some(answer)].into_iter().flatten() {
        person.meet_in(half.child("IdentitetsbeteckningFysiskPerson"))?;
    }
    if !person.is_named() {
        out.note(
            NoteKind::MissingRequired,
            &at.join("IdentitetsbeteckningFysiskPerson"),
        );
    }
    out.alone(&PERSON, answer, &at)?;
    if let Some(info) = answer.child("ArbetssokandeInfo") {
        out.record(&JOBSEEKER, info, &at.join("ArbetssokandeInfo"))?;
    }
    let list = at.join("BeslutInfo").join("EkonomiskaBeslut");
    let decisions = answer.find("BeslutInfo/EkonomiskaBeslut");
    for (index, decision) in decisions
        .into_iter()
        .flat_map(|list| list.all("Beslut"))
        .enumerate()
    {
        out.record(&DECISION, decision, &list.nth("Beslut", index))?;
    }
    person.must_be_named(
        !out.answers.is_empty(),
        "AF/data/Svar/IdentitetsbeteckningFysiskPerson",
    )?;
    let state = state(answer, &at, &mut out)?;
    Ok(Finding { state, out })
}

fn state(answer: &Element, at: &Place, out: &mut Collector) -> Result<SourceState, SourceError> {
    let place = at.join(STATUS.path);
    match answer.child(STATUS.path).and_then(Element::text) {
        Some("0") => Ok(normal(answer, at, out)),
        Some(code) => {
            out.note(NoteKind::UnknownCode, &place);
            let has_data = has_data(out);
            out.push(
                &STATUS,
                code.to_owned(),
                Spot {
                    place,
                    record: 0,
                    period: None,
                },
            )?;
            Ok(if has_data {
                SourceState::Partial
            } else {
                SourceState::Unavailable
            })
        }
        None => {
            out.note(NoteKind::MissingRequired, &place);
            Ok(if has_data(out) {
                normal(answer, at, out)
            } else {
                SourceState::Unavailable
            })
        }
    }
}

/// The beginnings of the fields that are data; names and the report's code are not.
const DATA: [&str; 3] = ["af.arbetssokande.", "af.beslut.", "af.akassa."];

fn has_data(out: &Collector) -> bool {
    DATA.iter().any(|beginning| out.has(beginning))
}

/// Whether there is more than "not registered".
fn is_known(out: &Collector) -> bool {
    out.answers.iter().any(|answer| {
        let field = answer.field.as_str();
        // EXPOSE: a plain "no" decides the state; nothing leaves this function.
        let registered = field != "af.arbetssokande.inskriven" || answer.value.expose() == "true";
        registered && DATA.iter().any(|beginning| field.starts_with(beginning))
    })
}

/// The state of an answer whose status is normal. Decisions may be absent because there are none: that is noted
/// and no more. Without the jobseeker's half the answer is half an answer.
fn normal(answer: &Element, at: &Place, out: &mut Collector) -> SourceState {
    let report = answer
        .find("ArbetssokandeInfo/AktivetetsRapportDatum/AktivitetsRapportMeddelande")
        .and_then(Element::text);
    for half in ["ArbetssokandeInfo", "BeslutInfo"] {
        if answer.child(half).is_none() {
            out.note(NoteKind::PartAbsent, &at.join(half));
        }
    }
    let mut gaps = answer.child("ArbetssokandeInfo").is_none();
    if report == Some("502") {
        let place = at.join("ArbetssokandeInfo").join("AktivetetsRapportDatum");
        out.note(NoteKind::PartFailed, &place);
        gaps = true;
    }
    match (has_data(out) || report == Some("200"), report) {
        (true, _) if gaps => SourceState::Partial,
        (_, Some("500" | "501")) if !is_known(out) => SourceState::NoHit,
        (true, _) => SourceState::Hit,
        (false, Some("502")) => SourceState::Unavailable,
        (false, _) if gaps => SourceState::Partial,
        (false, _) => SourceState::NoHit,
    }
}
