//! What can stop the sandbox from starting.

use std::path::PathBuf;

/// A reason why the sandbox cannot do what the command line asks.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// A file cannot be read or written.
    #[error("cannot use {path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// A listener cannot be opened.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address asked for.
        address: std::net::SocketAddr,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// An address outside loopback was asked for.
    #[error("{0} is not a loopback address: the sandbox never listens elsewhere")]
    NotLoopback(std::net::SocketAddr),
    /// Key or certificate work failed.
    #[error("cannot make or read {0}")]
    Credential(&'static str),
    /// The embedded persons or lives are wrong.
    #[error("embedded data: {0}")]
    Data(String),
    /// The runtime or standard output failed.
    #[error("{0}")]
    System(#[from] std::io::Error),
}

impl From<rcgen::Error> for SandboxError {
    fn from(_: rcgen::Error) -> Self {
        Self::Credential("a certificate")
    }
}
