use std::path::Path;
use std::process::ExitCode;

use mn_space::SpaceStore as _;

use super::{USAGE, block_on, print, refuse};
use crate::config::{self, Mistakes};
use crate::wiring;

/// `seal-all`: needs the configuration's `[space]` and the files that it names, nothing else.
pub fn run(file: &Path) -> ExitCode {
    let config = match config::read(file) {
        Ok(config) => config,
        Err(mistakes) => return refuse(mistakes, USAGE),
    };
    if config.space.store.is_none() {
        return refuse(
            "visits live in the memory of the service, which no other process can reach: send it SIGUSR1 \
             (systemctl kill --signal=SIGUSR1 medborgarnavet)",
            USAGE,
        );
    }
    let mut mistakes = Mistakes::default();
    let store = wiring::shared_store(&config, &mut mistakes);
    let store = match mistakes.or(store) {
        Ok(store) => store,
        Err(mistakes) => return refuse(mistakes, USAGE),
    };
    match block_on(store.seal_all()) {
        Ok(Ok(ended)) => {
            print(serde_json::json!({ "sealed": ended.len() }));
            ExitCode::SUCCESS
        }
        Ok(Err(error)) => refuse(format_args!("{error}: perhaps nothing is sealed, try again"), 1),
        Err(error) => refuse(error, 1),
    }
}
