//! Annuities after injuries at work, under today's rules and under older ones.

use super::decision::{
    CASE, CASE_KIND, COORDINATED, DECEASED, DECISION, DECISION_KIND, HOW_OFTEN, LIFE, MONEY, PART_CODE,
};
use crate::ssbtek::wire::table::{Inner, Leaf, Table};
use crate::ssbtek::wire::values::Kind::{Code, Date, Money, Text};

const BASICS: &[Leaf] = &[
    Leaf::of(
        "grunduppgifter/arbetsgivare/beskrivning",
        "fk.arende.arbetsgivare",
        Text,
    )
    .many(),
    Leaf::of("grunduppgifter/skadetillfalle", "fk.arende.skadetillfalle", Date),
];
const INCOME_BEFORE: &[Leaf] = &[Leaf::of(
    "grunduppgifter/arsinkomstInnanSkada",
    "fk.arende.inkomst_fore_skada",
    Money,
)];
const BASICS_KNOWN: &[&str] = &[
    "grunduppgifter/uppdaterades",
    "grunduppgifter/arbetsgivare/id",
    "grunduppgifter/orsak/beskrivning",
];
const DECEASED_PERSON: Inner = Inner::of("grunduppgifter/avliden", &DECEASED);

/// For the injured.
pub const OWN: Table = Table {
    leaves: &[
        Leaf::of("grunduppgifter/orsak/id", "fk.arende.orsak_arbetsskada", Code)
            .among(&["0", "1", "2", "3", "4", "5", "6"]),
        Leaf::of(
            "grunduppgifter/arsinkomstEfterSkada",
            "fk.arende.inkomst_efter_skada",
            Money,
        ),
    ],
    shared: &[CASE, BASICS, INCOME_BEFORE],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &DECISION_TODAY)],
    known: BASICS_KNOWN,
    ..Table::EMPTY
};

/// For the family of somebody who died.
pub const SURVIVOR: Table = Table {
    leaves: &[Leaf::of(
        "grunduppgifter/orsak/id",
        "fk.arende.orsak_arbetsskada_efterlevande",
        Code,
    )
    .among(&["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])],
    shared: &[CASE, BASICS, INCOME_BEFORE],
    named: CASE_KIND,
    inner: &[DECEASED_PERSON, Inner::of("beslut", &DECISION_TODAY)],
    known: BASICS_KNOWN,
    ..Table::EMPTY
};

const DECISION_TODAY: Table = Table {
    leaves: &[
        Leaf::of("ersattning/id", "fk.beslut.ersattning_arbetsskada", Code).among(&["0", "1"]),
        Leaf::of("underlag/bruttoforhojning", "fk.beslut.bruttoforhojning", Money),
        Leaf::of(
            "underlag/pensionsgrundandeInkomst",
            "fk.beslut.pensionsgrundande_inkomst",
            Money,
        ),
    ],
    shared: &[DECISION, MONEY, COORDINATED],
    period: LIFE,
    named: DECISION_KIND,
    known: &[
        PART_CODE,
        HOW_OFTEN,
        "ersattning/beskrivning",
        "underlag/faktor",
        "underlag/samordningsandel",
    ],
    ..Table::EMPTY
};

/// For the injured, under older rules.
pub const OLDER_OWN: Table = Table {
    leaves: &[
        Leaf::of("grunduppgifter/orsak/id", "fk.arende.orsak_yrkesskada", Code)
            .among(&["1", "2", "3", "4", "5"])
            .many(),
    ],
    shared: &[CASE, BASICS],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &OLDER_DECISION)],
    known: BASICS_KNOWN,
    ..Table::EMPTY
};

/// For the family of somebody who died, under older rules.
pub const OLDER_SURVIVOR: Table = Table {
    leaves: &[Leaf::of(
        "grunduppgifter/orsak/id",
        "fk.arende.orsak_yrkesskada_efterlevande",
        Code,
    )
    .among(&["1", "2", "3", "4", "5"])
    .many()],
    shared: &[CASE, BASICS],
    named: CASE_KIND,
    inner: &[DECEASED_PERSON, Inner::of("beslut", &OLDER_DECISION)],
    known: BASICS_KNOWN,
    ..Table::EMPTY
};

const OLDER_DECISION: Table = Table {
    leaves: &[Leaf::of("ersattning/id", "fk.beslut.ersattning_yrkesskada", Code).among(&["1"])],
    shared: &[DECISION, MONEY],
    period: LIFE,
    named: DECISION_KIND,
    known: &[PART_CODE, HOW_OFTEN, "ersattning/beskrivning", "underlag/faktor"],
    ..Table::EMPTY
};
