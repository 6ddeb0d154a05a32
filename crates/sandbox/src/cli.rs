//! The command line.

use std::ffi::OsString;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::error::SandboxError;

#[derive(Parser)]
#[command(
    name = "sandbox",
    about = "Pretend authorities and e-ID that speak the real protocols"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write every test credential (keys, certificates, pepper) into a directory
    Pki {
        /// The directory; made when it is missing
        #[arg(long)]
        dir: PathBuf,
    },
    /// Serve e-ID, SSBTEK, Skatteverket and BankID on loopback; prints one JSON line when ready
    Serve(Box<ServeArgs>),
}

/// How `sandbox serve` is set up.
#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
    /// The directory that `sandbox pki` has written (written now when it is empty)
    #[arg(long)]
    pub dir: PathBuf,
    /// The browser's side of the e-ID provider, plain http
    #[arg(long, default_value = "127.0.0.1:0")]
    pub oidc_browser: SocketAddr,
    /// The back channel of the e-ID provider, TLS
    #[arg(long, default_value = "127.0.0.1:0")]
    pub oidc_backchannel: SocketAddr,
    /// SSBTEK, mutual TLS
    #[arg(long, default_value = "127.0.0.1:0")]
    pub ssbtek: SocketAddr,
    /// The browser's side of Skatteverket, plain http
    #[arg(long, default_value = "127.0.0.1:0")]
    pub skatteverket_browser: SocketAddr,
    /// Skatteverket's tokens and API, TLS
    #[arg(long, default_value = "127.0.0.1:0")]
    pub skatteverket: SocketAddr,
    /// BankID's RP API, mutual TLS
    #[arg(long, default_value = "127.0.0.1:0")]
    pub bankid: SocketAddr,
    /// The pretend BankID app, plain http
    #[arg(long, default_value = "127.0.0.1:0")]
    pub bankid_app: SocketAddr,
    /// The control interface, plain http
    #[arg(long, default_value = "127.0.0.1:0")]
    pub control: SocketAddr,
    /// The client that may log people in
    #[arg(long, default_value = "medborgarnavet")]
    pub client_id: String,
    /// A registered redirect URI (repeatable); without any, every http(s) address on this machine is accepted
    #[arg(long)]
    pub redirect_uri: Vec<String>,
    /// The same at Skatteverket (repeatable)
    #[arg(long)]
    pub skatteverket_redirect_uri: Vec<String>,
    /// The client's public keys, in place of `oidc-client.jwks.json` in the directory
    #[arg(long)]
    pub client_jwks: Option<PathBuf>,
}

/// Runs the sandbox with the given arguments, the first being the program's name.
pub fn main_with(args: impl Iterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 64 } else { 0 });
        }
    };
    match run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), SandboxError> {
    match command {
        Command::Pki { dir } => crate::pki::prepare(&dir),
        Command::Serve(args) => tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?
            .block_on(crate::serve::serve(*args)),
    }
}
