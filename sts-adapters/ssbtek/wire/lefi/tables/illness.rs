//! Money for those who are ill or whose ability is reduced.

use super::decision::{
    CASE, CASE_KIND, COORDINATED, DAYS, DECISION, DECISION_KIND, EXTENT, LIFE, MONEY, MONEY_KNOWN, WAITING,
};
use crate::ssbtek::wire::table::{Inner, Leaf, Named, Table};
use crate::ssbtek::wire::values::Kind::{Code, Date, Money, Share, Year};

/// Allowance for care of a close relative.
pub const CLOSE_RELATIVE: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &CLOSE_RELATIVE_DECISION)],
    ..Table::EMPTY
};

const CLOSE_RELATIVE_DECISION: Table = Table {
    leaves: &[Leaf::of("ersattning/id", "fk.beslut.ersattning_narstaendepenning", Code).among(&["1", "2"])],
    shared: &[DECISION, EXTENT, DAYS, WAITING],
    period: LIFE,
    named: DECISION_KIND,
    known: &["ersattning/beskrivning"],
    ..Table::EMPTY
};

/// Sickness benefit.
pub const SICKNESS: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &SICKNESS_DECISION)],
    ..Table::EMPTY
};

const SICKNESS_DECISION: Table = Table {
    leaves: &[
        Leaf::of("ersattning", "fk.beslut.ersattning_sjukpenning", Code).among(&[
            "FOREBYGGANDE_SJUKPENNING",
            "FOREBYGGANDE_SJUKPENNING_SF",
            "SJUKPENNING_UNDER_REDARSKYDDAD_TID",
            "ARBETSRESOR",
        ]),
    ],
    shared: &[DECISION, EXTENT, DAYS, WAITING, OUTCOME],
    period: LIFE,
    named: DECISION_KIND,
    inner: BY_DAY,
    ..Table::EMPTY
};

/// Sickness benefit that prevents illness.
pub const PREVENTIVE: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &PREVENTIVE_DECISION)],
    ..Table::EMPTY
};

const PREVENTIVE_DECISION: Table = Table {
    leaves: &[Leaf::of("ersattning", "fk.beslut.ersattning_forebyggande", Code)
        .among(&["FOREBYGGANDE_SJUKPENNING", "FOREBYGGANDE_SJUKPENNING_SF"])],
    shared: &[DECISION, EXTENT, DAYS, WAITING, OUTCOME],
    period: LIFE,
    named: DECISION_KIND,
    inner: BY_DAY,
    ..Table::EMPTY
};

/// Rehabilitation.
pub const REHABILITATION: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &REHABILITATION_DECISION)],
    ..Table::EMPTY
};

const REHABILITATION_DECISION: Table = Table {
    leaves: &[
        Leaf::of("ersattning", "fk.beslut.ersattning_rehabilitering", Code).among(&[
            "REHABPENNING",
            "REHABPENNING_SF",
            "RESERSATTNING",
            "TRAKTAMENTEN",
            "KURSAVGIFT",
            "LAROMEDEL",
            "FORSKOTT_SARSKILT_BIDRAG",
        ]),
    ],
    shared: &[DECISION, EXTENT, DAYS, WAITING, OUTCOME],
    period: LIFE,
    named: DECISION_KIND,
    inner: BY_DAY,
    ..Table::EMPTY
};

/// Texts where other benefits have codes. `INTERMISTISKT` is the contract's own spelling.
const OUTCOME: &[Leaf] = &[
    Leaf::of("beslutsutfall", "fk.beslut.utfall", Code).among(&["BEVILJAN", "AVSLAG"]),
    Leaf::of("beslutstyp", "fk.beslut.status", Code).among(&["SLUTLIGT", "INTERMISTISKT"]),
    Leaf::of("ersattningsniva", "fk.beslut.ersattningsniva", Code).among(&[
        "NORMAL",
        "FORTSATTNING",
        "FLER_NORM",
        "INGEN",
    ]),
];

const BY_DAY: &[Inner] = &[Inner::of("ersattningsdagar", &DAY)];
const DAY: Table = Table {
    leaves: &[
        Leaf::of("ersattningsdatum", "fk.dag.datum", Date),
        Leaf::of("ersattningsbelopp", "fk.dag.belopp", Money),
        Leaf::of("karensavdragsbelopp", "fk.dag.karensavdrag", Money),
    ],
    ..Table::EMPTY
};

/// Benefit for those who carry an infection.
pub const CARRIER: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &CARRIER_DECISION)],
    ..Table::EMPTY
};

const CARRIER_DECISION: Table = Table {
    shared: &[DECISION, EXTENT, DAYS],
    period: LIFE,
    named: DECISION_KIND,
    ..Table::EMPTY
};

/// Sickness and activity compensation.
pub const SICKNESS_COMPENSATION: Table = Table {
    leaves: &[Leaf::of("grunduppgifter/forsakringstid", "fk.arende.forsakringstid", Share).many()],
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &COMPENSATION_DECISION)],
    known: &[
        "grunduppgifter/forsakringstidGsaAr",
        "grunduppgifter/forsakringstidGsaManad",
        "grunduppgifter/forsakringstidGsaDag",
    ],
    ..Table::EMPTY
};

const COMPENSATION_DECISION: Table = Table {
    shared: &[DECISION, MONEY, COORDINATED, EXTENT],
    period: LIFE,
    named: DECISION_KIND,
    known: MONEY_KNOWN,
    ..Table::EMPTY
};

/// What those with sickness compensation earned beside it in a year, and what came of it.
pub const SETTLEMENT: Table = Table {
    leaves: &[
        Leaf::of("artal", "fk.avrakning.ar", Year),
        Leaf::of("arsinkomstISverige", "fk.avrakning.inkomst_sverige", Money).many(),
        Leaf::of("arsinkomstIAnnatLand", "fk.avrakning.inkomst_annat_land", Money).many(),
        Leaf::of("fribelopp", "fk.avrakning.fribelopp", Money).many(),
        Leaf::of("mellanskillnad", "fk.avrakning.mellanskillnad", Money).many(),
        Leaf::of("tillagg", "fk.avrakning.tillagg", Money).many(),
        Leaf::of("avgift", "fk.avrakning.avgift", Money).many(),
        Leaf::of("utbetalning", "fk.avrakning.utbetalning", Money).many(),
        Leaf::of("aterkrav", "fk.avrakning.aterkrav", Money).many(),
    ],
    named: Named::Own(Leaf::of("lista", "fk.avrakning.lage", Code)),
    ..Table::EMPTY
};

/// Disability allowance.
pub const DISABILITY: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &DISABILITY_DECISION)],
    ..Table::EMPTY
};

const DISABILITY_DECISION: Table = Table {
    shared: &[DECISION, MONEY, EXTENT],
    period: LIFE,
    named: DECISION_KIND,
    known: MONEY_KNOWN,
    ..Table::EMPTY
};
