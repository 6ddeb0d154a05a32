//! What of a citizen lies in the service's memory and files when it should not: planted by journeys, searched from
//! outside of the process.

mod afterwards;
mod cases;
mod courses;
mod dumps;
mod home;
mod journeys;
mod keys;
mod plant;
mod progress;
mod search;
mod shared;
mod stage;
mod table;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

pub use stage::Mode;
pub use table::{Row, Table};

use self::progress::Progress;
use crate::trouble::Outcome;

/// How long one demo may take.
const LONGEST: Duration = Duration::from_mins(5);

/// The programs that are searched.
#[derive(Clone, Debug)]
pub struct Programs {
    /// The service.
    pub service: PathBuf,
    /// The same service, whose handlers break when they are asked to; without it nothing breaks.
    pub breaking: Option<PathBuf>,
}

/// How much is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How many visits live at the same time.
    pub visits: usize,
    /// How many of them fill in everything there is.
    pub thorough: usize,
    /// How many of them take home what can be taken home, and bring it back, as well.
    pub home: usize,
    /// Whether everything that can go wrong goes wrong too, visits run out, and the process is broken.
    pub everything: bool,
}

impl Plan {
    /// What is promised.
    pub const WHOLE: Self = Self {
        visits: 200,
        thorough: 20,
        home: 4,
        everything: true,
    };
    /// A few visits, alive and logged out.
    pub const SMALL: Self = Self {
        visits: 4,
        thorough: 2,
        home: 1,
        everything: false,
    };
}

/// Whether this process may read the memory of others (`CAP_SYS_PTRACE`).
#[must_use]
pub fn may_search() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let rights = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    let rights = rights.and_then(|rights| u64::from_str_radix(rights.trim(), 16).ok());
    rights.is_some_and(|rights| rights & (1 << 19) != 0)
}

/// Plants, waits and searches, in one way to reach the pages.
///
/// # Errors
/// When a journey does not go as it should, or the memory cannot be searched.
pub async fn measure(programs: &Programs, mode: Mode, plan: Plan) -> Outcome<Table> {
    let (mut table, progress) = (Table::default(), Progress::new(mode.name()));
    if mode == Mode::Store {
        let shared = shared::shared(programs, &progress);
        table.extend(progress.within(LONGEST, Box::pin(shared)).await?);
        return Ok(table);
    }
    let living = courses::living(programs, (mode, &progress), plan);
    table.extend(progress.within(LONGEST, Box::pin(living)).await?);
    if plan.everything {
        let running_out = courses::running_out(programs, (mode, &progress));
        table.extend(progress.within(LONGEST, Box::pin(running_out)).await?);
        if let Some(breaking) = &programs.breaking {
            let breaking = courses::breaking(breaking, (mode, &progress));
            table.extend(progress.within(LONGEST, Box::pin(breaking)).await?);
        }
    }
    Ok(table)
}
