use std::collections::BTreeMap;

use jiff::civil::{Time, Weekday};
use mn_domain::{ClosedHours, FieldId, Purpose, SourceId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Checks, CodeList, Field, Sensitivity, Term, Text};

/// One source: a nyttomeddelande as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The source's id, which is also the file's name.
    #[schemars(with = "String")]
    pub id: SourceId,
    /// The first part of its field ids.
    pub owner: String,
    /// What the citizen sees it called.
    pub name: Term,
    /// The authority behind it.
    pub authority: Authority,
    /// The message between the authority and us.
    pub message: Message,
    /// The concept that the message is about.
    pub concept: Concept,
    /// What the citizen is told before she chooses the source.
    pub about: About,
    /// What the source promises, and what still stands in the way.
    pub terms: Terms,
    /// What each field inherits.
    #[serde(default)]
    pub defaults: Defaults,
    /// Headings for values that belong together, by the first parts of their ids.
    #[serde(default)]
    pub groups: BTreeMap<String, Group>,
    /// Every field that the source may give.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// What must hold between its values.
    #[serde(default)]
    pub checks: Checks,
    /// The code lists that fields refer to.
    #[serde(default)]
    pub codes: BTreeMap<String, CodeList>,
    /// What the message may hold and nobody fetches, and why.
    #[serde(default)]
    pub left_out: Vec<LeftOut>,
}

/// Places of a message that are read by nobody, or only to steer the reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// The places: `*` is one name, `**` at the end everything below.
    pub paths: Vec<String>,
    /// Why they are left out.
    pub reason: String,
}

/// An authority and how to reach it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Its full name.
    pub name: String,
    /// Its telephone number, if it has one for everybody.
    pub phone: Option<String>,
    /// Its address on the web.
    pub url: String,
    /// When it answers.
    pub opening: Text,
}

/// A nyttomeddelande.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Who gives the data (uppgiftslämnare).
    pub provider: String,
}

/// A concept of the concept model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Concept {
    /// The term.
    pub term: String,
    /// Its definition.
    pub definition: String,
    /// Where the definition comes from.
    pub source: String,
}

/// What the citizen is told before she chooses the source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// What is fetched.
    pub what: Text,
    /// From whom.
    pub from_whom: Text,
    /// For what purpose.
    pub purpose: Text,
    /// On what legal ground.
    pub ground: Text,
}

/// What the source promises, and what still stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// What the source may be asked for: `application`, `overview`.
    #[schemars(with = "Vec<String>")]
    pub purposes: Vec<Purpose>,
    /// How long an answer usually takes.
    pub expected_seconds: u16,
    /// How long an answer may take before it is given up, where that is less than for all.
    pub longest_seconds: Option<u16>,
    /// The hours of each week at which the source is closed, in Swedish time. Then it is not asked.
    #[serde(default)]
    pub closed: Vec<Closed>,
    /// How good the data is.
    pub quality: Text,
    /// When the source can be reached.
    pub availability: Text,
    /// What still stops the citizen from this data in reality.
    pub obstacle: Text,
}

/// Hours at which a source is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// The days on which they begin: `monday`, `sunday`.
    pub days: Vec<Day>,
    /// From when: `22:00`.
    #[schemars(with = "String")]
    pub from: Time,
    /// Until when: the same day, or the next where it is not after `from`. From `00:00` to `00:00` is the whole day.
    #[schemars(with = "String")]
    pub to: Time,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Day {
    const fn weekday(self) -> Weekday {
        match self {
            Self::Monday => Weekday::Monday,
            Self::Tuesday => Weekday::Tuesday,
            Self::Wednesday => Weekday::Wednesday,
            Self::Thursday => Weekday::Thursday,
            Self::Friday => Weekday::Friday,
            Self::Saturday => Weekday::Saturday,
            Self::Sunday => Weekday::Sunday,
        }
    }
}

impl Terms {
    /// The hours at which the source is closed, one day at a time.
    #[must_use]
    pub fn closed_hours(&self) -> Vec<ClosedHours> {
        let hours = |closed: &Closed| {
            let (from, to) = (closed.from, closed.to);
            let days = closed.days.clone().into_iter();
            days.map(move |day| ClosedHours {
                weekday: day.weekday(),
                from,
                to,
            })
        };
        self.closed.iter().flat_map(hours).collect()
    }
}

/// What each field of a source inherits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// Who answers for the values being right.
    pub responsible: Option<String>,
    /// How delicate the values are.
    pub sensitivity: Option<Sensitivity>,
    /// The law that lets us fetch them.
    pub legal_ground: Option<Text>,
    /// Why a value may be missing.
    pub may_be_missing: Option<Text>,
    /// What to do if a value is wrong.
    pub if_wrong: Option<Text>,
}

/// A heading for values that belong together: one payment, one decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The heading.
    pub name: Term,
    /// What the group is.
    pub text: Text,
    /// Whether the group is details of another, shown folded below the rest of the page.
    #[serde(default)]
    pub is_detail: bool,
    /// The field that names one of several, for example the kind of support.
    #[schemars(with = "Option<String>")]
    pub named_by: Option<FieldId>,
    /// The field whose date tells one of several apart.
    #[schemars(with = "Option<String>")]
    pub dated_by: Option<FieldId>,
    /// The field that matters most.
    #[schemars(with = "Option<String>")]
    pub main: Option<FieldId>,
}
