//! Money for children and parents.

use super::decision::{
    CASE, CASE_CHILD, CASE_KIND, COORDINATED, DAYS, DECISION, DECISION_CHILD, DECISION_KIND, EXTENT,
    HOW_OFTEN, LIFE, MONEY, MONEY_KNOWN, PART_CODE, PLACEMENT,
};
use crate::ssbtek::wire::table::{Inner, Leaf, Table};
use crate::ssbtek::wire::values::Kind::{Code, Date, Money, Share, YesNo};

const BENEFIT_CHILD: Inner = Inner::of("grunduppgifter/barn", &CASE_CHILD);

/// Child allowance, by child.
pub const CHILD_ALLOWANCE: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[BENEFIT_CHILD, Inner::of("beslut", &CHILD_ALLOWANCE_DECISION)],
    ..Table::EMPTY
};

const CHILD_ALLOWANCE_DECISION: Table = Table {
    leaves: &[
        Leaf::of("underlag/skolgang", "fk.beslut.skolgang", YesNo),
        Leaf::of("underlag/myndighetsplacering", "fk.beslut.placerat", YesNo),
    ],
    shared: &[DECISION, MONEY],
    period: LIFE,
    named: DECISION_KIND,
    known: MONEY_KNOWN,
    ..Table::EMPTY
};

/// Child allowance, by who receives it.
pub const RECEIVER: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[
        Inner::of("grunduppgifter/personuppgift", &CASE_CHILD),
        Inner::of("beslut", &RECEIVER_DECISION),
    ],
    ..Table::EMPTY
};

const RECEIVER_DECISION: Table = Table {
    leaves: &[
        Leaf::of("underlag/skolgang", "fk.beslut.skolgang", YesNo),
        Leaf::of(
            "underlag/tvaBidragsmottagare",
            "fk.beslut.delat_barnbidrag",
            YesNo,
        ),
        Leaf::of("underlag/utbetalningsdatum", "fk.beslut.senast_betalt", Date),
    ],
    shared: &[DECISION, MONEY],
    period: LIFE,
    named: DECISION_KIND,
    inner: &[Inner::of("underlag/institutionsplacering", &PLACEMENT)],
    known: &[PART_CODE, HOW_OFTEN, "underlag/utbetalningsmottagare"],
    ..Table::EMPTY
};

/// Parental benefit.
pub const PARENTAL: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[
        BENEFIT_CHILD,
        Inner::of("beslut", &PARENTAL_DECISION),
        Inner::of("anspraksdagar", &APPLIED_DAY),
    ],
    ..Table::EMPTY
};

const PARENTAL_DECISION: Table = Table {
    leaves: &[Leaf::of("ersattning/id", "fk.beslut.ersattning_foraldrapenning", Code).among(&["3", "5"])],
    shared: &[DECISION, EXTENT, DAYS],
    period: LIFE,
    named: DECISION_KIND,
    inner: &[Inner::of("ersattningsdagar", &PARENTAL_DAY)],
    known: &["ersattning/beskrivning"],
    ..Table::EMPTY
};

const LEVELS: &[&str] = &["L", "G", "S"];

const PARENTAL_DAY: Table = Table {
    leaves: &[
        Leaf::of("dag", "fk.dag.datum", Date),
        Leaf::of("niva/id", "fk.dag.niva", Code).among(LEVELS),
        Leaf::of("bruttobelopp", "fk.dag.belopp", Money),
    ],
    known: &["niva/beskrivning"],
    ..Table::EMPTY
};

const APPLIED_DAY: Table = Table {
    leaves: &[
        Leaf::of("dag", "fk.sokt_dag.datum", Date),
        Leaf::of("niva/id", "fk.sokt_dag.niva", Code).among(LEVELS),
        Leaf::of("omfattning", "fk.sokt_dag.omfattning", Share),
    ],
    known: &["niva/beskrivning"],
    ..Table::EMPTY
};

/// Temporary parental benefit.
pub const TEMPORARY_PARENTAL: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[BENEFIT_CHILD, Inner::of("beslut", &TEMPORARY_DECISION)],
    ..Table::EMPTY
};

const TEMPORARY_DECISION: Table = Table {
    leaves: &[Leaf::of(
        "ersattning/id",
        "fk.beslut.ersattning_tillfallig_foraldrapenning",
        Code,
    )
    .among(&["1", "2", "3", "4", "5", "6"])],
    shared: &[DECISION, EXTENT, DAYS],
    period: LIFE,
    named: DECISION_KIND,
    inner: &[Inner::of("bedomdadagar", &ASSESSED_DAY)],
    known: &["ersattning/beskrivning"],
    ..Table::EMPTY
};

const ASSESSED_DAY: Table = Table {
    leaves: &[
        Leaf::of("dag", "fk.bedomd_dag.datum", Date),
        Leaf::of("bedomtBelopp", "fk.bedomd_dag.belopp", Money),
        Leaf::of("inkomsttyp/id", "fk.bedomd_dag.inkomsttyp", Code).among(&["0", "1", "2"]),
        Leaf::of("berakningssatt/id", "fk.bedomd_dag.berakningssatt", Code).among(&["0", "1", "2", "3"]),
    ],
    known: &["inkomsttyp/beskrivning", "berakningssatt/beskrivning"],
    ..Table::EMPTY
};

/// Pregnancy benefit.
pub const PREGNANCY: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &PREGNANCY_DECISION)],
    ..Table::EMPTY
};

const PREGNANCY_DECISION: Table = Table {
    leaves: &[Leaf::of("ersattning/id", "fk.beslut.ersattning_graviditetspenning", Code).among(&["1", "2"])],
    shared: &[DECISION, EXTENT, DAYS],
    period: LIFE,
    named: DECISION_KIND,
    known: &["ersattning/beskrivning"],
    ..Table::EMPTY
};

/// Maintenance support, for the one who receives and for the one who repays.
pub const MAINTENANCE: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[BENEFIT_CHILD, Inner::of("beslut", &MAINTENANCE_DECISION)],
    ..Table::EMPTY
};

const MAINTENANCE_DECISION: Table = Table {
    leaves: &[
        Leaf::of("ersattning/id", "fk.beslut.ersattning_underhallsstod", Code)
            .among(&["1", "2", "3", "4", "5", "6", "7"]),
    ],
    shared: &[DECISION, MONEY, COORDINATED],
    period: LIFE,
    named: DECISION_KIND,
    known: &[PART_CODE, HOW_OFTEN, "ersattning/beskrivning"],
    ..Table::EMPTY
};

/// A debt of child support.
pub const MAINTENANCE_DEBT: Table = Table {
    leaves: &[Leaf::of("belopp", "fk.underhallsskuld.belopp", Money)],
    ..Table::EMPTY
};

/// Child carer's allowance.
pub const CARER: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &CARER_DECISION)],
    ..Table::EMPTY
};

const CARER_DECISION: Table = Table {
    leaves: &[
        Leaf::of("beslutsutfall/id", "fk.beslut.utfall_omvardnadsbidrag", Code)
            .among(&["1", "2", "3", "4", "5", "6", "7"]),
    ],
    shared: &[DECISION, MONEY, BY_MONTH],
    period: LIFE,
    named: DECISION_KIND,
    inner: BY_MONTH_INNER,
    known: &[
        PART_CODE,
        HOW_OFTEN,
        "beslutstatus/beskrivning",
        "beslutsutfall/beskrivning",
    ],
    ..Table::EMPTY
};

/// Compensation for extra costs.
pub const EXTRA_COST: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &EXTRA_COST_DECISION)],
    ..Table::EMPTY
};

const EXTRA_COST_DECISION: Table = Table {
    leaves: &[
        Leaf::of("beslutsutfall/id", "fk.beslut.utfall_merkostnadsersattning", Code)
            .among(&["1", "2", "3", "5", "6", "7", "8", "10"]),
    ],
    shared: &[DECISION, MONEY, BY_MONTH],
    period: LIFE,
    named: DECISION_KIND,
    inner: BY_MONTH_INNER,
    known: &[
        PART_CODE,
        HOW_OFTEN,
        "beslutstatus/beskrivning",
        "beslutsutfall/beskrivning",
    ],
    ..Table::EMPTY
};

const BY_MONTH: &[Leaf] = &[
    Leaf::of("beslutstatus/id", "fk.beslut.status", Code).among(&["S", "I"]),
    Leaf::of("upphorandeManadFrom", "fk.beslut.upphor_fran", Date).many(),
];
const BY_MONTH_INNER: &[Inner] = &[
    Inner::of("periodbeslut", &PART),
    Inner::of("underlag/Barn", &DECISION_CHILD),
];

const PART: Table = Table {
    leaves: &[
        Leaf::of("omfattning", "fk.periodbeslut.omfattning", Share),
        Leaf::of("andel", "fk.periodbeslut.andel", Share),
        Leaf::of("utbetalningstyp/id", "fk.periodbeslut.typ", Code).among(&["L", "R", "F"]),
    ],
    period: LIFE,
    known: &["utbetalningstyp/beskrivning"],
    ..Table::EMPTY
};

/// Care allowance, which child carer's allowance has replaced.
pub const CARE: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &CARE_DECISION)],
    ..Table::EMPTY
};

const CARE_DECISION: Table = Table {
    leaves: &[
        Leaf::of("ersattning/id", "fk.beslut.ersattning_vardbidrag", Code).among(&["0", "1"]),
        Leaf::of("underlag/delat", "fk.beslut.delat_vardbidrag", YesNo),
    ],
    shared: &[DECISION, MONEY, EXTENT],
    period: LIFE,
    named: DECISION_KIND,
    inner: &[Inner::of("underlag/barn", &DECISION_CHILD)],
    known: &[PART_CODE, HOW_OFTEN, "ersattning/beskrivning"],
    ..Table::EMPTY
};
