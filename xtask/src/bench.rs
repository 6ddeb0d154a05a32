use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::run::{Failure, Outcome, cargo, command, run as start, target};
use crate::{journey, setup};

/// How long the store for several nodes may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);
/// The aims, as the design states them.
const READ_RATIO: f64 = 0.6;
const READ_CPU_MS: f64 = 0.05;
const SEAL_RATIO: f64 = 0.9;
const ANSWER_RATIO: f64 = 0.3;
const FETCH_OVER_MS: f64 = 5.0;

/// Measures what the private space costs, each thing beside what it is compared with, and prints a table and one line
/// of JSON. Figures of one run compare with each other, and with nothing else: machines are noisy.
pub fn run() -> Outcome {
    setup::everything()?;
    // As the tests are built, so that nothing is compiled again before or after them.
    start(cargo(&[
        "build",
        "--release",
        "--workspace",
        "--bins",
        "--examples",
    ]))?;
    let built = |name: &str| target().join("release").join(name);
    let (wiping, leaving) = (
        built("examples/measure_wiping"),
        built("examples/measure_leaving"),
    );
    let read = measured(&wiping, &["read"])?;
    let unwiped = measured(&leaving, &["read"])?;
    let seal = measured(&wiping, &["seal"])?;
    let answers = measured(&wiping, &["ssbtek"])?;
    let fetch = measured(&wiping, &["fetch"])?;
    let idle = ["1000", "10000", "100000"].map(|visits| measured(&wiping, &["idle", visits]));
    let idle: Vec<Value> = idle.into_iter().collect::<Outcome<_>>()?;
    let store = Store::start()?;
    let shared = measured(&wiping, &["read", &store.socket().to_string_lossy()])?;
    drop(store);
    let [shipped, leaky] = journey::compared([&built("medborgarnavet"), &built("examples/leaky")])?;
    let journeys = json!({ "cpu_ms": rounded(shipped), "unwiped_cpu_ms": rounded(leaky) });
    let mut told: Vec<String> = Vec::new();
    told.extend(reads(&read, &unwiped, &shared));
    told.push(format!(
        "a whole journey             {shipped:.1} CPU-ms of the service, x {:.2} of one that does not wipe",
        shipped / leaky
    ));
    told.extend(seals(&seal));
    told.extend(answered(&answers));
    told.push(fetched(&fetch));
    told.extend(idles(&idle));
    told.push(
        json!({
            "read": read, "read_unwiped": unwiped, "read_shared": shared, "journey": journeys, "seal": seal,
            "ssbtek": answers, "fetch": fetch, "idle": idle,
        })
        .to_string(),
    );
    writeln!(std::io::stdout(), "{}", told.join("\n")).map_err(|error| Failure(error.to_string()))
}

fn measured(program: &Path, arguments: &[&str]) -> Outcome<Value> {
    let output = command(program, arguments).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| Failure(format!("{}: {error}", program.display())))?;
    serde_json::from_slice(&output.stdout).map_err(|_| {
        Failure(format!(
            "{} {} told nothing",
            program.display(),
            arguments.join(" ")
        ))
    })
}

fn figure(value: &Value, name: &str) -> f64 {
    value.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN)
}

/// To four places: more would pretend to know.
fn rounded(figure: f64) -> f64 {
    (figure * 10_000.0).round() / 10_000.0
}

fn verdict(holds: bool) -> &'static str {
    if holds { "held" } else { "MISSED" }
}

fn reads(read: &Value, unwiped: &Value, shared: &Value) -> Vec<String> {
    let (cost, bare, ratio) = (
        figure(read, "cpu_ms"),
        figure(read, "bare_cpu_ms"),
        figure(read, "rate_ratio"),
    );
    vec![
        format!("reading 4 kB as a citizen   {cost:.4} CPU-ms, bare handler {bare:.4}"),
        format!(
            "  rate beside bare          {ratio:.2} (aim {READ_RATIO}: {})",
            verdict(ratio >= READ_RATIO)
        ),
        format!(
            "  CPU-ms                    {cost:.4} (aim {READ_CPU_MS}: {})",
            verdict(cost <= READ_CPU_MS)
        ),
        format!(
            "  allocator that wipes      x {:.2} of one that does not",
            cost / figure(unwiped, "cpu_ms")
        ),
        format!(
            "  shared store              {:.4} CPU-ms, {:.0} a second beside {:.0} in memory",
            figure(shared, "cpu_ms"),
            figure(shared, "a_second"),
            figure(read, "a_second"),
        ),
    ]
}

fn seals(seal: &Value) -> Vec<String> {
    let rows = seal.get("sizes").and_then(Value::as_array);
    rows.into_iter()
        .flatten()
        .map(|row| {
            let (bytes, ratio) = (figure(row, "bytes"), figure(row, "ratio"));
            let aim = if bytes < 4096.0 {
                String::new()
            } else {
                format!(" (aim {SEAL_RATIO}: {})", verdict(ratio >= SEAL_RATIO))
            };
            let (ours, ring) = (figure(row, "mb_s"), figure(row, "ring_mb_s"));
            format!("sealing {bytes:>8} bytes      {ours:.0} MB/s, ring {ring:.0}, ratio {ratio:.2}{aim}")
        })
        .collect()
}

fn answered(answers: &Value) -> Vec<String> {
    let rows = answers.get("messages").and_then(Value::as_array);
    rows.into_iter()
        .flatten()
        .map(|row| {
            let ratio = figure(row, "ratio");
            format!(
                "reading {}  {:.0} MB/s, quick-xml {:.0}, ratio {ratio:.2} (aim {ANSWER_RATIO}: {}); the libraries alone {:.0}, ratio {:.2}",
                row.get("message").and_then(Value::as_str).unwrap_or_default(),
                figure(row, "mb_s"),
                figure(row, "quick_xml_mb_s"),
                verdict(ratio >= ANSWER_RATIO),
                figure(row, "libraries_mb_s"),
                figure(row, "libraries_ratio"),
            )
        })
        .collect()
}

fn fetched(fetch: &Value) -> String {
    let over = figure(fetch, "over_ms");
    format!(
        "{:.0} sources side by side     {over:.1} ms over the slowest alone (aim {FETCH_OVER_MS:.0}: {})",
        figure(fetch, "sources"),
        verdict(over <= FETCH_OVER_MS),
    )
}

fn idles(idle: &[Value]) -> Vec<String> {
    idle.iter()
        .map(|row| {
            let (each, allowed) = (figure(row, "bytes_each"), figure(row, "allowed_bytes_each"));
            format!(
                "{:>7} idle visits         {each:.0} bytes each (aim {allowed:.0}: {}), all ended in {:.0} ms",
                figure(row, "visits"),
                verdict(each <= allowed),
                figure(row, "end_all_ms"),
            )
        })
        .collect()
}

/// A store of the Redis protocol in a folder of its own, gone with the run.
struct Store {
    folder: PathBuf,
    process: Child,
}

impl Store {
    fn start() -> Outcome<Self> {
        let folder = target().join("bench-store");
        let failed = |error: std::io::Error| Failure(format!("redis-server: {error}"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).map_err(failed)?;
        let process = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(folder.join("socket"))
            .arg("--dir")
            .arg(&folder)
            .stdout(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let store = Self { folder, process };
        let began = Instant::now();
        while std::os::unix::net::UnixStream::connect(store.socket()).is_err() {
            if began.elapsed() > PATIENCE {
                return Err(Failure("redis-server does not listen".into()));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(store)
    }

    fn socket(&self) -> PathBuf {
        self.folder.join("socket")
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // Nothing in it is wanted any more, however it ends.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
