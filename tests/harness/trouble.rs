//! What stands in the way of a step.

use std::fmt;

/// What stood in the way, in words for whoever reads the test's output.
pub struct Trouble(String);

/// What a step gives.
pub type Outcome<T = ()> = Result<T, Trouble>;

impl Trouble {
    /// Says what stood in the way.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Trouble {
    fn from(error: E) -> Self {
        let mut words = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            words = format!("{words}: {error}");
            cause = error.source();
        }
        Self(words)
    }
}

/// Stops a step with words, unless a condition holds.
///
/// # Errors
/// When it does not hold.
pub fn ensure(holds: bool, words: impl Into<String>) -> Outcome {
    if holds { Ok(()) } else { Err(Trouble::new(words)) }
}
