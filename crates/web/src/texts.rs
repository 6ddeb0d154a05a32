//! What the pages say: `metadata/texts/*.toml`, three languages to a text.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use mn_domain::Language;
use serde::Deserialize;
use thiserror::Error;

/// Every text of the pages in every language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts(BTreeMap<String, Entry>);

/// One text. All three languages are required: a file that lacks one does not load.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    sv: String,
    lattlast: String,
    en: String,
}

/// Why the texts could not be loaded.
#[derive(Debug, Error)]
pub enum TextsError {
    /// The folder or a file of it could not be read.
    #[error("the texts cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// A file is not TOML of the expected shape, or a text lacks a language.
    #[error("{file}: {reason}")]
    Malformed {
        /// The file's name.
        file: String,
        /// What the TOML reader says; files of texts hold nothing about a person.
        reason: String,
    },
    /// A text has an empty language.
    #[error("{key} is empty in {language}")]
    Empty {
        /// Which text.
        key: String,
        /// In which language.
        language: &'static str,
    },
    /// The folder holds no texts.
    #[error("there are no texts in the folder")]
    None,
}

impl Texts {
    /// Loads every `*.toml` of a folder. `start.toml` with `[title]` gives the key `start.title`.
    ///
    /// # Errors
    /// [`TextsError`] when a file cannot be read, has another shape, or a text lacks a language.
    pub fn load(folder: &Path) -> Result<Self, TextsError> {
        let mut texts = Self::default();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let area = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .unwrap_or_default();
            if path.extension().is_some_and(|extension| extension == "toml") {
                texts.add(area, &std::fs::read_to_string(&path)?)?;
            }
        }
        if texts.0.is_empty() {
            return Err(TextsError::None);
        }
        Ok(texts)
    }

    /// Adds the texts of one file, whose keys begin with `area`.
    ///
    /// # Errors
    /// [`TextsError`] when the file has another shape or a text lacks a language.
    pub fn add(&mut self, area: &str, file: &str) -> Result<(), TextsError> {
        let entries: BTreeMap<String, Entry> =
            toml::from_str(file).map_err(|error| TextsError::Malformed {
                file: format!("{area}.toml"),
                reason: error.to_string(),
            })?;
        for (name, entry) in entries {
            let key = format!("{area}.{name}");
            for language in Language::ALL {
                if entry.in_language(language).trim().is_empty() {
                    let language = language.name();
                    return Err(TextsError::Empty { key, language });
                }
            }
            self.0.insert(key, entry);
        }
        Ok(())
    }

    /// The texts in one language.
    #[must_use]
    pub fn speak(self: &Arc<Self>, language: Language) -> Translator {
        Translator {
            texts: Arc::clone(self),
            language,
        }
    }

    /// Whether there is such a text.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Every key, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl Entry {
    fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Sv => &self.sv,
            Language::Lattlast => &self.lattlast,
            Language::En => &self.en,
        }
    }
}

/// The texts in the language of one visitor.
#[derive(Clone, Debug)]
pub struct Translator {
    texts: Arc<Texts>,
    language: Language,
}

impl Translator {
    /// The text of a key. A key that does not exist shows itself; a test proves that none does.
    #[must_use]
    pub fn get(&self, key: &str) -> Text<'_> {
        self.texts.0.get(key).map_or_else(
            || Text(Cow::Owned(key.to_owned())),
            |entry| Text(Cow::Borrowed(entry.in_language(self.language))),
        )
    }

    /// The language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }
}

/// A text, whose `{names}` may still be filled in. Shown in a page it is escaped like any other value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<'t>(Cow<'t, str>);

impl Text<'_> {
    /// Fills in `{name}`.
    #[must_use]
    pub fn with(self, name: &str, value: impl fmt::Display) -> Self {
        Self(Cow::Owned(
            self.0.replace(&format!("{{{name}}}"), &value.to_string()),
        ))
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_language_does_not_load() {
        let mut texts = Texts::default();
        let lacking = texts.add("start", "[title]\nsv = \"Hej\"\nen = \"Hello\"\n");
        assert!(matches!(lacking, Err(TextsError::Malformed { .. })));
        let empty = texts.add(
            "start",
            "[title]\nsv = \"Hej\"\nlattlast = \" \"\nen = \"Hello\"\n",
        );
        assert!(matches!(
            empty,
            Err(TextsError::Empty {
                language: "lattlast",
                ..
            })
        ));
        assert!(!texts.has("start.title"));
    }

    #[test]
    fn fills_in_names_in_the_visitors_language() {
        let mut texts = Texts::default();
        let file = "[done]\nsv = \"{n} av {all}\"\nlattlast = \"{n} klara\"\nen = \"{n} of {all}\"\n";
        texts.add("fetch", file).expect("three languages");
        let texts = Arc::new(texts);
        let shown = |language| {
            texts
                .speak(language)
                .get("fetch.done")
                .with("n", 5)
                .with("all", 8)
                .to_string()
        };
        assert_eq!(shown(Language::Sv), "5 av 8");
        assert_eq!(shown(Language::Lattlast), "5 klara");
        assert_eq!(shown(Language::En), "5 of 8");
    }
}
