use std::path::Path;

use mn_domain::{FieldId, SourceId};

use crate::files::unreadable;
use crate::{CodeList, Field, Group, MetadataFile, Mistake, Source, Words, check, files_below, read};

/// What every source can give, explained. Read once, at the start.
#[derive(Clone, Debug)]
pub struct Catalogue {
    words: Words,
    sources: Vec<Source>,
}

const WORDS: &str = "words.toml";
const SOURCES: &str = "sources";

impl Catalogue {
    /// Reads the catalogue from the folder `metadata/`.
    ///
    /// # Errors
    /// Every mistake in every file.
    pub fn load(metadata: &Path) -> Result<Self, Vec<Mistake>> {
        let files = files_below(metadata);
        let unreadable = files.iter().filter_map(|file| file.as_ref().err().cloned());
        let mut mistakes: Vec<Mistake> = unreadable.collect();
        let readable: Vec<MetadataFile> = files.into_iter().filter_map(Result::ok).collect();
        match Self::from_files(&readable) {
            Ok(catalogue) if mistakes.is_empty() => Ok(catalogue),
            Ok(_) => Err(mistakes),
            Err(more) => {
                mistakes.extend(more);
                Err(mistakes)
            }
        }
    }

    /// Reads the catalogue from files that are at hand. Files of other folders are left alone.
    ///
    /// # Errors
    /// Every mistake in every file.
    pub fn from_files(files: &[MetadataFile]) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let words = files.iter().find(|file| file.name == WORDS);
        let words = words.map_or_else(
            || Err(vec![unreadable(WORDS)]),
            |file| read::<Words>(WORDS, &file.text),
        );
        let words = match words {
            Ok((words, lines)) => {
                mistakes.extend(check::words(WORDS, &words, &lines));
                Some(words)
            }
            Err(more) => {
                mistakes.extend(more);
                None
            }
        };
        let mut sources = Vec::new();
        for file in files.iter().filter(|file| is_source(&file.name)) {
            match read::<Source>(&file.name, &file.text) {
                Ok((source, lines)) => {
                    mistakes.extend(check::source(&file.name, &source, &lines, words.as_ref()));
                    sources.push(source);
                }
                Err(more) => mistakes.extend(more),
            }
        }
        sources.sort_by(|one: &Source, other| one.id.cmp(&other.id));
        match words {
            Some(words) if mistakes.is_empty() => Ok(Self { words, sources }),
            _ => Err(mistakes),
        }
    }

    /// Every source, by id.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// One source.
    #[must_use]
    pub fn source(&self, id: &SourceId) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == *id)
    }

    /// The small words around values.
    #[must_use]
    pub const fn words(&self) -> &Words {
        &self.words
    }
}

impl Source {
    /// One field.
    #[must_use]
    pub fn field(&self, id: &FieldId) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == *id)
    }

    /// The code list that explains a field's values.
    #[must_use]
    pub fn codes_of(&self, field: &Field) -> Option<&CodeList> {
        self.codes.get(field.codes.as_deref()?)
    }

    /// The group that a field belongs to: the one that shares the longest beginning with its id.
    #[must_use]
    pub fn group_of(&self, id: &FieldId) -> Option<(&str, &Group)> {
        let mut name = id.as_str();
        while let Some((beginning, _)) = name.rsplit_once('.') {
            if let Some((key, group)) = self.groups.get_key_value(beginning) {
                return Some((key, group));
            }
            name = beginning;
        }
        None
    }
}

fn is_source(name: &str) -> bool {
    name.strip_prefix(SOURCES)
        .is_some_and(|rest| rest.starts_with('/') && Path::new(rest).extension().is_some_and(|e| e == "toml"))
}
