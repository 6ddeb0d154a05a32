//! What SSBTEK and its agencies may be told to do wrong.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

/// The agencies' codes, in the contract's order.
pub const AGENCIES: [&str; 7] = ["AF", "CSN", "FK", "SKV", "SO", "TNS", "MIV"];

/// Locks, and goes on with what a panicking request left behind.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How an agency, or the whole of SSBTEK, behaves.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(tag = "behaviour", rename_all = "snake_case", deny_unknown_fields)]
pub enum Behaviour {
    /// Answers as its contract says.
    #[default]
    Normal,
    /// Answers after this time.
    Slow {
        /// Milliseconds.
        ms: u64,
    },
    /// Takes the question and never answers.
    Silent,
    /// The whole call fails with a fault of the contract.
    SoapFault {
        /// The contract's code.
        #[serde(default = "internal")]
        felkod: String,
        /// Its text.
        #[serde(default = "internal_text")]
        felmeddelande: String,
    },
    /// The whole call fails with this HTTP status and a page of text.
    HttpError {
        /// The status.
        status: u16,
    },
    /// The envelope is not well-formed.
    Malformed,
    /// The connection is cut in the middle of the answer.
    Truncated,
    /// The envelope is padded to this size.
    Huge {
        /// Bytes.
        #[serde(default = "huge")]
        bytes: usize,
    },
    /// The envelope has a document type whose entities explode.
    Dtd,
    /// The envelope is of another version of the contract.
    WrongVersion,
    /// The answer has no body.
    EmptyBody,
    /// The answer echoes another korrelationsid.
    WrongCorrelation,
    /// The agency's element is an error.
    Error {
        /// `SSBT` or `BT`.
        #[serde(default = "ssbt")]
        kalla: String,
        /// The code.
        #[serde(default = "timeout")]
        felkod: String,
        /// The text; `{person}` becomes the personnummer, as real texts quote it.
        #[serde(default = "timeout_text")]
        felmeddelande: String,
    },
    /// The agency's element is left out.
    Missing,
    /// The agency knows nothing about the person.
    NoHit,
    /// A part of the agency's data is down; `which` names it, else the agency's first part.
    Partial {
        /// CSN: `HUT`, `SM`, `OSS`; FK: a group or `PM`; AF: `info`; SO: a fund's place in the list.
        #[serde(default)]
        which: Option<String>,
    },
    /// The agency is down in its own words.
    Unavailable,
    /// The asker may not see the agency's data, in its own words.
    NotEntitled,
    /// The answer is about another person.
    OtherPerson {
        /// That person; any other when absent.
        #[serde(default)]
        other: Option<String>,
    },
    /// The agency's own document inside the envelope is broken.
    InnerMalformed,
    /// The agency's own document has a document type.
    InnerDtd,
    /// The agency's own document is padded to this size.
    InnerHuge {
        /// Bytes.
        #[serde(default = "huge")]
        bytes: usize,
    },
    /// Code values are none that the contract lists.
    UnknownValues,
    /// Required elements are missing, as in real senders' answers.
    MissingElements,
    /// CSN answers in the namespaces of its version 3.
    OldNamespaces,
    /// The agency's result code is this one.
    Code {
        /// CSN `ResultatKod`, AF `StatusSokandeinformationKod`, TNS `felkod`, SKV `StatusPersonuppgiftKod`.
        code: i32,
    },
    /// AF's activity report has this code.
    ActivityReport {
        /// 200, 500, 501 or 502.
        code: u16,
    },
}

fn internal() -> String {
    "SSBT-500".to_owned()
}
fn internal_text() -> String {
    "Internal error".to_owned()
}
fn ssbt() -> String {
    "SSBT".to_owned()
}
fn timeout() -> String {
    "SSBT-TIMEOUT".to_owned()
}
fn timeout_text() -> String {
    "Timeout vid anrop mot bastjänsten. Fråga: personidentitet={person}".to_owned()
}
const fn huge() -> usize {
    64 * 1024 * 1024
}

impl Behaviour {
    /// Tells whether the whole call is concerned, not one agency's element.
    pub fn is_whole_call(&self) -> bool {
        matches!(
            self,
            Self::Silent
                | Self::SoapFault { .. }
                | Self::HttpError { .. }
                | Self::Malformed
                | Self::Truncated
                | Self::Huge { .. }
                | Self::Dtd
                | Self::WrongVersion
                | Self::EmptyBody
                | Self::WrongCorrelation
        )
    }
}

/// A wish of the control interface.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Rule {
    /// The agency, or all.
    #[serde(default)]
    pub agency: Option<String>,
    /// The person, or all.
    #[serde(default)]
    pub person: Option<String>,
    /// For how many calls; for ever when absent.
    #[serde(default)]
    pub times: Option<u32>,
    /// What happens.
    #[serde(flatten)]
    pub behaviour: Behaviour,
}

/// The wishes in force.
#[derive(Default)]
pub struct Faults(Mutex<Vec<Rule>>);

impl Faults {
    /// Adds a wish; it replaces an older one for the same agency and person.
    pub fn set(&self, rule: Rule) {
        let mut rules = lock(&self.0);
        rules.retain(|old| old.agency != rule.agency || old.person != rule.person);
        if rule.behaviour != Behaviour::Normal || rule.person.is_some() {
            rules.push(rule);
        }
    }

    /// Forgets every wish.
    pub fn reset(&self) {
        lock(&self.0).clear();
    }

    /// Lists the wishes.
    pub fn list(&self) -> Vec<Rule> {
        lock(&self.0).clone()
    }

    /// Tells how an agency behaves this time: the most exact wish, else what the person's life says.
    pub fn behaviour(&self, agency: &str, person: &str, life: &BTreeMap<String, Behaviour>) -> Behaviour {
        let mut rules = lock(&self.0);
        let weight = |rule: &Rule| {
            let agency_fits = rule.agency.as_deref().is_none_or(|it| it == agency);
            let person_fits = rule.person.as_deref().is_none_or(|it| it == person);
            let weight = u8::from(rule.person.is_some()) * 2 + u8::from(rule.agency.is_some());
            (agency_fits && person_fits && rule.times != Some(0)).then_some(weight)
        };
        let best = rules
            .iter_mut()
            .filter_map(|rule| weight(rule).map(|it| (it, rule)));
        if let Some((_, rule)) = best.max_by_key(|(it, _)| *it) {
            rule.times = rule.times.map(|times| times - 1);
            return rule.behaviour.clone();
        }
        life.get(agency).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(agency: Option<&str>, person: Option<&str>, times: Option<u32>, behaviour: Behaviour) -> Rule {
        Rule {
            agency: agency.map(str::to_owned),
            person: person.map(str::to_owned),
            times,
            behaviour,
        }
    }

    #[test]
    fn the_most_exact_wish_wins_and_runs_out() {
        let faults = Faults::default();
        let mut life = BTreeMap::new();
        life.insert("CSN".to_owned(), Behaviour::NoHit);
        faults.set(rule(None, None, None, Behaviour::Silent));
        faults.set(rule(Some("CSN"), Some("1"), Some(1), Behaviour::Dtd));
        assert_eq!(faults.behaviour("CSN", "1", &life), Behaviour::Dtd);
        assert_eq!(faults.behaviour("CSN", "1", &life), Behaviour::Silent);
        assert_eq!(faults.behaviour("CSN", "2", &life), Behaviour::Silent);
        faults.reset();
        assert_eq!(faults.behaviour("CSN", "1", &life), Behaviour::NoHit);
        assert_eq!(faults.behaviour("FK", "1", &life), Behaviour::Normal);
    }
}
