use std::path::Path;
use std::process::ExitCode;

use super::{USAGE, block_on, print, refuse};
use crate::{config, wiring};

/// `check-config`: everything that `serve` would read is read; nothing is listened on, asked or written.
pub fn run(file: &Path) -> ExitCode {
    let config = match config::read(file) {
        Ok(config) => config,
        Err(mistakes) => return refuse(mistakes, USAGE),
    };
    match block_on(wiring::check(config)) {
        Ok(Ok(())) => {
            print("the configuration can be used");
            ExitCode::SUCCESS
        }
        Ok(Err(mistakes)) => refuse(mistakes, USAGE),
        Err(error) => refuse(error, 1),
    }
}
