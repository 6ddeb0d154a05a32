use std::fs;
use std::path::PathBuf;

use crate::run::{Failure, Outcome, cargo, command, installed, root, run as start, target};

const CARGO_FUZZ: &str = "0.13.2";
/// Inputs for each target when every test runs.
const SHORT: u64 = 50_000;
/// The longest input, in bytes.
const LONGEST: u32 = 4_096;

/// What to fuzz.
#[derive(clap::Args)]
pub struct Arguments {
    /// A target, which is a file in `fuzz/fuzz_targets`; every one where none is named.
    target: Option<String>,
    /// How many inputs.
    #[arg(long, default_value_t = 1_000_000)]
    runs: u64,
}

/// Lets the fuzzer look for inputs that a target does not stand. What it finds out on the way stays below `target`, and
/// the next run begins with it.
pub fn run(arguments: &Arguments) -> Outcome {
    let all = targets()?;
    match &arguments.target {
        Some(name) if !all.contains(name) => Err(Failure(format!(
            "no target `{name}`; there is {}",
            all.join(", ")
        ))),
        Some(name) => fuzz(name, arguments.runs),
        None => all.iter().try_for_each(|name| fuzz(name, arguments.runs)),
    }
}

/// A short run of every target.
pub fn shortly() -> Outcome {
    targets()?.iter().try_for_each(|name| fuzz(name, SHORT))
}

/// Format and lints of the targets: they are a workspace of their own.
pub fn check() -> Outcome {
    let manifest = ["--manifest-path", "fuzz/Cargo.toml"];
    let mut format = cargo(&["fmt"]);
    format.args(manifest).arg("--check");
    start(format)?;
    let mut lint = cargo(&["clippy"]);
    lint.args(manifest).arg("--target-dir").arg(folder());
    lint.args(["--locked", "--all-targets", "--", "--deny", "warnings"]);
    start(lint)
}

fn targets() -> Outcome<Vec<String>> {
    let files = fs::read_dir(root().join("fuzz/fuzz_targets"))
        .map_err(|error| Failure(format!("cannot read the targets: {error}")))?;
    let names = files.flatten().filter_map(|file| {
        let path = file.path();
        Some(path.file_stem()?.to_str()?.to_owned())
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    Ok(names)
}

/// Where the targets are built: with other flags than everything else.
fn folder() -> PathBuf {
    target().join("fuzz")
}

fn fuzz(name: &str, runs: u64) -> Outcome {
    let found = folder().join("corpus").join(name);
    fs::create_dir_all(&found)
        .map_err(|error| Failure(format!("cannot make {}: {error}", found.display())))?;
    let mut fuzz = command(installed("cargo-fuzz", CARGO_FUZZ)?, &["fuzz", "run"]);
    // The stable compiler has no sanitizers; what the targets look for are panics and broken promises.
    fuzz.args(["--fuzz-dir", "fuzz", "--sanitizer", "none", "--target-dir"]);
    fuzz.arg(folder()).args([name]).arg(found);
    fuzz.arg(root().join("fuzz/corpus").join(name));
    fuzz.args([
        "--",
        &format!("-runs={runs}"),
        &format!("-max_len={LONGEST}"),
        "-timeout=20",
        "-print_final_stats=1",
        "-verbosity=0",
    ]);
    start(fuzz)
}
