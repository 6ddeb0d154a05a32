use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Event;

/// Who, for a log: a keyed hash that lasts one visit and cannot be turned back into a person.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pseudonym(u64);

impl Pseudonym {
    /// Takes the first eight bytes of a keyed hash.
    #[must_use]
    pub const fn from_hash(bytes: [u8; 8]) -> Self {
        Self(u64::from_be_bytes(bytes))
    }
}

impl fmt::Debug for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Display for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// When, in UTC.
    pub at: Timestamp,
    /// In whose visit, if in any.
    #[serde(serialize_with = "as_hex", skip_serializing_if = "Option::is_none")]
    pub subject: Option<Pseudonym>,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

#[expect(clippy::ref_option, reason = "the signature serde calls")]
fn as_hex<S: serde::Serializer>(subject: &Option<Pseudonym>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&subject.map(|subject| subject.to_string()).unwrap_or_default())
}
