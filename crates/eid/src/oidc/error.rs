use mn_event::LoginRefusal;
use thiserror::Error;

/// Why nobody was logged in. Variants are what the citizen is told; none carries the provider's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LoginError {
    /// The answer belongs to no login of this browser.
    #[error("the state is not of this login")]
    UnknownState,
    /// The answer names another issuer than the one asked (RFC 9207), or none.
    #[error("the answer is of another issuer")]
    WrongIssuer,
    /// The citizen cancelled.
    #[error("the citizen cancelled")]
    Cancelled,
    /// The provider answered with an error.
    #[error("the provider answered with an error")]
    ProviderError,
    /// The provider could not be reached or did not answer in time.
    #[error("the provider could not be reached")]
    Unreachable,
    /// The provider refused the code.
    #[error("the code was refused")]
    CodeRefused,
    /// The ID token did not verify.
    #[error("the ID token did not verify")]
    TokenInvalid,
    /// The login was below the assurance level demanded.
    #[error("the assurance level is too low")]
    AssuranceTooLow,
    /// The ID token holds no usable identity number, or two.
    #[error("there is no single identity number")]
    NoIdentityNumber,
}

impl From<LoginError> for LoginRefusal {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::UnknownState => Self::UnknownState,
            LoginError::WrongIssuer => Self::WrongIssuer,
            LoginError::Cancelled => Self::Cancelled,
            LoginError::ProviderError => Self::ProviderError,
            LoginError::Unreachable => Self::Unreachable,
            LoginError::CodeRefused => Self::CodeRefused,
            LoginError::TokenInvalid => Self::TokenInvalid,
            LoginError::AssuranceTooLow => Self::AssuranceTooLow,
            LoginError::NoIdentityNumber => Self::NoIdentityNumber,
        }
    }
}
