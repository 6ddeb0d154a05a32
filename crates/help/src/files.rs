use std::fs;
use std::path::Path;

use mn_seal::{Digest, sha256};

use crate::{Mistake, Problem};

/// One file of metadata: its name below `metadata/`, with `/`, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MetadataFile {
    /// For example `sources/csn.toml`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Reads every file below a folder, by name. Hidden files are left alone.
#[must_use]
pub fn files_below(folder: &Path) -> Vec<Result<MetadataFile, Mistake>> {
    let mut names = Vec::new();
    let whole = collect(folder, "", &mut names);
    names.sort();
    let text = |name: String| match fs::read_to_string(folder.join(&name)) {
        Ok(text) => Ok(MetadataFile { name, text }),
        Err(_) => Err(unreadable(&name)),
    };
    let mut files: Vec<_> = names.into_iter().map(text).collect();
    if whole.is_none() {
        files.push(Err(unreadable("")));
    }
    files
}

/// One figure for a whole state of the metadata: SHA-256 over its files by name, each name and text with
/// its length before it. What is sent says with it by which texts it was explained.
#[must_use]
pub fn digest(files: &[MetadataFile]) -> Digest {
    let mut files: Vec<&MetadataFile> = files.iter().collect();
    files.sort();
    let mut bytes = Vec::new();
    for part in files.into_iter().flat_map(|file| [&file.name, &file.text]) {
        bytes.extend_from_slice(&part.len().to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    sha256(&bytes)
}

fn collect(folder: &Path, below: &str, names: &mut Vec<String>) -> Option<()> {
    for entry in fs::read_dir(folder.join(below)).ok()? {
        let entry = entry.ok()?;
        let name = entry.file_name().into_string().ok()?;
        if name.starts_with('.') {
            continue;
        }
        let name = if below.is_empty() {
            name
        } else {
            format!("{below}/{name}")
        };
        if entry.file_type().ok()?.is_dir() {
            collect(folder, &name, names)?;
        } else {
            names.push(name);
        }
    }
    Some(())
}

pub(crate) fn unreadable(file: &str) -> Mistake {
    Mistake {
        file: file.to_owned(),
        line: None,
        at: String::new(),
        problem: Problem::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> MetadataFile {
        MetadataFile {
            name: name.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn the_digest_knows_names_texts_and_their_borders_but_no_order() {
        let one = digest(&[file("a", "b"), file("c", "d")]);
        assert_eq!(one, digest(&[file("c", "d"), file("a", "b")]));
        for other in [
            vec![file("a", "b")],
            vec![file("a", "bc"), file("", "d")],
            vec![file("a", "b"), file("c", "e")],
            vec![file("ab", ""), file("c", "d")],
        ] {
            assert_ne!(one, digest(&other));
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_a_mistake() {
        let files = files_below(Path::new("no/such/folder"));
        assert!(matches!(files.as_slice(), [Err(mistake)] if mistake.problem == Problem::Unreadable));
    }
}
