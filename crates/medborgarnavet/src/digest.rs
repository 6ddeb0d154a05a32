//! Digests that tell which configuration and which metadata ran when.

use std::fs;
use std::path::{Path, PathBuf};

use crate::config::Config;

/// The digest of a configuration, secrets not among it: it holds paths only.
pub fn of_config(config: &Config) -> String {
    mn_seal::sha256(format!("{config:?}").as_bytes()).to_string()
}

/// The digest of a folder: every file's path and content, in order.
pub fn of_folder(folder: &Path) -> String {
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let name = file.strip_prefix(folder).unwrap_or(&file).display().to_string();
        let content = mn_seal::sha256(&fs::read(&file).unwrap_or_default());
        all.extend_from_slice(format!("{content} {name}\n").as_bytes());
    }
    mn_seal::sha256(&all).to_string()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
