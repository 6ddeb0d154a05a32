#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: a fixture that is not there is a broken test"
)]

use std::fs;
use std::path::PathBuf;

use mn_domain::{FileRefusal, IdentityNumber};
use mn_source::ReadFile;
use mn_sts_adapters::file::{self, Mapping};

/// The citizen who adds the files.
pub fn person() -> IdentityNumber {
    "198501012382".parse().unwrap()
}

fn here(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The names of all fixtures.
pub fn names() -> Vec<String> {
    let files = fs::read_dir(here("file/fixtures")).unwrap();
    let mut names: Vec<String> = files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// One fixture.
pub fn fixture(name: &str) -> Vec<u8> {
    fs::read(here("file/fixtures").join(name)).unwrap()
}

/// The banks that the metadata knows.
pub fn mappings() -> Vec<Mapping> {
    let files = fs::read_dir(here("../metadata/banks-csv")).unwrap();
    let read = |path| toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    files.map(|file| read(file.unwrap().path())).collect()
}

/// Reads a file as the citizen's.
pub fn read(content: &[u8]) -> Result<ReadFile, FileRefusal> {
    file::read(content, &mappings(), Some(&person()))
}

/// Why a file is not taken.
pub fn refusal(content: impl AsRef<[u8]>) -> Option<FileRefusal> {
    read(content.as_ref()).err()
}

/// The values of one field of a fixture.
pub fn values(name: &str, field: &str) -> Vec<String> {
    of(&read(&fixture(name)).unwrap(), field)
}

/// The values of one field.
pub fn of(file: &ReadFile, field: &str) -> Vec<String> {
    let answers = file.reply.answers.iter();
    let own = answers.filter(|answer| answer.field.as_str() == format!("egen_fil.{field}"));
    // EXPOSE: a test looks.
    own.map(|answer| answer.value.expose().clone()).collect()
}

/// What was noticed in a fixture, and where.
pub fn notes(name: &str) -> Vec<String> {
    let notes = read(&fixture(name)).unwrap().reply.notes;
    notes
        .iter()
        .map(|note| format!("{:?} {}", note.kind, note.at))
        .collect()
}
