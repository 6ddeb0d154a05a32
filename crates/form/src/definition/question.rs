use std::fmt;

use mn_domain::{Amount, FieldId, SourceId, Texts};
use serde::{Deserialize, Serialize};

/// The name of a question or a column: `a-z`, `0-9` and `_`, the first a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct QuestionId(String);

impl QuestionId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for QuestionId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = (1..=64).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if fits {
            Ok(Self(text))
        } else {
            Err("a question's name is 1 to 64 of a-z, 0-9 and _, starting with a letter")
        }
    }
}

impl From<QuestionId> for String {
    fn from(id: QuestionId) -> Self {
        id.0
    }
}

impl fmt::Display for QuestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its name in the application.
    pub id: QuestionId,
    /// The question itself.
    pub text: Texts,
    /// What helps to answer it, if anything.
    pub help: Option<Texts>,
    /// Why it is asked.
    pub why: Texts,
    /// Whether it must be answered where it is asked.
    pub required: bool,
    /// When it is asked: every condition must hold.
    pub when: Vec<Condition>,
    /// What answers it.
    pub kind: Kind,
}

/// A condition on an earlier answer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The earlier question.
    pub question: QuestionId,
    /// The answers that fulfil the condition: options, or `yes` or `no`.
    pub is: Vec<String>,
}

/// What answers a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An amount in kronor. 0 is an answer; blank is none.
    Amount {
        /// The least.
        min: Amount,
        /// The most.
        max: Amount,
    },
    /// A whole number.
    Number {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// A day.
    Date {
        /// The first allowed month, counted from the present one.
        from_month: i32,
        /// The last allowed month, counted from the present one.
        to_month: i32,
    },
    /// A month to choose.
    Month {
        /// The first that may be chosen, counted from the present one.
        from_month: i32,
        /// The last that may be chosen, counted from the present one.
        to_month: i32,
    },
    /// One of several.
    Choice {
        /// The options, in the order shown.
        options: Vec<ChoiceOption>,
    },
    /// Some of several.
    Choices {
        /// The options, in the order shown.
        options: Vec<ChoiceOption>,
        /// The option that says "none of these" and stands alone.
        none: Option<String>,
    },
    /// Yes or no.
    YesNo,
    /// Words of one's own.
    Text {
        /// At most so many characters.
        max: usize,
        /// Whether several lines are expected.
        lines: bool,
    },
    /// A declaration that must be made.
    Declaration,
    /// Rows that the citizen writes.
    Rows {
        /// The columns: questions of the simple kinds.
        columns: Vec<Question>,
        /// At most so many rows.
        max: usize,
    },
    /// Rows that sources gave. They can be disputed or left out, never edited.
    Fetched {
        /// Which answers make a row.
        rules: Vec<FetchRule>,
        /// The question that names the month.
        month: QuestionId,
        /// The first month whose payments count, counted from the chosen one.
        from_month: i32,
        /// The last month whose payments count, counted from the chosen one.
        to_month: i32,
    },
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    /// Its name in the application.
    pub value: String,
    /// What the citizen reads.
    pub text: Texts,
}

/// Which answers of one source make a row.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FetchRule {
    /// The source.
    pub source: SourceId,
    /// The field that holds the amount.
    pub amount: FieldId,
    /// The field of the same record that holds the day.
    pub date: Option<FieldId>,
    /// The field of the same record that says what the amount is for.
    pub what: Option<FieldId>,
    /// What the row is called where no field says it.
    pub label: Texts,
    /// Only records in which a field has one of these values.
    pub only: Option<Only>,
    /// Only amounts above zero.
    #[serde(default)]
    pub incoming: bool,
    /// The source is the files that the citizen added herself: no authority has given the values.
    #[serde(default)]
    pub own: bool,
}

/// A condition on a record.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Only {
    /// The field.
    pub field: FieldId,
    /// The values that count.
    pub is: Vec<String>,
}

impl FetchRule {
    /// Every field that the rule speaks of.
    pub fn fields(&self) -> impl Iterator<Item = &FieldId> {
        let only = self.only.as_ref().map(|only| &only.field);
        std::iter::once(&self.amount)
            .chain(&self.date)
            .chain(&self.what)
            .chain(only)
    }
}

impl Kind {
    /// The kind's name in the metadata.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Amount { .. } => "amount",
            Self::Number { .. } => "number",
            Self::Date { .. } => "date",
            Self::Month { .. } => "month",
            Self::Choice { .. } => "choice",
            Self::Choices { .. } => "choices",
            Self::YesNo => "yes_no",
            Self::Text { .. } => "text",
            Self::Declaration => "declaration",
            Self::Rows { .. } => "rows",
            Self::Fetched { .. } => "fetched",
        }
    }

    /// The answers that a condition may ask for, if this is a kind that conditions can rest on.
    #[must_use]
    pub fn answers(&self) -> Option<Vec<&str>> {
        match self {
            Self::Choice { options } | Self::Choices { options, .. } => {
                Some(options.iter().map(|option| option.value.as_str()).collect())
            }
            Self::YesNo => Some(vec!["yes", "no"]),
            _ => None,
        }
    }

    /// Whether the kind may be a column of rows.
    #[must_use]
    pub const fn is_simple(&self) -> bool {
        !matches!(
            self,
            Self::Rows { .. } | Self::Fetched { .. } | Self::Declaration | Self::Choices { .. }
        )
    }
}
