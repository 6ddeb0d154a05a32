//! Support for the cost of a home.

use super::decision::{
    CASE, CASE_KIND, CO_APPLICANT, DECISION, DECISION_CHILD, DECISION_KIND, LIFE, MONEY, MONEY_KNOWN,
};
use crate::ssbtek::wire::table::{Inner, Leaf, Table};
use crate::ssbtek::wire::values::Kind::Money;

/// Housing allowance.
pub const ALLOWANCE: Table = Table {
    shared: &[CASE, CO_APPLICANT],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &ALLOWANCE_DECISION)],
    ..Table::EMPTY
};

const ALLOWANCE_DECISION: Table = Table {
    leaves: &[
        Leaf::of("underlag/totalBostadskostnad", "fk.beslut.boendekostnad", Money),
        Leaf::of(
            "underlag/reduceradBostadskostnad",
            "fk.beslut.boendekostnad_raknad",
            Money,
        ),
    ],
    shared: &[DECISION, MONEY],
    period: LIFE,
    named: DECISION_KIND,
    inner: &[
        Inner::of("underlag/inkomster", &INCOME),
        Inner::of("underlag/hemmavarandeBarn", &DECISION_CHILD),
        Inner::of("underlag/tidvisboendeBarn", &DECISION_CHILD),
        Inner::of("underlag/vaxelvisboendeBarn", &DECISION_CHILD),
    ],
    known: MONEY_KNOWN,
    ..Table::EMPTY
};

/// An income that the decision counts with. The amount is the element itself.
const INCOME: Table = Table {
    leaves: &[Leaf::of("", "fk.bostadsinkomst.belopp", Money)],
    known: &["summa", "valuta"],
    ..Table::EMPTY
};

/// Housing supplement.
pub const SUPPLEMENT: Table = Table {
    shared: &[CASE, CO_APPLICANT],
    named: CASE_KIND,
    inner: &[Inner::of("beslut", &SUPPLEMENT_DECISION)],
    ..Table::EMPTY
};

const SUPPLEMENT_DECISION: Table = Table {
    leaves: &[
        Leaf::of("underlag/arsbruttokostnad", "fk.beslut.boendekostnad_ar", Money),
        Leaf::of(
            "underlag/bostadstillaggsnettokostnad",
            "fk.beslut.boendekostnad_efter_tillagg",
            Money,
        ),
        Leaf::of(
            "underlag/forsorjningsstodsarsnettokostnad",
            "fk.beslut.boendekostnad_efter_forsorjningsstod",
            Money,
        ),
    ],
    shared: &[DECISION, MONEY],
    period: LIFE,
    named: DECISION_KIND,
    known: MONEY_KNOWN,
    ..Table::EMPTY
};
