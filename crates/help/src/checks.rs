use mn_domain::FieldId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What must hold between the values of one source, where its contract says so. A value that does not hold is shown
/// as the source wrote it, with a mark: it may be right all the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Checks {
    /// Totals and what they are made of.
    #[serde(default)]
    pub sum: Vec<SumCheck>,
    /// What comes first, and what then.
    #[serde(default)]
    pub order: Vec<OrderCheck>,
    /// What is plausible.
    #[serde(default)]
    pub range: Vec<RangeCheck>,
    /// What should not be there twice.
    #[serde(default)]
    pub twice: Vec<TwiceCheck>,
}

/// A total is what its parts come to. Parts stand beside the total, or in records below it. Where none is there,
/// nothing is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SumCheck {
    /// The total, which gets the mark.
    #[schemars(with = "String")]
    pub total: FieldId,
    /// What is added.
    #[schemars(with = "Vec<String>")]
    pub add: Vec<FieldId>,
    /// What is taken off.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub take: Vec<FieldId>,
    /// How many kronor it may be off, because sources round.
    #[serde(default)]
    pub within: i64,
}

/// Two values of one record: the first is not later than the other, or not more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderCheck {
    /// What comes first, or is less; it gets the mark.
    #[schemars(with = "String")]
    pub first: FieldId,
    /// What comes then, or is more.
    #[schemars(with = "String")]
    pub then: FieldId,
}

/// A value is within bounds that hold for honest ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RangeCheck {
    /// The value.
    #[schemars(with = "String")]
    pub field: FieldId,
    /// The least amount or number.
    pub least: Option<i64>,
    /// The greatest amount or number.
    pub most: Option<i64>,
    /// How many days before the answer a day, or the end of a year, may lie.
    pub days_before: Option<i64>,
    /// How many days after the answer a day, or the beginning of a year, may lie.
    pub days_after: Option<i64>,
}

/// Two records of one kind do not say the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TwiceCheck {
    /// The value that gets the mark; it is one of those that are the same.
    #[schemars(with = "String")]
    pub mark: FieldId,
    /// What is the same, all of it.
    #[schemars(with = "Vec<String>")]
    pub same: Vec<FieldId>,
}
