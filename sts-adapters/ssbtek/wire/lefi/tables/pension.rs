//! Pension as Försäkringskassan still gives it out, in the older model.

use super::decision::{
    CASE, CASE_KIND, COORDINATED, DECEASED, DECISION, DECISION_KIND, EXTENT, LIFE, MONEY, MONEY_KNOWN,
};
use crate::ssbtek::wire::table::{Inner, Leaf, Named, Table};
use crate::ssbtek::wire::values::Kind::{Code, Money, Share, Text, Year};

/// General pension.
pub const GENERAL: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &GENERAL_DECISION)],
    ..Table::EMPTY
};

const GENERAL_DECISION: Table = Table {
    shared: &[DECISION, MONEY, COORDINATED, EXTENT],
    period: LIFE,
    named: DECISION_KIND,
    known: MONEY_KNOWN,
    ..Table::EMPTY
};

/// Pension after somebody who has died.
pub const SURVIVOR: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[
        Inner::of("grunduppgifter/avliden", &DECEASED),
        Inner::of("beslut", &SURVIVOR_DECISION),
    ],
    ..Table::EMPTY
};

const SURVIVOR_DECISION: Table = Table {
    leaves: &[Leaf::of("omfattning", "fk.beslut.omfattning", Share).many()],
    shared: &[DECISION, MONEY, COORDINATED],
    period: LIFE,
    named: DECISION_KIND,
    known: MONEY_KNOWN,
    ..Table::EMPTY
};

/// All that has been earned for a pension.
pub const BALANCE: Table = Table {
    leaves: &[
        Leaf::of("belopp", "fk.pensionsbehallning.belopp", Money),
        Leaf::of(
            "premiepensionBelopp",
            "fk.pensionsbehallning.premiepension",
            Money,
        ),
    ],
    ..Table::EMPTY
};

/// What was earned in one year. How it was counted is not read.
pub const EARNED: Table = Table {
    leaves: &[Leaf::of("ar", "fk.intjanandear.ar", Year)],
    inner: &[
        Inner::of("pensionsbehallningar", &RIGHT).carrying(YEAR),
        Inner::of("pensionsratter", &RIGHT).carrying(YEAR),
        Inner::of("faktiskaPensionsratter", &RIGHT).carrying(YEAR),
    ],
    known: &["underlag", "poang", "barnbeslut"],
    ..Table::EMPTY
};

const YEAR: &[Leaf] = &[Leaf::of("ar", "fk.pensionsratt.ar", Year)];

const RIGHT: Table = Table {
    leaves: &[
        Leaf::of("typ/beskrivning", "fk.pensionsratt.typ_namn", Text),
        Leaf::of("belopp", "fk.pensionsratt.belopp", Money),
    ],
    named: Named::Own(Leaf::of("lista", "fk.pensionsratt.lista", Code)),
    known: &["typ/id"],
    ..Table::EMPTY
};

/// Proof of being alive, which those who live abroad hand in.
pub const LIFE_CERTIFICATE: Table = Table {
    leaves: &[Leaf::of("status/id", "fk.levnadsintyg.status", Code).among(STATUSES)],
    known: &["uppdaterades", "status/beskrivning"],
    ..Table::EMPTY
};

/// The states of such a proof, the same at both agencies.
pub const STATUSES: &[&str] = &[
    "0", "1", "2", "3", "4", "5", "7", "8", "9", "10", "20", "21", "22", "23", "24", "25",
];
