use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The name of one kind of answer: `source.thing.part`, for example `csn.utbetalning.belopp`.
///
/// Few names stand on many answers: a clone shares the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FieldId(Arc<str>);

/// A field id has two or more parts of `a-z 0-9 _`, the first a letter, joined by full stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a field id is parts of a-z, 0-9 and _ joined by full stops")]
pub struct InvalidFieldId;

impl FieldId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first part: whose field it is.
    #[must_use]
    pub fn owner(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }
}

impl FromStr for FieldId {
    type Err = InvalidFieldId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains('.') && text.split('.').all(is_part) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidFieldId)
        }
    }
}

fn is_part(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_lowercase())
        && part
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

impl TryFrom<String> for FieldId {
    type Error = InvalidFieldId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<FieldId> for String {
    fn from(id: FieldId) -> Self {
        id.0.as_ref().to_owned()
    }
}

impl fmt::Display for FieldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_parts_and_refuses_the_rest() {
        assert!("csn.utbetalning.belopp".parse::<FieldId>().is_ok());
        for bad in ["", "csn", "csn.", ".a", "csn.Belopp", "csn.9", "csn.a b", "csn.å"] {
            assert_eq!(bad.parse::<FieldId>(), Err(InvalidFieldId), "{bad}");
        }
    }
}
