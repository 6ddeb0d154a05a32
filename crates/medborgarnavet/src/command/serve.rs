use std::path::Path;
use std::process::ExitCode;

use super::{USAGE, block_on, print, refuse};
use crate::lifecycle::{self, Around, ServeError};
use crate::{config, harden};

/// `serve`: prints one JSON line with the addresses when every listener is open.
pub fn run(file: &Path, around: Around) -> ExitCode {
    let config = match config::read(file) {
        Ok(config) => config,
        Err(mistakes) => return refuse(mistakes, USAGE),
    };
    if let Err(error) = harden::process() {
        return refuse(error, 1);
    }
    std::panic::set_hook(Box::new(|panic| {
        // Where, never what: a panic's message may hold a value.
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let _ = refuse(format_args!("a handler broke at {place}"), 1);
    }));
    let ready = |addresses| print(serde_json::json!({ "event": "listening", "addresses": addresses }));
    match block_on(lifecycle::serve(config, around, ready)) {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error @ ServeError::Config(_))) => refuse(error, USAGE),
        Ok(Err(error)) => refuse(error, 1),
        Err(error) => refuse(error, 1),
    }
}
