use std::fs;
use std::path::PathBuf;

use crate::fuzz;
use crate::run::{Failure, Outcome, cargo, command, installed, root, run as start, succeeds};

const DENY_VERSION: &str = "0.20.2";
/// Where cargo-deny looks for its advisories below `db-path`: the name it makes of the database's address.
const DATABASE: &str = "advisory-db-3157b0e258782691";

/// Everything that can be said about the code without running it.
pub fn run() -> Outcome {
    start(cargo(&["fmt", "--all", "--check"]))?;
    start(cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ]))?;
    fuzz::check()?;
    let mut doc = cargo(&["doc", "--workspace", "--no-deps"]);
    doc.env("RUSTDOCFLAGS", "--deny warnings");
    start(doc)?;
    start(cargo(&[
        "test",
        "--release",
        "--package",
        "mn-tests",
        "--",
        "layers",
        "generated",
    ]))?;
    deny()
}

/// Licences, bans, sources and advisories. The advisories come from a snapshot: nothing is fetched.
fn deny() -> Outcome {
    let deny = installed("cargo-deny", DENY_VERSION)?;
    start(cargo(&["fetch", "--locked"]))?;
    let mut checks = vec!["bans", "licenses", "sources"];
    if advisories()? {
        checks.push("advisories");
    }
    let mut arguments = vec!["--offline", "check"];
    arguments.extend(checks);
    start(command(deny, &arguments))
}

/// Unpacks the snapshot of advisories as the git repository that cargo-deny wants. False where there is none.
fn advisories() -> Outcome<bool> {
    let shared = std::env::var_os("MN_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let found = fs::read_dir(shared.join("data/advisory-db"))
        .into_iter()
        .flatten()
        .flatten()
        .next();
    let Some(archive) = found else {
        if std::env::var_os("MN_REQUIRE_ALL").is_some() {
            return Err(Failure("there is no snapshot of advisories".into()));
        }
        eprintln!("xtask: no snapshot of advisories; they are not checked");
        return Ok(false);
    };
    let database = root().join("target/advisory-db").join(DATABASE);
    if database.join(".git").exists() {
        return Ok(true);
    }
    fs::create_dir_all(&database)
        .map_err(|error| Failure(format!("cannot make {}: {error}", database.display())))?;
    let (archive, into) = (archive.path(), database.to_string_lossy().into_owned());
    start(command(
        "tar",
        &[
            "--extract",
            "--file",
            &archive.to_string_lossy(),
            "--directory",
            &into,
        ],
    ))?;
    let git = |arguments: &[&str]| {
        let mut git = command("git", arguments);
        git.current_dir(&database).env("GIT_CONFIG_GLOBAL", "/dev/null");
        git
    };
    start(git(&["init", "--quiet"]))?;
    start(git(&["add", "--all"]))?;
    let author = ["-c", "user.name=check", "-c", "user.email=check@localhost"];
    let commit: Vec<&str> = author
        .into_iter()
        .chain(["commit", "--quiet", "--message", "snapshot"])
        .collect();
    start(git(&commit))?;
    let fetched = database.join(".git/FETCH_HEAD");
    if !succeeds(git(&["rev-parse", "HEAD"])) {
        return Err(Failure("the snapshot of advisories is empty".into()));
    }
    fs::write(&fetched, "")
        .map(|()| true)
        .map_err(|error| Failure(format!("cannot write: {error}")))
}
