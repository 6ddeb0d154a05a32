use crate::run::{Outcome, cargo, run as start};
use crate::{fuzz, residue, setup};

/// What to test.
#[derive(clap::Args)]
pub struct Arguments {
    /// Arguments for the test programs, for example a name.
    #[arg(last = true)]
    rest: Vec<String>,
}

/// Installs what the tests need, builds once in release and runs every test; then each target of fuzzing, shortly.
pub fn run(arguments: &Arguments) -> Outcome {
    setup::everything()?;
    // All targets, as the tests want them: built without, libraries would be compiled again with the tests' features.
    start(cargo(&["build", "--release", "--workspace", "--all-targets"]))?;
    let mut tests = cargo(&["test", "--release", "--workspace", "--no-fail-fast"]);
    if !arguments.rest.is_empty() {
        tests.arg("--").args(&arguments.rest);
    }
    tests.env("MN_PYTHON", setup::venv().join("bin/python"));
    start(tests)?;
    if arguments.rest.is_empty() {
        fuzz::shortly()?;
        // Last and alone: a busy machine would make the waits longer than they are promised to be.
        residue::search_if_allowed()?;
    }
    Ok(())
}
