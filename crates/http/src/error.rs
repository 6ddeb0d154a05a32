use thiserror::Error;

/// Why a client could not be made. Names the part of the configuration, never its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ClientError {
    /// The certificate authorities could not be read, or there are none.
    #[error("no usable certificate authority")]
    Roots,
    /// Our certificate and key could not be read, or do not belong together.
    #[error("the client certificate or its key cannot be used")]
    Identity,
    /// An allowed address has no host.
    #[error("an allowed address has no host")]
    Address,
    /// The TLS library refused the settings.
    #[error("the TLS settings cannot be used")]
    Settings,
}

/// Why an exchange failed. Carries no address, body or text of the counterpart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HttpError {
    /// The address is not one of the counterpart's.
    #[error("the address is not on the allow-list")]
    NotAllowed,
    /// No connection came about, or it broke.
    #[error("the counterpart could not be reached")]
    Unreachable,
    /// The counterpart took longer than it may.
    #[error("the counterpart did not answer in time")]
    Late,
    /// The body is larger than it may be.
    #[error("the body is too large")]
    TooLarge,
}
