use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use jiff::SignedDuration;
use mn_domain::{Clock, RecipientId, SubmissionId, SystemClock};

use crate::{InboxError, make_keys, run, show};

/// The receiving authority's inbox of Medborgarnavet.
#[derive(Debug, Parser)]
#[command(name = "inbox", version)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Handles the recipient's keys.
    Keys {
        #[command(subcommand)]
        verb: KeysVerb,
    },
    /// Fetches, verifies and accepts what waits.
    Fetch {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// Fetches once and ends, instead of again and again.
        #[arg(long)]
        once: bool,
    },
    /// Tries a rejected submission again, for example after a root or an earlier key was added.
    Retry {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// The submission.
        submission: SubmissionId,
    },
    /// Shows what is known of a fetched submission.
    Show {
        /// The submission's folder.
        folder: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum KeysVerb {
    /// Makes every key that a recipient needs and prints the lines for the service's configuration.
    Make {
        /// Where to put them.
        #[arg(long)]
        dir: PathBuf,
        /// The recipient's name, as in the service's metadata.
        #[arg(long)]
        name: RecipientId,
        /// For how many days the key set is in force.
        #[arg(long, default_value_t = 365)]
        days: u16,
    },
}

/// Runs `inbox` with the arguments of a command line, the program's name first.
#[must_use]
pub fn main_with(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(64)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    match execute(arguments.verb) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "inbox: {error}");
            ExitCode::FAILURE
        }
    }
}

fn execute(verb: Verb) -> Result<bool, InboxError> {
    let mut out = std::io::stdout();
    match verb {
        Verb::Keys {
            verb: KeysVerb::Make { dir, name, days },
        } => {
            let lifetime = SignedDuration::from_hours(24 * i64::from(days));
            let made = make_keys(&dir, &name, SystemClock.now(), lifetime)?;
            out.write_all(made.for_the_service.as_bytes())
                .map_err(InboxError::file("standard output"))?;
            Ok(true)
        }
        Verb::Fetch { config, once } => block_on(run::fetch(&config, once, &mut out)),
        Verb::Retry { config, submission } => block_on(run::retry(&config, submission, &mut out)),
        Verb::Show { folder } => show::show(&folder, &mut out).map(|()| true),
    }
}

fn block_on(work: impl Future<Output = Result<bool, InboxError>>) -> Result<bool, InboxError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(InboxError::file("the runtime"))?
        .block_on(work)
}
