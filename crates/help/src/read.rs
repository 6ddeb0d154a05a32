use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

use crate::schema::value_of;
use crate::walk::Walk;
use crate::{Mistake, Problem};

/// On which line each key of a file stands, by its place: `fields[csn.utbetalning.belopp].text`.
#[derive(Clone, Debug, Default)]
pub struct Lines(BTreeMap<String, usize>);

impl Lines {
    pub(crate) const fn new(lines: BTreeMap<String, usize>) -> Self {
        Self(lines)
    }

    /// The line of a key, or of the nearest key around it.
    #[must_use]
    pub fn of(&self, at: &str) -> Option<usize> {
        let mut place = at;
        loop {
            if let Some(line) = self.0.get(place) {
                return Some(*line);
            }
            place = place.rsplit_once('.')?.0;
        }
    }
}

/// Reads a TOML file of metadata. Everything that breaks the schema of its type is named at once.
///
/// # Errors
/// Every mistake that was found, in the order of the file.
pub fn read<T: DeserializeOwned + JsonSchema>(file: &str, text: &str) -> Result<(T, Lines), Vec<Mistake>> {
    let mistake = |line, problem| Mistake {
        file: file.to_owned(),
        line,
        at: String::new(),
        problem,
    };
    let (table, broken) = DeTable::parse_recoverable(text);
    if !broken.is_empty() {
        let syntax = |error: &toml::de::Error| {
            let line = error.span().map(|span| line_of(text, span.start));
            mistake(line, Problem::Syntax(error.message().to_owned()))
        };
        return Err(broken.iter().map(syntax).collect());
    }
    let schema = value_of::<T>();
    let mut walk = Walk::new(file, text, &schema);
    walk.table(&schema, table.get_ref(), "");
    let (lines, mistakes) = walk.finish();
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    toml::from_str(text).map(|value| (value, lines)).map_err(|error| {
        let line = error.span().map(|span| line_of(text, span.start));
        vec![mistake(line, Problem::Refused(error.message().to_owned()))]
    })
}

/// The line of a byte, counted from one.
pub(crate) fn line_of(text: &str, byte: usize) -> usize {
    let before = text.as_bytes().iter().take(byte);
    1 + before.filter(|byte| **byte == b'\n').count()
}

/// An element's name among its brothers: its id if it has one, else its number.
pub(crate) fn name_of(value: &DeValue<'_>, index: usize) -> String {
    let id = value.get("id").and_then(|id| match id.get_ref() {
        DeValue::String(id) if !id.is_empty() => Some(id.to_string()),
        _ => None,
    });
    id.unwrap_or_else(|| index.to_string())
}
