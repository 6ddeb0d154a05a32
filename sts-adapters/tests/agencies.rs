//! The values of the agencies whose answers are short, one row each.

#![expect(
    clippy::expect_used,
    reason = "helpers of tests: a fixture that is not there is a broken test"
)]

mod support;

use mn_source::NoteKind;
use mn_sts_adapters::ssbtek;
use support::{part, read, values};

fn fields(fixture: &str, name: &str) -> ssbtek::PartReading {
    part(&read(fixture).expect(fixture), name)
}

fn has_note(part: &ssbtek::PartReading, kind: NoteKind, at: &str) -> bool {
    part.notes
        .iter()
        .any(|note| note.kind == kind && note.at.ends_with(at))
}

/// Fixture, part, field, values.
type Row = (&'static str, &'static str, &'static str, &'static [&'static str]);

const OTHERS: &[Row] = &[
    (
        "so-partial.xml",
        "SO",
        "so.kassa.namn",
        &["Provkassan", "Andra provkassan"],
    ),
    (
        "so-hit.xml",
        "SO",
        "so.utbetalning.netto_efter_skatt",
        &["9876.55"],
    ),
    ("so-hit.xml", "SO", "so.utbetalning.dagar", &["12.5"]),
    ("so-hit.xml", "SO", "so.utbetalning.kassa", &["Provkassan"]),
    ("so-hit.xml", "SO", "so.avstangning.from", &["2026-06-01"]),
    ("so-hit.xml", "SO", "so.ansokan.beslut_datum", &[]),
    ("so-hit.xml", "SO", "so.ansokan.utbetalning_sokt", &["true"]),
    (
        "tns-hit.xml",
        "TNS",
        "tns.fordon.registreringsnummer",
        &["PRO123"],
    ),
    ("tns-hit.xml", "TNS", "tns.fordon.fordonsar", &["2014"]),
    ("miv-hit.xml", "MIV", "miv.person.inresedatum", &["1997-08-01"]),
    ("miv-hit.xml", "MIV", "miv.arende.beslutstyp", &["UT"]),
    ("miv-hit.xml", "MIV", "miv.arende.tom", &["2027-01-01"]),
    (
        "miv-unknown-value.xml",
        "MIV",
        "miv.arende.giltighetstid",
        &["TILLSVIDARE"],
    ),
    ("skv-hit.xml", "SKV", "skv.kapital.summa_intakter", &["1234"]),
    ("skv-hit.xml", "SKV", "skv.svar.statuskod", &["999"]),
    (
        "skv11-foretagsinformation.json",
        "SKV/foretagsinformation",
        "skv.foretag.godkand_fskatt",
        &["true"],
    ),
    (
        "skv11-skattekonto.json",
        "SKV/skattekonto",
        "skv.skattekonto.saldo",
        &["-682"],
    ),
    (
        "skv11-skattekonto.json",
        "SKV/skattekonto",
        "skv.skattekonto.senast_uppdaterad",
        &["2026-10-28"],
    ),
    (
        "skv11-skatteuppgifter.json",
        "SKV/skatteuppgifter",
        "skv.skatteuppgift.slutlig_skatt",
        &["94712"],
    ),
    (
        "skv11-skatteuppgifter.json",
        "SKV/skatteuppgifter",
        "skv.skatteuppgift.summa_kapital",
        &["-50"],
    ),
    (
        "skv11-individuppgifter.json",
        "SKV/individuppgifter",
        "skv.individuppgift.ospecificerad",
        &[
            "identitet: 198501012382",
            "arbetsgivare: Provbolaget",
            "kontantErsattning: 25000",
        ],
    ),
];

#[test]
fn the_other_agencies() {
    for (fixture, name, field, expected) in OTHERS {
        assert_eq!(
            values(&fields(fixture, name), field),
            *expected,
            "{fixture} {field}"
        );
    }
    let unknown = fields("miv-unknown-value.xml", "MIV");
    assert!(has_note(&unknown, NoteKind::UnknownCode, "/giltighetstid"));
}
