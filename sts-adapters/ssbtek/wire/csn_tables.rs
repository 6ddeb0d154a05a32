//! Which elements of CSN's answer become which fields (`csntyper.xsd`, `person.xsd`).

use super::table::{Inner, Leaf, Table};
use super::values::Kind::{Amount, Code, Date, Percent, Presence, Text, YesNo};

const FORMS: &[&str] = &[
    "GRUND", "GRUNDU", "MLÅN", "MLÅNU", "TLÅN", "TILB", "SH", "SHU", "SB", "SBU", "EXTRA", "EXTRAU", "INACK",
    "INACKU", "LÄRLE", "HUT", "SSSTÖD", "TBID", "OSS",
];
const SUMS: &[&str] = &[
    "GRUNDB", "GRUNDF", "GRUNDL", "GRUNFL", "MERKL", "TILL", "TILB", "EXTRA", "INACK", "STUDB", "LÄRERS",
    "HUT", "STÖDB", "STÖDT", "OSSBID", "OSSLÅN",
];
const CASE_STATUS: &[&str] = &[
    "BESLUTAD",
    "INITIERAD",
    "AVSLUTAD",
    "BESLUTAT",
    "INITIERAT",
    "AVSLUTAT",
];
const PAYMENT_STATUS: &[&str] = &["Utbetald", "Planerad", "UTBETALAD"];
const PACE: &[&str] = &["0", "20", "40", "50", "60", "75", "100"];

/// A person.
pub const PERSON: Table = Table {
    leaves: &[Leaf::of("@sekretess", "csn.person.sekretess", YesNo)],
    inner: &[
        Inner::of("Studiemedel/Arenden/Arende", &CASE),
        Inner::of("Studiehjalp/Arenden/Arende", &CASE),
        Inner::of("HemutrustningsLan/Arenden/Arende", &CASE),
        Inner::of("Hemutrustningslan/Arenden/Arende", &CASE),
        Inner::of("Studiestartsstod/Arenden/Arende", &CASE),
        Inner::of("Omstallningsstudiestod/Arenden/Arende", &CASE),
    ],
    known: &["Studiestodstypforteckning"],
    ..Table::EMPTY
};

/// The kinds of support that the person has, each with 0 or 1. Schema 3.0 lacks the last.
pub const TYPES: Table = Table {
    leaves: &[
        Leaf::required("studiemedel", "csn.stod.studiemedel", YesNo),
        Leaf::required("studiehjalp", "csn.stod.studiehjalp", YesNo),
        Leaf::required("hemutrustningslan", "csn.stod.hemutrustningslan", YesNo),
        Leaf::required("studiestartsstod", "csn.stod.studiestartsstod", YesNo),
        Leaf::of("omstallningsstudiestod", "csn.stod.omstallningsstudiestod", YesNo),
    ],
    ..Table::EMPTY
};

/// A case.
const CASE: Table = Table {
    leaves: &[
        Leaf::required("@lopnummer", "csn.arende.lopnummer", Text),
        Leaf::required("stodform", "csn.arende.stodform", Code).among(FORMS),
        Leaf::required("klartext", "csn.arende.klartext", Text),
        Leaf::required("status", "csn.arende.status", Code).among(CASE_STATUS),
        Leaf::of("relarende", "csn.arende.relaterat", Text),
        // Who shares the loan stays out: that is another person's number.
        Leaf::of("@medlanare", "csn.arende.har_medlanare", Presence),
    ],
    inner: &[
        Inner::of("soktaTider/soktTid", &APPLIED).carrying(&[Leaf::of(
            "klartext",
            "csn.sokt_tid.stod",
            Text,
        )]),
        Inner::of("BeviljadeTider/BeviljadTid", &GRANTED).carrying(&[Leaf::of(
            "klartext",
            "csn.beviljad_tid.stod",
            Text,
        )]),
        Inner::of("UtbetalningsPlan/Utbetalning", &PAYMENT).carrying(SUPPORT),
        Inner::of("Utbetalningsplan/Utbetalning", &PAYMENT).carrying(SUPPORT),
    ],
    ..Table::EMPTY
};

/// Which support is paid, as a code and in CSN's words.
const SUPPORT: &[Leaf] = &[
    Leaf::of("stodform", "csn.utbetalning.stodform", Code),
    Leaf::of("klartext", "csn.utbetalning.stod", Text),
];

/// A time that was applied for.
const APPLIED: Table = Table {
    leaves: &[
        Leaf::required("soktfrom", "csn.sokt_tid.from", Date),
        Leaf::required("sokttom", "csn.sokt_tid.tom", Date),
        Leaf::required("soktomfattning", "csn.sokt_tid.omfattning", Percent).among(PACE),
        Leaf::of("soktlan", "csn.sokt_tid.lan", YesNo),
    ],
    period: Some(("soktfrom", "sokttom")),
    ..Table::EMPTY
};

/// A time that was granted.
const GRANTED: Table = Table {
    leaves: &[
        Leaf::required("starttid", "csn.beviljad_tid.startvecka", Text),
        Leaf::required("sluttid", "csn.beviljad_tid.slutvecka", Text),
        Leaf::of("takt", "csn.beviljad_tid.takt", Percent).among(PACE),
        Leaf::of("gr_takt", "csn.beviljad_tid.gr_takt", Percent),
        Leaf::required("totbelopp", "csn.beviljad_tid.totalbelopp", Amount),
    ],
    inner: &[Inner::of("Beloppen/Belopp", &GRANTED_SUM)],
    ..Table::EMPTY
};

/// One sum of what was granted.
const GRANTED_SUM: Table = Table {
    leaves: &[
        Leaf::required("beloppstyp", "csn.beviljat_belopp.typ", Code).among(SUMS),
        Leaf::required("klartext", "csn.beviljat_belopp.klartext", Text),
        Leaf::required("belopp", "csn.beviljat_belopp.belopp", Amount),
        Leaf::required("totbelopp", "csn.beviljat_belopp.totalbelopp", Amount),
    ],
    ..Table::EMPTY
};

/// A payment.
const PAYMENT: Table = Table {
    leaves: &[
        Leaf::required("utbetdatum", "csn.utbetalning.datum", Date),
        Leaf::required("utbetstatus", "csn.utbetalning.status", Code).among(PAYMENT_STATUS),
        Leaf::required("totbelopp", "csn.utbetalning.belopp", Amount),
    ],
    period: Some(("Beloppen/startdatum", "Beloppen/slutdatum")),
    inner: &[
        Inner::of("Beloppen/Belopp", &PAID_SUM),
        Inner::of("Utbetaldatider/Utbetaldtid", &PAID_TIME),
    ],
    ..Table::EMPTY
};

/// A time that a payment is for.
const PAID_TIME: Table = Table {
    leaves: &[
        Leaf::of("startvecka", "csn.utbetald_tid.startvecka", Text),
        Leaf::of("slutvecka", "csn.utbetald_tid.slutvecka", Text),
        Leaf::required("totbelopp", "csn.utbetald_tid.totalbelopp", Amount),
    ],
    inner: &[Inner::of("Beloppen/Belopp", &PAID_SUM)],
    ..Table::EMPTY
};

/// One sum of a payment.
const PAID_SUM: Table = Table {
    leaves: &[
        Leaf::required("beloppstyp", "csn.utbetalt_belopp.typ", Code).among(SUMS),
        Leaf::required("klartext", "csn.utbetalt_belopp.klartext", Text),
        Leaf::required("belopp", "csn.utbetalt_belopp.belopp", Amount),
        Leaf::of("totbelopp", "csn.utbetalt_belopp.totalbelopp", Amount),
    ],
    ..Table::EMPTY
};
