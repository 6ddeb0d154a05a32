use std::io::Write;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use mn_tests::demo::Demo;
use mn_tests::trouble::{Outcome as Walked, Trouble};
use mn_tests::visit::Visit;
use serde_json::json;

use crate::run::{Failure, Outcome, cargo, run as start};

/// How many persons.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many persons make their journey.
    #[arg(long, default_value_t = 50)]
    count: usize,
}

/// Lets persons make their whole journey against a fresh demo, two at a time, and prints how it went in one line.
pub fn run(arguments: &Arguments) -> Outcome {
    start(cargo(&["build", "--release", "--package", "mn-demo"]))?;
    let told = runtime()?.block_on(measured(arguments.count));
    let (line, failed) = told.map_err(|trouble| Failure(trouble.to_string()))?;
    let written = writeln!(std::io::stdout(), "{line}");
    written.map_err(|error| Failure(error.to_string()))?;
    if failed == 0 {
        Ok(())
    } else {
        Err(Failure(format!("{failed} journeys failed")))
    }
}

/// What drives journeys: one thread, so that the service has the rest of the machine.
pub fn runtime() -> Outcome<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Failure(error.to_string()))
}

async fn measured(count: usize) -> Walked<(String, usize)> {
    let demo = Demo::start(&["--inbox-every", "1"])?;
    let people: Vec<String> = demo
        .control()
        .persons()
        .await?
        .into_iter()
        .map(|person| person.number)
        .collect();
    let (next, times) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let before = cpu_ms(demo.ready.pid)?;
    let worker = async || {
        let mut failed = 0;
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(person) = people.get(place % people.len()).filter(|_| place < count) else {
                return failed;
            };
            let began = Instant::now();
            match whole(&demo, person).await {
                Ok(()) => times
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .push(began.elapsed()),
                Err(trouble) => {
                    failed += 1;
                    eprintln!("xtask: journey {place}: {trouble}");
                }
            }
        }
    };
    let (one, two) = tokio::join!(worker(), worker());
    let spent = cpu_ms(demo.ready.pid)? - before;
    let mut times = times.into_inner().unwrap_or_default();
    times.sort();
    let at = |percent: usize| {
        let place = (times.len() * percent).div_ceil(100).saturating_sub(1);
        times
            .get(place)
            .map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
    };
    let each = spent / u64::try_from(count.max(1)).unwrap_or(1);
    let line = json!({
        "ok": times.len(), "failed": one + two, "p50_ms": at(50), "p99_ms": at(99), "cpu_ms_per_journey": each,
    });
    Ok((line.to_string(), one + two))
}

/// From the first page to the log-out, with a signed application on its way.
async fn whole(demo: &Demo, person: &str) -> Walked {
    let mut visit = Visit::ready_to_sign(demo, person, &["csn", "forsakringskassan"]).await?;
    visit.sign().await?;
    visit.log_out().await
}

/// How much processor time a process has used, in milliseconds.
fn cpu_ms(pid: u32) -> Walked<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let used: Vec<u64> = fields
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse().ok())
        .collect();
    let ticks = Command::new("getconf").arg("CLK_TCK").output()?;
    let ticks: u64 = String::from_utf8_lossy(&ticks.stdout).trim().parse()?;
    match used.as_slice() {
        [ours, kernel] => Ok((ours + kernel) * 1000 / ticks.max(1)),
        _ => Err(Trouble::new("no processor time")),
    }
}
