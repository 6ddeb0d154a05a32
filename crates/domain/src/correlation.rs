use std::fmt;

use serde::{Deserialize, Serialize};

/// The identifier that one question to one source carries, on both sides and in both logs.
///
/// At most 31 characters: CSN refuses longer ones (SSBTEK contract, `arendeidentitet`). It is drawn at
/// random and says nothing about the person.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CorrelationId(String);

impl CorrelationId {
    /// Longest identifier every source accepts.
    pub const MAX: usize = 31;

    /// Makes an identifier of 15 random bytes (30 hexadecimal digits).
    #[must_use]
    pub fn from_random(bytes: [u8; 15]) -> Self {
        let number = bytes
            .iter()
            .fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
        Self(format!("{number:030x}"))
    }

    /// The identifier as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CorrelationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits_the_narrowest_source() {
        assert!(CorrelationId::from_random([0xff; 15]).as_str().len() <= CorrelationId::MAX);
    }
}
