//! The command line.

mod check_config;
mod metadata_lint;
mod receipt_verify;
mod seal_all;
mod serve;
mod signature_verify;
mod sts_read;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use jiff::Timestamp;

use crate::lifecycle::Around;

/// What was asked cannot be done because of how it was asked (`EX_USAGE`).
const USAGE: u8 = 64;

/// Medborgarnavet.
#[derive(Debug, Parser)]
#[command(name = "medborgarnavet", version)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Runs the service.
    Serve {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Names every mistake of a configuration at once, and ends with 64 if there is one.
    CheckConfig {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Makes every visit in the shared store unreadable, on every node at once, and prints how many there were.
    /// Visits in the memory of the service are sealed by SIGUSR1 to it.
    SealAll {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
    /// Handles the metadata.
    Metadata {
        #[command(subcommand)]
        verb: MetadataVerb,
    },
    /// Handles receipts of deletions.
    Receipt {
        #[command(subcommand)]
        verb: ReceiptVerb,
    },
    /// Handles signatures.
    Signature {
        #[command(subcommand)]
        verb: SignatureVerb,
    },
    /// Handles sources.
    Sts {
        #[command(subcommand)]
        verb: StsVerb,
    },
}

#[derive(Debug, Subcommand)]
enum MetadataVerb {
    /// Checks the folder and prints what is explained, in which languages, and how readable it is.
    Lint {
        /// The folder.
        #[arg(long, default_value = "metadata")]
        dir: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum ReceiptVerb {
    /// Verifies the receipt that a citizen saved when her room was deleted, and prints what it says.
    /// Ends with 0 only if the key has signed it, as it is.
    Verify {
        /// The public key, as PEM.
        #[arg(long, value_name = "PEM")]
        key: PathBuf,
        /// The file.
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum SignatureVerb {
    /// Verifies a BankID signature: XML, base64, or a JSON answer with `signature` and `ocspResponse`.
    /// Ends with 0 only if it is a valid signature.
    Verify {
        /// The trusted roots, as PEM. A root named here may be a test root.
        #[arg(long)]
        root: PathBuf,
        /// The moment to verify at, where no revocation answer tells it (RFC 3339); now, if not given.
        #[arg(long)]
        at: Option<Timestamp>,
        /// The file.
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum StsVerb {
    /// Prints what an adapter makes of a recorded message.
    Read {
        /// The source's protocol: `ssbtek`.
        source: String,
        /// The file.
        file: PathBuf,
    },
}

/// Runs the command line, the program's name first.
#[must_use]
pub fn main_with(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    main_around(arguments, |pages| pages)
}

/// Runs the command line as [`main_with`] does, with something around the citizens' pages: tests break them so.
#[must_use]
pub fn main_around(arguments: impl IntoIterator<Item = OsString>, around: Around) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { USAGE } else { 0 });
        }
    };
    match arguments.verb {
        Verb::Serve { config } => serve::run(&config, around),
        Verb::CheckConfig { config } => check_config::run(&config),
        Verb::SealAll { config } => seal_all::run(&config),
        Verb::Metadata {
            verb: MetadataVerb::Lint { dir },
        } => metadata_lint::run(&dir),
        Verb::Receipt {
            verb: ReceiptVerb::Verify { key, file },
        } => receipt_verify::run(&key, &file),
        Verb::Signature {
            verb: SignatureVerb::Verify { root, at, file },
        } => signature_verify::run(&root, at, &file),
        Verb::Sts {
            verb: StsVerb::Read { source, file },
        } => sts_read::run(&source, &file),
    }
}

/// Says on standard error why a command cannot do what was asked.
fn refuse(what: impl std::fmt::Display, code: u8) -> ExitCode {
    // A terminal that is gone cannot be told.
    let _ = writeln!(std::io::stderr(), "medborgarnavet: {what}");
    ExitCode::from(code)
}

/// Prints a result on standard output.
fn print(what: impl std::fmt::Display) {
    // A reader that is gone needs no result.
    let _ = writeln!(std::io::stdout(), "{what}");
}

/// Runs a future to its end on the threads that the service uses.
fn block_on<F: Future>(future: F) -> std::io::Result<F::Output> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(future))
}
