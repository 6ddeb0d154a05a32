//! Money for those who look for work or serve, and the income that benefits are counted on.

use super::decision::{
    CASE, CASE_KIND, DAYS, DECISION, DECISION_KIND, EXTENT, HOW_OFTEN, LIFE, MONEY, PART_CODE, WAITING,
};
use crate::ssbtek::wire::table::{Inner, Leaf, Table};
use crate::ssbtek::wire::values::Kind::{Code, Count, Date, Days, Money, Share, Text, YesNo};

/// Activity support.
pub const ACTIVITY_SUPPORT: Table = Table {
    leaves: &[Leaf::of(
        "grunduppgifter/atgardstyp/beskrivning",
        "fk.arende.insats",
        Text,
    )],
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &ACTIVITY_DECISION)],
    known: &["grunduppgifter/atgardstyp/id"],
    ..Table::EMPTY
};

const ACTIVITY_DECISION: Table = Table {
    leaves: &[Leaf::of("ersattning/id", "fk.beslut.ersattning_aktivitetsstod", Code).among(&["1", "2", "3"])],
    shared: &[DECISION, MONEY, DAYS, WAITING],
    period: LIFE,
    named: DECISION_KIND,
    known: &[PART_CODE, HOW_OFTEN, "ersattning/beskrivning"],
    ..Table::EMPTY
};

/// Programme allowance.
pub const PROGRAMME: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &PROGRAMME_DECISION)],
    ..Table::EMPTY
};

const ALLOWANCES: &[&str] = &["AS", "EE", "UE"];

const PROGRAMME_DECISION: Table = Table {
    leaves: &[Leaf::of("ersattning/id", "fk.beslut.ersattning_program", Code).among(ALLOWANCES)],
    shared: &[DECISION, MONEY],
    period: LIFE,
    named: DECISION_KIND,
    inner: &[Inner::of("ersattningsdagar", &PROGRAMME_DAY)],
    known: &[PART_CODE, HOW_OFTEN, "ersattning/beskrivning", "dagar"],
    ..Table::EMPTY
};

const PROGRAMME_DAY: Table = Table {
    leaves: &[
        Leaf::of("dag", "fk.dag.datum", Date),
        Leaf::of("ersattning/id", "fk.dag.ersattning", Code).among(ALLOWANCES),
        Leaf::of("belopp", "fk.dag.belopp", Money),
    ],
    known: &["ersattning/beskrivning"],
    ..Table::EMPTY
};

/// That the person has been assigned to a programme.
pub const ASSIGNMENT: Table = Table {
    leaves: &[
        Leaf::of("program/beskrivning", "fk.programanvisning.program", Text),
        Leaf::of("omfattning", "fk.programanvisning.omfattning", Share),
    ],
    period: LIFE,
    known: &["program/id"],
    ..Table::EMPTY
};

/// Days of a programme that have been used.
pub const JOB_DAYS: Table = Table {
    leaves: &[
        Leaf::of("antalForbrukade", "fk.jobbdagar.forbrukade", Days),
        Leaf::of("harForbrukatMaxAntal", "fk.jobbdagar.alla_forbrukade", YesNo),
    ],
    ..Table::EMPTY
};

/// Money while serving in the total defence.
pub const NATIONAL_SERVICE: Table = Table {
    shared: &[CASE],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &SERVICE_DECISION)],
    ..Table::EMPTY
};

const SERVICE_DECISION: Table = Table {
    shared: &[DECISION, EXTENT, DAYS],
    period: LIFE,
    named: DECISION_KIND,
    ..Table::EMPTY
};

/// That student finance is applied for, granted or paid.
pub const STUDY_NOTICE: Table = Table {
    leaves: &[Leaf::of("typ/id", "fk.studiemedel.typ", Code).among(&["0", "1", "2", "4", "7"])],
    period: LIFE,
    known: &["typ/beskrivning"],
    ..Table::EMPTY
};

/// The income that sickness benefit is counted on.
pub const SGI: Table = Table {
    leaves: &[
        Leaf::of("faststalldes", "fk.sgi.faststalldes", Date),
        Leaf::of("typ/id", "fk.sgi.typ", Code).among(&["0", "1", "2", "3"]),
        Leaf::of("anstallning", "fk.sgi.anstallning", Money),
        Leaf::of("verksamhet", "fk.sgi.verksamhet", Money),
        Leaf::of("karens", "fk.sgi.karens", Days),
        Leaf::of("dagar", "fk.sgi.arbetstid_dagar", Days),
        Leaf::of("timmar", "fk.sgi.arbetstid_timmar", Count),
    ],
    known: &["typ/beskrivning"],
    ..Table::EMPTY
};
