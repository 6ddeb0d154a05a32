use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Basis, Per, PeriodMeaning, Term, Text};

/// The small words around values, and the rules of language: `metadata/words.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The twelve months.
    pub months: Vec<Term>,
    /// How dates and times of year are written, with `{day}`, `{month}`, `{year}` and `{week}`.
    pub dates: Dates,
    /// How periods are written, with `{from}` and `{to}`.
    pub periods: Periods,
    /// The answer `true`.
    pub yes: Term,
    /// The answer `false`.
    pub no: Term,
    /// How often an amount comes.
    pub per: PerWords,
    /// Before or after tax.
    pub basis: BasisWords,
    /// Which time a period means, with `{period}`.
    pub meaning: MeaningWords,
    /// How numbers are written with their unit, with `{n}`.
    pub units: UnitWords,
    /// What is said at a value that does not fit with others.
    pub checks: CheckWords,
    /// Shown at a code that no list explains.
    pub unknown_code: Text,
    /// Shown at a value that the catalogue does not explain.
    pub unexplained: Text,
    /// The rules of language.
    pub language: LanguageRules,
}

/// How dates are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    /// One day.
    pub day: Term,
    /// One month.
    pub month: Term,
    /// One week.
    pub week: Term,
}

/// How periods are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Periods {
    /// With both ends.
    pub between: Term,
    /// Without an end.
    pub from: Term,
    /// Without a start.
    pub to: Term,
}

/// How often an amount comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PerWords {
    once: Term,
    day: Term,
    week: Term,
    month: Term,
    year: Term,
}

impl PerWords {
    /// The word for one of them.
    #[must_use]
    pub const fn of(&self, per: Per) -> &Term {
        match per {
            Per::Once => &self.once,
            Per::Day => &self.day,
            Per::Week => &self.week,
            Per::Month => &self.month,
            Per::Year => &self.year,
        }
    }
}

/// Before or after tax.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BasisWords {
    gross: Term,
    net: Term,
}

impl BasisWords {
    /// The word for one of them.
    #[must_use]
    pub const fn of(&self, basis: Basis) -> &Term {
        match basis {
            Basis::Gross => &self.gross,
            Basis::Net => &self.net,
        }
    }
}

/// Which time a period means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeaningWords {
    earned: Term,
    paid: Term,
    valid: Term,
    applied_for: Term,
    /// When the catalogue does not say.
    unsaid: Term,
}

impl MeaningWords {
    /// The sentence for one of them.
    #[must_use]
    pub const fn of(&self, meaning: Option<PeriodMeaning>) -> &Term {
        match meaning {
            Some(PeriodMeaning::Earned) => &self.earned,
            Some(PeriodMeaning::Paid) => &self.paid,
            Some(PeriodMeaning::Valid) => &self.valid,
            Some(PeriodMeaning::AppliedFor) => &self.applied_for,
            None => &self.unsaid,
        }
    }
}

/// A number with its unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// For exactly one.
    pub one: Term,
    /// For any other number, with `{n}`.
    pub many: Term,
}

/// How numbers are written with their unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitWords {
    /// Per cent.
    pub percent: Counted,
    /// Days.
    pub days: Counted,
    /// Weeks.
    pub weeks: Counted,
}

/// What is said at a value that does not fit with others: nobody is blamed, for it may be right all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckWords {
    /// The mark.
    pub mark: Term,
    /// That it may be right all the same.
    pub calm: Text,
    /// What to do, with `{authority}`.
    pub todo: Text,
    /// Parts that come to something else, with `{value}`, `{sum}` and `{parts}`.
    pub sum: Text,
    /// What comes first, and is later, with `{first}`, `{a}`, `{then}` and `{b}`.
    pub after: Text,
    /// What is less, and is more, with the same.
    pub more: Text,
    /// Less than is plausible.
    pub little: Text,
    /// More than is plausible.
    pub much: Text,
    /// Longer ago than is plausible.
    pub early: Text,
    /// Further ahead than is plausible.
    pub late: Text,
    /// The same payment more than once, with `{times}`.
    pub twice: Text,
}

/// The rules of language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LanguageRules {
    /// Words that no Swedish text for citizens may hold.
    pub forbidden: Vec<String>,
    /// The highest LIX of a source's page in plain Swedish.
    pub lix_sv: u16,
    /// The highest LIX of a source's page in easy Swedish.
    pub lix_lattlast: u16,
    /// The least number of questions that the page of a source must answer.
    pub questions: u16,
}
