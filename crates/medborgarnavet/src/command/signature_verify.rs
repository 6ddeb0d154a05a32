use std::fs;
use std::path::Path;
use std::process::ExitCode;

use jiff::Timestamp;
use mn_domain::{Clock, SystemClock};
use mn_evidence::{Roots, verify_file};

use super::{USAGE, print, refuse};

/// `signature verify`: prints the report as JSON.
pub fn run(root: &Path, at: Option<Timestamp>, file: &Path) -> ExitCode {
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    let (pem, bytes) = match (read(root), read(file)) {
        (Ok(pem), Ok(bytes)) => (pem, bytes),
        (Err(error), _) | (_, Err(error)) => return refuse(error, USAGE),
    };
    let roots = match Roots::named(&pem) {
        Ok(roots) => roots,
        Err(error) => return refuse(error, USAGE),
    };
    let verified = verify_file(&bytes, &roots, at.unwrap_or_else(|| SystemClock.now()));
    match serde_json::to_string_pretty(&verified.report) {
        Ok(report) => print(report),
        Err(error) => return refuse(error, 1),
    }
    ExitCode::from(verified.exit_code)
}
