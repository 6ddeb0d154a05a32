use std::fmt;
use std::path::{Path, PathBuf};

use mn_domain::Texts;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// One thing that is wrong in `metadata/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// In which file, relative to the metadata folder.
    pub file: String,
    /// What is wrong, for the person who edits the file.
    pub what: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.what)
    }
}

/// Everything that is wrong, in the order of the files. Metadata is about nobody, so its words may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Error)]
#[error("{} mistakes in the metadata", .0.len())]
pub struct Mistakes(pub Vec<Mistake>);

impl Mistakes {
    /// Notes one more.
    pub fn add(&mut self, file: &str, what: impl Into<String>) {
        self.0.push(Mistake {
            file: file.to_owned(),
            what: what.into(),
        });
    }

    /// Notes each language in which a text is missing.
    pub fn need(&mut self, file: &str, name: &str, texts: &Texts) {
        for language in texts.blank() {
            self.add(file, format!("{name} has no text in {}", language.name()));
        }
    }

    /// The value, if nothing was wrong.
    ///
    /// # Errors
    /// Itself, sorted, when there is at least one mistake.
    pub fn or<T>(mut self, value: T) -> Result<T, Self> {
        if self.0.is_empty() {
            return Ok(value);
        }
        self.0.sort();
        Err(self)
    }
}

/// The metadata folder.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Reads from this folder.
    pub fn new(path: impl AsRef<Path>) -> Self {
        Self(path.as_ref().to_owned())
    }

    /// The names of the files in one subfolder that end so, without the ending, sorted.
    pub fn names(&self, subfolder: &str, ending: &str, mistakes: &mut Mistakes) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.0.join(subfolder)) else {
            mistakes.add(subfolder, "the folder cannot be read");
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter_map(|name| name.strip_suffix(ending).map(str::to_owned))
            .collect();
        names.sort();
        names
    }

    /// The text of one file.
    pub fn text(&self, file: &str, mistakes: &mut Mistakes) -> Option<String> {
        let text = std::fs::read_to_string(self.0.join(file)).ok();
        if text.is_none() {
            mistakes.add(file, "the file cannot be read as UTF-8 text");
        }
        text
    }

    /// One file as TOML.
    pub fn toml<T: DeserializeOwned>(&self, file: &str, mistakes: &mut Mistakes) -> Option<T> {
        let text = self.text(file, mistakes)?;
        toml::from_str(&text)
            .map_err(|error| mistakes.add(file, error.to_string().trim_end()))
            .ok()
    }

    /// Every TOML file of a subfolder, with the file's name as its id.
    pub fn each<Id: std::str::FromStr, T: DeserializeOwned>(
        &self,
        subfolder: &str,
        mistakes: &mut Mistakes,
    ) -> Vec<(String, Id, T)> {
        let mut all = Vec::new();
        for name in self.names(subfolder, ".toml", mistakes) {
            let file = format!("{subfolder}/{name}.toml");
            let Ok(id) = name.parse::<Id>() else {
                mistakes.add(&file, "the file's name is not a-z, 0-9 and -");
                continue;
            };
            if let Some(value) = self.toml(&file, mistakes) {
                all.push((file, id, value));
            }
        }
        all
    }
}
