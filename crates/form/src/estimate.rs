use jiff::civil::Date;
use mn_domain::Amount;

use crate::draft::Reading;
use crate::{Case, ChildrenRule, Draft, EstimateRule, Norm, Norms, ReviewPage, Value, Written, value};

/// Roughly how the municipality will calculate, row by row; never a promise, and never sent.
#[derive(Clone, Debug)]
pub enum Estimate {
    /// The rows, the last of which is what is left.
    Rows(Vec<EstimateRow>),
    /// There is none, and this is why, in words.
    Not {
        /// Why.
        reason: NoEstimate,
        /// The reason in the citizen's language.
        text: String,
    },
}

/// One row of the estimate.
#[derive(Clone, Debug)]
pub struct EstimateRow {
    /// What it is.
    pub text: String,
    /// How much.
    pub amount: Written,
    /// What the row does.
    pub does: RowDoes,
}

/// What a row does to the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowDoes {
    /// It begins.
    Begins,
    /// It adds.
    Adds,
    /// It takes away.
    Takes,
    /// It is the result.
    Results,
}

/// Why there is no estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoEstimate {
    /// The form has no such calculation.
    NotThisForm,
    /// The norm of that year is not known.
    NoNorm,
    /// Amounts of that year's norm are still open.
    NormIncomplete,
    /// Something that it needs is not answered yet.
    NotFilledIn,
    /// A child lives here only some of the time.
    ChildPartTime,
    /// A child is older than the norm reaches.
    ChildTooOld,
}

impl Draft {
    /// The estimate for a review page.
    #[must_use]
    pub fn estimate(&self, case: &Case<'_>, page: &ReviewPage, norms: &Norms) -> Estimate {
        let rule = case.definition.estimate.as_ref();
        let Some(rule) = rule else {
            return Estimate::Not {
                reason: NoEstimate::NotThisForm,
                text: String::new(),
            };
        };
        let reading = case.reading(self);
        let month = reading.month(&rule.month);
        match rows(case, rule, reading, page, norms) {
            Ok(rows) => Estimate::Rows(rows),
            Err(reason) => Estimate::Not {
                reason,
                text: reason.text(case, month),
            },
        }
    }
}

fn rows(
    case: &Case<'_>,
    rule: &EstimateRule,
    reading: Reading<'_>,
    page: &ReviewPage,
    norms: &Norms,
) -> Result<Vec<EstimateRow>, NoEstimate> {
    let month = reading.month(&rule.month).ok_or(NoEstimate::NotFilledIn)?;
    let ages = match &rule.children {
        Some(children) => ages(children, reading)?,
        None => Vec::new(),
    };
    if !page.missing.is_empty() {
        return Err(NoEstimate::NotFilledIn);
    }
    let norm = norms
        .get(&(rule.norm.clone(), month.year()))
        .ok_or(NoEstimate::NoNorm)?;
    let needs = need(norm, &ages)?;
    let costs = page.amounts.get(&rule.costs).copied().unwrap_or_default();
    let incomes = incomes(case, rule, page, month);
    let left = needs.kronor() + costs.kronor() - incomes.kronor();
    let left = Amount::from_decimal(left).map_err(|_| NoEstimate::NotFilledIn)?;
    let texts = case.words.estimate();
    let norm_text = if ages.is_empty() {
        &texts.norm_alone
    } else {
        &texts.norm_children
    };
    let row = |text: &str, amount: Amount, does| EstimateRow {
        text: text.replace("{children}", &ages.len().to_string()),
        amount: Written::new(amount.swedish()),
        does,
    };
    Ok(vec![
        row(norm_text.get(case.language), needs, RowDoes::Begins),
        row(texts.costs.get(case.language), costs, RowDoes::Adds),
        row(texts.incomes.get(case.language), incomes, RowDoes::Takes),
        row(texts.left.get(case.language), left, RowDoes::Results),
    ])
}

/// The incomes of the month that counts. One whose day is not known counts too.
fn incomes(case: &Case<'_>, rule: &EstimateRule, page: &ReviewPage, month: Date) -> Amount {
    let sum = case.definition.sums.iter().find(|sum| sum.id == rule.incomes);
    let parts = sum.map(|sum| sum.of.as_slice()).unwrap_or_default();
    let counted = value::month_from(month, rule.income_month);
    let counts = |day: Date| counted == Some(day.first_of_month());
    let entries = page.entries.iter().filter(|entry| parts.contains(&entry.part));
    entries
        .filter(|entry| entry.day.is_none_or(counts))
        .map(|entry| entry.amount)
        .sum()
}

fn need(norm: &Norm, ages: &[i64]) -> Result<Amount, NoEstimate> {
    if !norm.open().is_empty() {
        return Err(NoEstimate::NormIncomplete);
    }
    let adult = norm.adult_alone.ok_or(NoEstimate::NormIncomplete)?;
    let shared = norm.shared(1 + ages.len()).ok_or(NoEstimate::NormIncomplete)?;
    let children: Option<Vec<Amount>> = ages.iter().map(|age| norm.child(*age)).collect();
    let children: Amount = children.ok_or(NoEstimate::ChildTooOld)?.into_iter().sum();
    Ok(adult + shared + children)
}

fn ages(rule: &ChildrenRule, reading: Reading<'_>) -> Result<Vec<i64>, NoEstimate> {
    let question = reading
        .definition
        .question(&rule.rows)
        .ok_or(NoEstimate::NotFilledIn)?;
    if !reading.is_asked(question) {
        return Ok(Vec::new());
    }
    let rows = reading.rows(question).map_err(|_| NoEstimate::NotFilledIn)?;
    let age = |row: &crate::draft::RowValues| {
        if !row
            .get(&rule.lives)
            .is_some_and(|lives| lives.is(&rule.full_time))
        {
            return Err(NoEstimate::ChildPartTime);
        }
        match row.get(&rule.age) {
            Some(Value::Number(age)) => Ok(*age),
            _ => Err(NoEstimate::NotFilledIn),
        }
    };
    rows.iter().map(age).collect()
}

impl NoEstimate {
    fn text(self, case: &Case<'_>, month: Option<Date>) -> String {
        let texts = case.words.estimate();
        let text = match self {
            Self::NotThisForm => return String::new(),
            Self::NoNorm => &texts.no_norm,
            Self::NormIncomplete => &texts.norm_incomplete,
            Self::NotFilledIn => &texts.not_filled_in,
            Self::ChildPartTime => &texts.child_part_time,
            Self::ChildTooOld => &texts.child_too_old,
        };
        let year = month.map(|month| month.year().to_string()).unwrap_or_default();
        text.get(case.language).replace("{year}", &year)
    }
}
