use std::fmt;

/// One thing that is wrong with a configuration, in words for whoever wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where: a key, for example `oidc.key_file`, or a file.
    pub at: String,
    /// What.
    pub what: String,
}

/// Everything that is wrong, at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes(pub Vec<Mistake>);

impl Mistakes {
    /// Adds one.
    pub fn add(&mut self, at: impl Into<String>, what: impl fmt::Display) {
        self.0.push(Mistake {
            at: at.into(),
            what: what.to_string(),
        });
    }

    /// Takes the value, or notes why there is none.
    pub fn take<T, E: fmt::Display>(&mut self, at: &str, outcome: Result<T, E>) -> Option<T> {
        outcome.map_err(|error| self.add(at, error)).ok()
    }

    /// The value where nothing was wrong.
    ///
    /// # Errors
    /// Itself, where something was.
    pub fn or<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self),
        }
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for mistake in &self.0 {
            writeln!(f, "{}: {}", mistake.at, mistake.what)?;
        }
        Ok(())
    }
}
