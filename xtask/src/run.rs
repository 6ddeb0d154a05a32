use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a verb stopped: which step, and what it said.
#[derive(Debug)]
pub struct Failure(pub String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub type Outcome<T = ()> = Result<T, Failure>;

/// The workspace's root, whichever folder the command was given in.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Where builds and what the tests installed lie.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A command in the workspace's root.
pub fn command(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// `cargo` itself, the one that runs us. What it told us about our own package is not passed on: build scripts
/// that look at it would run again, and half of the tree would be compiled twice.
pub fn cargo(arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut cargo = command(program, arguments);
    for (name, _) in std::env::vars_os() {
        let about_us = ["CARGO_PKG_", "CARGO_MANIFEST_"];
        if name
            .to_str()
            .is_some_and(|name| about_us.iter().any(|start| name.starts_with(start)))
        {
            cargo.env_remove(&name);
        }
    }
    cargo
}

/// A program of cargo's registry in this very version, installed where it is missing.
pub fn installed(name: &str, wanted: &str) -> Outcome<PathBuf> {
    let tools = root().join("target/tools");
    let program = tools.join("bin").join(name);
    let told = command(&program, &["--version"]).output();
    let is_there = told.is_ok_and(|out| String::from_utf8_lossy(&out.stdout).contains(wanted));
    if !is_there {
        let mut install = cargo(&["install", name, "--version", wanted, "--locked", "--root"]);
        install.arg(&tools);
        run(install)?;
    }
    Ok(program)
}

/// Runs a command to its end, its output to ours.
pub fn run(mut command: Command) -> Outcome {
    let shown = shown(&command);
    eprintln!("xtask: {shown}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure(format!("`{shown}` ended with {status}"))),
        Err(error) => Err(Failure(format!("`{shown}` could not be started: {error}"))),
    }
}

/// Whether a command runs and ends well, in silence.
pub fn succeeds(mut command: Command) -> bool {
    let quiet = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
