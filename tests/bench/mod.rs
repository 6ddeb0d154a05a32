//! What the private space, the reading of answers and asking sources side by side cost: one part a run, so that no part warms or fills the memory of another. Each part
//! prints one JSON object.

mod client;
mod fetch;
mod idle;
mod read;
mod rounds;
mod seal;
mod space;
mod ssbtek;

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use serde_json::Value;

type Measured<T = Value> = Result<T, Box<dyn Error + Send + Sync>>;

/// Runs the part that the arguments name: `read`, `read SOCKET`, `seal`, `ssbtek`, `fetch` or `idle VISITS`.
pub fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let measured = match words.as_slice() {
        ["read"] => read::run(None),
        ["read", socket] => read::run(Some(Path::new(socket))),
        ["seal"] => seal::run(),
        ["ssbtek"] => ssbtek::run(),
        ["fetch"] => fetch::run(),
        ["idle", visits] => visits
            .parse()
            .map_err(Into::into)
            .and_then(|visits| idle::run(visits)),
        _ => Err("read [SOCKET] | seal | ssbtek | fetch | idle VISITS".into()),
    };
    let told = measured.and_then(|value| Ok(writeln!(std::io::stdout(), "{value}")?));
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without an error stream there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}
