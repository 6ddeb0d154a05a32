use std::io::Write;
use std::path::PathBuf;
use std::thread;

use mn_tests::residue::{Mode, Plan, Programs, Table, may_search, measure};
use mn_tests::trouble::Outcome as Walked;

use crate::journey::runtime;
use crate::run::{Failure, Outcome, cargo, run as start, target};

const REFUSED: &str = "the memory of another process can be read by root only, or with CAP_SYS_PTRACE";

/// Plants values by journeys, and looks for them in the service's memory and files: while visits live and nobody asks
/// for anything, after they have ended, and after everything that can go wrong. Fails when one is found.
pub fn run() -> Outcome {
    // As the tests are built, so that nothing is compiled again before or after them.
    start(cargo(&[
        "build",
        "--release",
        "--workspace",
        "--bins",
        "--examples",
    ]))?;
    search()
}

/// Searches what has been built, where that may be done; where everything is required it must.
pub fn search_if_allowed() -> Outcome {
    if may_search() || std::env::var_os("MN_REQUIRE_ALL").is_some() {
        return search();
    }
    eprintln!("xtask: not searched: {REFUSED}");
    Ok(())
}

fn search() -> Outcome {
    if !may_search() {
        return Err(Failure(REFUSED.into()));
    }
    let built = |name: &str| -> PathBuf { target().join("release").join(name) };
    let programs = Programs {
        service: built("medborgarnavet"),
        breaking: Some(built("examples/breaking")),
    };
    let table = all_ways(&programs).map_err(|trouble| Failure(trouble.to_string()))?;
    writeln!(std::io::stdout(), "{table}").map_err(|error| Failure(error.to_string()))?;
    match table.hits() {
        0 => Ok(()),
        hits => Err(Failure(format!("{hits} copies of what nobody may keep"))),
    }
}

/// All ways to reach the pages, at the same time: most of it is waiting.
fn all_ways(programs: &Programs) -> Walked<Table> {
    let mut table = Table::default();
    thread::scope(|scope| {
        let modes = [Mode::Proxy, Mode::Tls, Mode::Store].map(|mode| {
            scope.spawn(move || -> Walked<Table> {
                let runtime = runtime().map_err(|failure| mn_tests::trouble::Trouble::new(failure.0))?;
                runtime.block_on(measure(programs, mode, Plan::WHOLE))
            })
        });
        for mode in modes {
            let measured = mode
                .join()
                .map_err(|_| mn_tests::trouble::Trouble::new("a search broke"))?;
            table.extend(measured?);
        }
        Ok(())
    })
    .map(|()| {
        table.sort();
        table
    })
}
