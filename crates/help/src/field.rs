use mn_domain::{FieldId, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Term, Text};

/// What a field's values look like in the source's message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Free text or a name.
    Text,
    /// Kronor.
    Amount,
    /// A date, a month or a year.
    Date,
    /// A number; the unit says of what.
    Number,
    /// A part of a whole: `3/4` or `0.75`.
    Share,
    /// A calendar week, written as year and week: `202640`.
    Week,
    /// One value of a code list.
    Code,
    /// Yes or no.
    YesNo,
}

/// How often an amount comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Once.
    Once,
    /// Each day.
    Day,
    /// Each week.
    Week,
    /// Each month.
    Month,
    /// Each year.
    Year,
}

/// Whether tax and deductions are already taken off an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Before tax and deductions.
    Gross,
    /// After tax and deductions.
    Net,
}

/// Which time a value's period means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeriodMeaning {
    /// The time that the money is for.
    Earned,
    /// The time when the money was paid out.
    Paid,
    /// The time when a decision is valid.
    Valid,
    /// The time that was applied for.
    AppliedFor,
}

/// How delicate a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// An ordinary value about a person.
    Ordinary,
    /// It tells of health, beliefs, origin or another thing that the law protects more.
    Delicate,
    /// It tells of protected identity; whoever sees it may put the person in danger.
    Protected,
}

/// One field that a source may give. What it leaves out is inherited from the source's defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The field's id: owner, thing, part.
    #[schemars(with = "String")]
    pub id: FieldId,
    /// Its place in the source's message.
    pub path: String,
    /// The word for it.
    pub term: Term,
    /// What it means for the reader. Left out only for a hidden field.
    pub text: Option<Text>,
    /// Why the field is not shown. Left out for a field that is shown.
    pub hidden: Option<String>,
    /// What its values look like.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// The longest value, in characters.
    pub length: Option<u32>,
    /// How the source writes it, in words.
    pub format: Option<String>,
    /// What a number counts: `percent`, `days`, `weeks`, `count` or `year`.
    #[schemars(with = "Option<String>")]
    pub unit: Option<Unit>,
    /// How often the amount comes.
    pub per: Option<Per>,
    /// Before or after tax and deductions.
    pub basis: Option<Basis>,
    /// The code list that explains its values.
    pub codes: Option<String>,
    /// What it means when the source writes a code that the list does not hold, where that is to be expected.
    pub other_codes: Option<Text>,
    /// Which time its period means.
    pub period: Option<PeriodMeaning>,
    /// How delicate it is.
    pub sensitivity: Option<Sensitivity>,
    /// The law that lets us fetch it.
    pub legal_ground: Option<Text>,
    /// Who answers for its being right.
    pub responsible: Option<String>,
    /// Why it may be missing.
    pub may_be_missing: Option<Text>,
    /// What to do if it is wrong.
    pub if_wrong: Option<Text>,
}

impl Field {
    /// What its values are counted in.
    #[must_use]
    pub const fn counted_in(&self) -> Option<Unit> {
        match self.kind {
            Kind::Text | Kind::Share | Kind::Week => None,
            Kind::Amount => Some(Unit::Kronor),
            Kind::Date => Some(Unit::Date),
            Kind::Number => self.unit,
            Kind::Code => Some(Unit::Code),
            Kind::YesNo => Some(Unit::YesNo),
        }
    }
}
