use std::fs;

use crate::run::{Failure, Outcome, root};

/// Writes the schemas of the metadata files and of what a citizen downloads, as the Rust types have them. A test compares.
pub fn run() -> Outcome {
    let folder = root().join("metadata/schema");
    let files = [
        ("source.schema.json", mn_help::schema()),
        ("bank-csv.schema.json", mn_sts_adapters::file::schema()),
        ("words.schema.json", mn_help::words_schema()),
        ("questions.schema.json", mn_help::questions_schema()),
        ("own-copy.schema.json", mn_web::copy::schema()),
        ("journal.schema.json", mn_web::copy::journal_schema()),
    ];
    for (name, text) in files {
        let path = folder.join(name);
        fs::write(&path, text)
            .map_err(|error| Failure(format!("cannot write {}: {error}", path.display())))?;
    }
    Ok(())
}
