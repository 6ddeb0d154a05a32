//! The unemployment funds: `GetUnemploymentBenefitPaymentResponse`, inline, one entry per fund.

use std::collections::HashSet;

use mn_domain::SourceState;
use mn_source::{NoteKind, SourceError};

use super::Finding;
use super::person::PersonCheck;
use super::place::Place;
use super::record::Collector;
use super::table::{Inner, Leaf, Table};
use super::values::Kind::{Amount, Code, Date, Days, Text, YesNo};
use crate::ssbtek::tree::Element;

const NAMESPACE: &str = "http://INT014.UBPService.Schemas";

/// A fund that answered.
pub const FUND: Table = Table {
    leaves: &[
        Leaf::required("SvarandeOrganisation", "so.kassa.namn", Text),
        Leaf::required("StatusSvarandeOrganisation", "so.kassa.status", Code),
    ],
    inner: &[
        Inner::of("Utbetalningar", &PAYMENT).carrying(&[Leaf::of(FUND_NAME, "so.utbetalning.kassa", Text)]),
        Inner::of("Avstangningar", &SUSPENSION).carrying(&[Leaf::of(
            FUND_NAME,
            "so.avstangning.kassa",
            Text,
        )]),
        Inner::of("AnsoktOmErsattning", &APPLICATION).carrying(&[Leaf::of(
            FUND_NAME,
            "so.ansokan.kassa",
            Text,
        )]),
    ],
    ..Table::EMPTY
};

/// The fund's name, said again in each record that comes from it.
const FUND_NAME: &str = "SvarandeOrganisation";

/// A payment.
const PAYMENT: Table = Table {
    leaves: &[
        Leaf::required("Utbetalningsdatum", "so.utbetalning.datum", Date),
        Leaf::required("NettoEfterSkatt", "so.utbetalning.netto_efter_skatt", Amount),
        Leaf::required("NettoEfterAvdrag", "so.utbetalning.netto_efter_avdrag", Amount),
        Leaf::required("Ersattningsdagar", "so.utbetalning.dagar", Days),
        Leaf::required("AvserFrom", "so.utbetalning.avser_from", Date),
        Leaf::required("AvserTom", "so.utbetalning.avser_tom", Date),
    ],
    period: Some(("AvserFrom", "AvserTom")),
    ..Table::EMPTY
};

/// A time without benefit.
const SUSPENSION: Table = Table {
    leaves: &[
        Leaf::required("AvstangdFrom", "so.avstangning.from", Date),
        Leaf::required("AvstangdTom", "so.avstangning.tom", Date),
    ],
    period: Some(("AvstangdFrom", "AvstangdTom")),
    ..Table::EMPTY
};

/// An application.
const APPLICATION: Table = Table {
    leaves: &[
        Leaf::of("BeslutOmRattTillErsattning", "so.ansokan.beslut_datum", Date),
        Leaf::required(
            "AnsokanOmUtbetalningInlamnad",
            "so.ansokan.utbetalning_sokt",
            YesNo,
        ),
    ],
    ..Table::EMPTY
};

/// Reads `data`.
pub fn read(data: &Element, mut person: PersonCheck<'_>) -> Result<Finding, SourceError> {
    let data = data
        .child("GetUnemploymentBenefitPaymentResponse")
        .unwrap_or(data);
    let mut out = Collector::default();
    let list = Place::at("/ArbetsloshetsersattningLista");
    person.meet_in(data.child("IdentificationNumber"))?;
    if !person.is_named() {
        out.note(NoteKind::MissingRequired, &Place::at("/IdentificationNumber"));
    }
    let Some(funds) = data.child("ArbetsloshetsersattningLista") else {
        out.note(NoteKind::MissingRequired, &list);
        return Ok(Finding {
            state: SourceState::Unavailable,
            out,
        });
    };
    if funds.namespace.as_deref() != Some(NAMESPACE) {
        out.note(NoteKind::OtherVersion, &list);
    }
    let mut statuses = Statuses::default();
    for (index, fund) in funds.all("Arbetsloshetsersattning").enumerate() {
        let at = list.nth("Arbetsloshetsersattning", index);
        out.record(&FUND, fund, &at)?;
        let before = out.answers.len();
        out.below(&FUND, fund, &at, "Arbetsloshetsersattning")?;
        let has_data = out.answers.len() > before;
        let status = fund.child("StatusSvarandeOrganisation").and_then(Element::text);
        statuses.take(status.unwrap_or_default(), has_data, &at, &mut out);
    }
    person.must_be_named(!out.answers.is_empty(), "SO/data/IdentificationNumber")?;
    Ok(Finding {
        state: statuses.state(),
        out,
    })
}

/// What the funds' status texts say together. The contract lists no texts, so a fund without data counts as
/// having answered only when its text is that of a fund with data, or plainly OK.
#[derive(Default)]
struct Statuses<'a> {
    with_data: HashSet<&'a str>,
    without: Vec<(&'a str, Place)>,
}

impl<'a> Statuses<'a> {
    fn take(&mut self, status: &'a str, has_data: bool, at: &Place, out: &mut Collector) {
        if has_data {
            self.with_data.insert(status);
        } else {
            if !status.eq_ignore_ascii_case("ok") {
                out.note(NoteKind::UnknownCode, &at.join("StatusSvarandeOrganisation"));
            }
            self.without.push((status, at.clone()));
        }
    }

    fn state(&self) -> SourceState {
        let answered = |(status, _): &(&str, Place)| {
            status.eq_ignore_ascii_case("ok") || self.with_data.contains(status)
        };
        match (self.without.iter().all(answered), self.with_data.is_empty()) {
            (true, false) => SourceState::Hit,
            (true, true) => SourceState::NoHit,
            (false, _) => SourceState::Partial,
        }
    }
}
