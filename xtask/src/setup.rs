use std::fs;
use std::path::PathBuf;

use crate::run::{Failure, Outcome, command, root, run, succeeds, target};

/// What the tests need from Debian: the package, and how to see that it is there already.
const PACKAGES: [(&str, &str); 7] = [
    ("chromium", "chromium"),
    ("nodejs", "node"),
    ("npm", "npm"),
    ("libxml2-utils", "xmllint"),
    ("xmlsec1", "xmlsec1"),
    ("openssl", "openssl"),
    // Its own service is of no use here and does no harm: tests start processes of their own.
    ("redis-server", "redis-server"),
];

/// Installs Debian packages, pinned npm packages and pinned Python packages, each only where missing.
pub fn everything() -> Outcome {
    debian()?;
    npm()?;
    python()
}

fn debian() -> Outcome {
    let mut missing: Vec<&str> = Vec::new();
    for (package, program) in PACKAGES {
        if !succeeds(command("which", &[program])) {
            missing.push(package);
        }
    }
    if !succeeds(command("python3", &["-m", "venv", "--help"])) {
        missing.extend(["python3", "python3-venv"]);
    }
    if missing.is_empty() {
        return Ok(());
    }
    let prefix: &[&str] = if succeeds(command("test", &["-w", "/var/lib/dpkg"])) {
        &[]
    } else {
        &["sudo"]
    };
    let apt = |arguments: &[&str]| {
        let words: Vec<&str> = prefix
            .iter()
            .chain(&["apt-get"])
            .chain(arguments)
            .copied()
            .collect();
        let (program, rest) = words.split_first().ok_or_else(|| Failure("no command".into()))?;
        let mut apt = command(program, rest);
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        run(apt)
    };
    apt(&["update", "--quiet"])?;
    let mut arguments = vec!["install", "--quiet", "--yes", "--no-install-recommends"];
    arguments.extend(missing);
    apt(&arguments)
}

/// Installs what `tests/package-lock.json` pins, unless that very file was installed before.
fn npm() -> Outcome {
    let tests = root().join("tests");
    let (wanted, mark) = (
        tests.join("package-lock.json"),
        tests.join("node_modules/.installed"),
    );
    if is_same(&wanted, &mark) {
        return Ok(());
    }
    let mut install = command("npm", &["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
    install.current_dir(&tests);
    run(install)?;
    remember(&wanted, &mark)
}

/// Installs what `tests/requirements.txt` pins into an environment of its own.
fn python() -> Outcome {
    let (wanted, venv) = (root().join("tests/requirements.txt"), venv());
    let mark = venv.join(".installed");
    if is_same(&wanted, &mark) {
        return Ok(());
    }
    run(command("python3", &["-m", "venv", &venv.to_string_lossy()]))?;
    let pip = venv.join("bin/pip");
    run(command(
        pip,
        &["install", "--quiet", "--requirement", &wanted.to_string_lossy()],
    ))?;
    remember(&wanted, &mark)
}

/// The Python environment of the tests.
pub fn venv() -> PathBuf {
    target().join("python")
}

fn is_same(wanted: &PathBuf, mark: &PathBuf) -> bool {
    matches!((fs::read(wanted), fs::read(mark)), (Ok(wanted), Ok(mark)) if wanted == mark)
}

fn remember(wanted: &PathBuf, mark: &PathBuf) -> Outcome {
    fs::copy(wanted, mark)
        .map(drop)
        .map_err(|error| Failure(format!("cannot write {}: {error}", mark.display())))
}
