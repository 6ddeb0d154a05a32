use jiff::civil::Date;
use mn_domain::{Amount, Language, Texts};
use mn_offer::{Folder, Mistakes};
use serde::Deserialize;

use std::path::Path;

use crate::Speak;

/// What is missing in an answer, or in the way. Carries limits, never what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// There is no answer.
    Missing,
    /// There is no amount; whoever has none writes 0.
    AmountBlank,
    /// It is not an amount.
    NotAnAmount,
    /// The amount is too small.
    AmountTooLow {
        /// The least.
        min: Amount,
    },
    /// The amount is too large.
    AmountTooHigh {
        /// The most.
        max: Amount,
    },
    /// It is not a whole number.
    NotANumber,
    /// The number is outside of its limits.
    NumberOutside {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// It is not a day.
    NotADate,
    /// The day is too early.
    TooEarly {
        /// The first allowed day.
        first: Date,
    },
    /// The day is too late.
    TooLate {
        /// The last allowed day.
        last: Date,
    },
    /// It is none of the options.
    NotAnOption,
    /// "None of these" was chosen together with one of them.
    NoneAndOthers,
    /// It is too long.
    TooLong {
        /// At most so many characters.
        max: usize,
    },
    /// There is no row.
    NoRows,
    /// There are too many rows.
    TooManyRows {
        /// At most so many.
        max: usize,
    },
    /// The declaration has not been made.
    NotDeclared,
}

/// One answer that cannot be used yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the form field.
    pub at: String,
    /// What is the matter.
    pub problem: Problem,
}

impl FieldError {
    pub(crate) fn new(at: impl Into<String>, problem: Problem) -> Self {
        Self {
            at: at.into(),
            problem,
        }
    }
}

/// The words that all forms share: `metadata/forms.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormWords {
    /// The answer yes.
    pub yes: Texts,
    /// The answer no.
    pub no: Texts,
    /// Stands beside what the citizen wrote.
    pub written_by_you: Texts,
    /// Stands beside what a source gave, with `{source}` and `{day}`.
    pub fetched_from: Texts,
    /// Stands beside what was read out of a file of the citizen's own, with `{source}` and `{day}`.
    pub added_by_you: Texts,
    /// Stands before a correction of something fetched.
    pub disputed: Texts,
    /// Stands where a day is not known.
    pub no_day: Texts,
    /// Stands where a list has no rows.
    pub no_rows: Texts,
    problem: ProblemTexts,
    estimate: EstimateTexts,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProblemTexts {
    missing: Texts,
    amount_blank: Texts,
    not_an_amount: Texts,
    amount_too_low: Texts,
    amount_too_high: Texts,
    not_a_number: Texts,
    number_outside: Texts,
    not_a_date: Texts,
    too_early: Texts,
    too_late: Texts,
    not_an_option: Texts,
    none_and_others: Texts,
    too_long: Texts,
    no_rows: Texts,
    too_many_rows: Texts,
    not_declared: Texts,
}

/// The words of the estimate.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EstimateTexts {
    pub(crate) norm_alone: Texts,
    pub(crate) norm_children: Texts,
    pub(crate) costs: Texts,
    pub(crate) incomes: Texts,
    pub(crate) left: Texts,
    pub(crate) no_norm: Texts,
    pub(crate) norm_incomplete: Texts,
    pub(crate) not_filled_in: Texts,
    pub(crate) child_part_time: Texts,
    pub(crate) child_too_old: Texts,
}

impl FormWords {
    /// Reads the words from the metadata folder.
    ///
    /// # Errors
    /// Every mistake at once.
    pub fn load(metadata: &Path) -> Result<Self, Mistakes> {
        const FILE: &str = "forms.toml";
        let mut mistakes = Mistakes::default();
        let words: Option<Self> = Folder::new(metadata).toml(FILE, &mut mistakes);
        let Some(words) = words else {
            return Err(mistakes);
        };
        for (name, texts) in words.all() {
            mistakes.need(FILE, name, texts);
        }
        mistakes.or(words)
    }

    /// What the citizen reads beside the answer.
    #[must_use]
    pub fn problem(&self, problem: Problem, language: Language, speak: &dyn Speak) -> String {
        let texts = &self.problem;
        let (text, first, second) = match problem {
            Problem::Missing => (&texts.missing, None, None),
            Problem::AmountBlank => (&texts.amount_blank, None, None),
            Problem::NotAnAmount => (&texts.not_an_amount, None, None),
            Problem::AmountTooLow { min } => (&texts.amount_too_low, Some(("{min}", min.swedish())), None),
            Problem::AmountTooHigh { max } => (&texts.amount_too_high, Some(("{max}", max.swedish())), None),
            Problem::NotANumber => (&texts.not_a_number, None, None),
            Problem::NumberOutside { min, max } => (
                &texts.number_outside,
                Some(("{min}", min.to_string())),
                Some(("{max}", max.to_string())),
            ),
            Problem::NotADate => (&texts.not_a_date, None, None),
            Problem::TooEarly { first } => (&texts.too_early, Some(("{first}", speak.day(first))), None),
            Problem::TooLate { last } => (&texts.too_late, Some(("{last}", speak.day(last))), None),
            Problem::NotAnOption => (&texts.not_an_option, None, None),
            Problem::NoneAndOthers => (&texts.none_and_others, None, None),
            Problem::TooLong { max } => (&texts.too_long, Some(("{max}", max.to_string())), None),
            Problem::NoRows => (&texts.no_rows, None, None),
            Problem::TooManyRows { max } => (&texts.too_many_rows, Some(("{max}", max.to_string())), None),
            Problem::NotDeclared => (&texts.not_declared, None, None),
        };
        let filled = [first, second].into_iter().flatten();
        filled.fold(text.get(language).to_owned(), |text, (place, value)| {
            text.replace(place, &value)
        })
    }

    pub(crate) const fn estimate(&self) -> &EstimateTexts {
        &self.estimate
    }

    fn all(&self) -> Vec<(&'static str, &Texts)> {
        let (problem, estimate) = (&self.problem, &self.estimate);
        vec![
            ("yes", &self.yes),
            ("no", &self.no),
            ("written_by_you", &self.written_by_you),
            ("fetched_from", &self.fetched_from),
            ("added_by_you", &self.added_by_you),
            ("disputed", &self.disputed),
            ("no_day", &self.no_day),
            ("no_rows", &self.no_rows),
            ("problem.missing", &problem.missing),
            ("problem.amount_blank", &problem.amount_blank),
            ("problem.not_an_amount", &problem.not_an_amount),
            ("problem.amount_too_low", &problem.amount_too_low),
            ("problem.amount_too_high", &problem.amount_too_high),
            ("problem.not_a_number", &problem.not_a_number),
            ("problem.number_outside", &problem.number_outside),
            ("problem.not_a_date", &problem.not_a_date),
            ("problem.too_early", &problem.too_early),
            ("problem.too_late", &problem.too_late),
            ("problem.not_an_option", &problem.not_an_option),
            ("problem.none_and_others", &problem.none_and_others),
            ("problem.too_long", &problem.too_long),
            ("problem.no_rows", &problem.no_rows),
            ("problem.too_many_rows", &problem.too_many_rows),
            ("problem.not_declared", &problem.not_declared),
            ("estimate.norm_alone", &estimate.norm_alone),
            ("estimate.norm_children", &estimate.norm_children),
            ("estimate.costs", &estimate.costs),
            ("estimate.incomes", &estimate.incomes),
            ("estimate.left", &estimate.left),
            ("estimate.no_norm", &estimate.no_norm),
            ("estimate.norm_incomplete", &estimate.norm_incomplete),
            ("estimate.not_filled_in", &estimate.not_filled_in),
            ("estimate.child_part_time", &estimate.child_part_time),
            ("estimate.child_too_old", &estimate.child_too_old),
        ]
    }
}
