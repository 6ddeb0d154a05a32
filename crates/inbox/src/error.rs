use mn_http::{ClientError, HttpError};
use thiserror::Error;

/// Why the inbox could not do its work. Names files and fields of its own configuration, no content.
#[derive(Debug, Error)]
pub enum InboxError {
    /// The configuration cannot be read.
    #[error("the configuration cannot be read: {0}")]
    Config(String),
    /// A file cannot be read or written.
    #[error("{what} cannot be used")]
    File {
        /// Which file.
        what: String,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// A file does not hold what it should.
    #[error("{0} does not hold what it should")]
    Content(String),
    /// There are keys in the folder already; they are never overwritten.
    #[error("there are keys in {0} already")]
    KeysExist(String),
    /// Another inbox works in the same folder.
    #[error("another inbox works in {0}")]
    Busy(String),
    /// The client cannot be made of certificate, key and authority.
    #[error("the connection to the service cannot be set up")]
    Client(#[from] ClientError),
    /// The service could not be reached.
    #[error("the service could not be reached")]
    Http(#[from] HttpError),
    /// The service said no.
    #[error("the service answered {status} ({problem})")]
    Refused {
        /// The status.
        status: u16,
        /// The last part of the problem's type.
        problem: String,
    },
    /// The service's answer breaks the contract.
    #[error("the service's answer breaks the contract")]
    Contract,
    /// There is no such submission in the folder.
    #[error("{0} is not a folder of a submission")]
    NoSubmission(String),
}

impl InboxError {
    /// Tells which file could not be used.
    pub(crate) fn file(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |cause| Self::File { what, cause }
    }
}
