use std::io::Write;
use std::path::Path;
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

/// How often programs take turns, after one turn that only warms them.
const TURNS: usize = 5;
/// How many journeys one turn has.
const EACH: usize = 8;

/// The processor time that two programs take as the service, in milliseconds for each whole journey. They take turns,
/// so that whatever else the machine does meets both; the turn in the middle counts.
pub fn compared(services: [&Path; 2]) -> Outcome<[f64; 2]> {
    let told = runtime()?.block_on(alternating(services));
    told.map_err(|trouble| Failure(trouble.to_string()))
}

async fn alternating(services: [&Path; 2]) -> Walked<[f64; 2]> {
    let mut demos = Vec::new();
    for service in services {
        let demo = Demo::start(&["--inbox-every", "1", "--service", &service.to_string_lossy()])?;
        let people = people(&demo).await?;
        demos.push((demo, people));
    }
    let mut spent = [Vec::new(), Vec::new()];
    for turn in 0..=TURNS {
        for ((demo, people), spent) in demos.iter().zip(&mut spent) {
            let before = cpu_ms(demo.ready.pid)?;
            for person in people.iter().cycle().skip(turn * EACH).take(EACH) {
                whole(demo, person).await?;
            }
            let each = u32::try_from(cpu_ms(demo.ready.pid)? - before).unwrap_or(u32::MAX);
            if turn > 0 {
                spent.push(each);
            }
        }
    }
    let each = u32::try_from(EACH).unwrap_or(1);
    Ok(spent.map(|mut spent| {
        spent.sort_unstable();
        let middle = spent.get(TURNS / 2).copied().unwrap_or_default();
        f64::from(middle) / f64::from(each)
    }))
}

/// The identity numbers that the sandbox knows.
async fn people(demo: &Demo) -> Walked<Vec<String>> {
    let persons = demo.control().persons().await?;
    Ok(persons.into_iter().map(|person| person.number).collect())
}

async fn measured(count: usize) -> Walked<(String, usize)> {
    let demo = Demo::start(&["--inbox-every", "1"])?;
    let people = people(&demo).await?;
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
