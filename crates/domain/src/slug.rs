use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A name of a metadata file: `a-z`, `0-9` and `-`, 1 to 64 characters, the first a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a name is 1 to 64 of a-z, 0-9 and -, starting with a letter")]
pub struct InvalidSlug;

fn is_slug(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

macro_rules! slug {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidSlug;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                if is_slug(text) { Ok(Self(text.to_owned())) } else { Err(InvalidSlug) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidSlug;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

slug! {
    /// One source that a citizen can choose, for example `csn`: the name of `metadata/sources/<id>.toml`.
    SourceId
}
slug! {
    /// A municipality that offers the service: the name of `metadata/municipalities/<id>.toml`.
    MunicipalityId
}
slug! {
    /// An authority that decides: the name of `metadata/recipients/<id>.toml`.
    RecipientId
}
slug! {
    /// A form: the name of `metadata/forms/<id>.toml`.
    FormId
}
slug! {
    /// An agreement between citizen and service: the name of `metadata/agreements/<id>.*.md`.
    AgreementId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_cannot_climb_out_of_its_folder() {
        assert!("csn".parse::<SourceId>().is_ok());
        for bad in ["", "../x", "A", "a/b", "9a", "a_b"] {
            assert_eq!(bad.parse::<SourceId>(), Err(InvalidSlug), "{bad}");
        }
    }
}
