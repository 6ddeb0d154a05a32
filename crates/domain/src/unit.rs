use serde::{Deserialize, Serialize};

/// What a value is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Decimal kronor.
    Kronor,
    /// Per cent.
    Percent,
    /// A number of days.
    Days,
    /// A number of weeks.
    Weeks,
    /// A plain count.
    Count,
    /// A calendar date, `YYYY-MM-DD`.
    Date,
    /// A calendar year.
    Year,
    /// `true` or `false`.
    YesNo,
    /// A value of a code list that the metadata explains.
    Code,
}
