use std::fs;
use std::path::Path;
use std::process::ExitCode;

use mn_sts_adapters::ssbtek;

use super::{USAGE, print, refuse};

/// `sts read`: the message's own person is not checked, since the file may hold anybody's.
pub fn run(source: &str, file: &Path) -> ExitCode {
    if source != "ssbtek" {
        return refuse(
            format_args!("no adapter is called {source}; there is: ssbtek"),
            USAGE,
        );
    }
    let body = match fs::read(file) {
        Ok(body) => body,
        Err(error) => return refuse(format_args!("{}: {error}", file.display()), USAGE),
    };
    match ssbtek::read(&body, None) {
        Ok(reading) => {
            print(ssbtek::to_json(&reading));
            ExitCode::SUCCESS
        }
        Err(error) => refuse(error, 1),
    }
}
