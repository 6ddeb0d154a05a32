//! `cargo xtask <verb>`: the project's own commands.

mod bench;
mod check;
mod fuzz;
mod journey;
mod residue;
mod run;
mod schema;
mod setup;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The project's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Installs what the tests need and runs every test.
    Test(test::Arguments),
    /// Format, lints, documentation, dependencies, layers, generated files.
    Check,
    /// Searches for inputs that a target of `fuzz` does not stand.
    Fuzz(fuzz::Arguments),
    /// Lets persons make their whole journey against a fresh demo, and measures it.
    Journey(journey::Arguments),
    /// Measures what the private space costs, beside what it is compared with.
    Bench,
    /// Searches the service's memory for planted values.
    Residue,
    /// Writes the generated files: the schemas of the metadata.
    Schema,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().verb {
        Verb::Test(arguments) => test::run(&arguments),
        Verb::Check => check::run(),
        Verb::Fuzz(arguments) => fuzz::run(&arguments),
        Verb::Journey(arguments) => journey::run(&arguments),
        Verb::Bench => bench::run(),
        Verb::Residue => residue::run(),
        Verb::Schema => schema::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}
