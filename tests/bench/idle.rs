use std::fs;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use mn_domain::Clock;
use mn_space::SlotName;
use serde_json::json;

use super::Measured;
use super::rounds::{rounded, thread_cpu};
use super::space::{in_memory, person};

/// What one visit holds: 4 kB in five slots.
const SLOTS: [&str; 5] = ["choices", "agreement", "answers/csn", "answers/a-kassan", "asked"];
const SLOT: usize = 4096 / SLOTS.len();
/// What sealing adds to each slot: nonce and tag.
const SEAL: usize = 12 + 16;

struct Moved(Mutex<Timestamp>);

impl Clock for Moved {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Memory of so many idle visits, and the time to end all of them at once.
pub fn run(visits: u32) -> Measured {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(measured(visits))
}

async fn measured(visits: u32) -> Measured {
    let clock = Arc::new(Moved(Mutex::new("2026-11-23T12:00:00Z".parse()?)));
    let spaces = in_memory(clock.clone());
    let slots: Vec<SlotName> = SLOTS
        .iter()
        .map(|name| name.parse().map_err(|_| "no such slot"))
        .collect::<Result<_, _>>()?;
    let before = resident()?;
    for _ in 0..visits {
        let (_, visit) = spaces.begin(person()?).await?;
        for slot in &slots {
            visit.write(slot, 0, &[0x5a; SLOT]).await?;
        }
    }
    let each =
        f64::from(u32::try_from(resident()?.saturating_sub(before) / 1024)?) * 1024.0 / f64::from(visits);
    *clock.0.lock().unwrap_or_else(PoisonError::into_inner) += SignedDuration::from_mins(16);
    let began = thread_cpu();
    let ended = spaces.sweep().await;
    let sweep = thread_cpu().saturating_sub(began);
    if u32::try_from(ended)? != visits {
        return Err(format!("{ended} of {visits} visits ended").into());
    }
    let sealed = f64::from(u32::try_from(SLOTS.len() * (SLOT + SEAL))?);
    Ok(json!({
        "visits": visits, "bytes_each": each.round(), "sealed_bytes_each": sealed,
        "allowed_bytes_each": (1.5 * sealed + 1024.0).round(), "end_all_ms": rounded(sweep.as_secs_f64() * 1e3),
    }))
}

/// How much memory this process has in use, in bytes.
fn resident() -> Measured<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes: u64 = line
        .and_then(|line| line.split_whitespace().next())
        .ok_or("no VmRSS")?
        .parse()?;
    Ok(kilobytes * 1024)
}
