use axum::Extension;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use mn_fetch::FetchError;
use mn_limit::Wait;
use mn_space::{NoVisit, SpaceError, WriteError};

use crate::elsewhere::NoVisitHere;
use crate::pages::Problem;
use crate::paths;

/// Why a handler gives no page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no visit, or no longer.
    Over,
    /// The agreement comes first.
    NotAgreed,
    /// Something stands in the way.
    For(Problem),
    /// It came too often.
    TooMany(Wait),
}

/// What a handler gives.
pub type Answer = Result<Response, Refused>;

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::For(problem)
    }
}

impl From<Wait> for Refused {
    fn from(wait: Wait) -> Self {
        Self::TooMany(wait)
    }
}

impl From<NoVisit> for Refused {
    fn from(error: NoVisit) -> Self {
        match error {
            NoVisit::Unknown | NoVisit::Ended(_) => Self::Over,
            NoVisit::Unavailable => Self::For(Problem::Unavailable),
        }
    }
}

impl From<SpaceError> for Refused {
    fn from(error: SpaceError) -> Self {
        match error {
            SpaceError::Gone => Self::Over,
            SpaceError::Broken => Self::For(Problem::Broken),
            SpaceError::Unavailable => Self::For(Problem::Unavailable),
        }
    }
}

impl From<WriteError> for Refused {
    fn from(error: WriteError) -> Self {
        Self::For(match error {
            WriteError::Gone => return Self::Over,
            WriteError::Conflict => Problem::Changed,
            WriteError::Full => Problem::TooLarge,
            WriteError::AppendOnly | WriteError::Broken => Problem::Broken,
            WriteError::Unavailable => Problem::Unavailable,
        })
    }
}

impl From<FetchError> for Refused {
    fn from(error: FetchError) -> Self {
        match error {
            // Whoever comes back to where nobody was led gets a page of its own first.
            FetchError::UnknownSource | FetchError::Foreign => Self::For(Problem::NotFound),
            // The pages offer what the metadata allows: then one of the two is wrong.
            FetchError::Purpose => Self::For(Problem::Broken),
            FetchError::NoWay => Self::For(Problem::Unavailable),
            FetchError::Conflict => Self::For(Problem::Changed),
            FetchError::Space(error) => error.into(),
        }
    }
}

impl IntoResponse for Refused {
    /// A redirect, or a bare status that [`crate::guard`] turns into a page in the visitor's language.
    fn into_response(self) -> Response {
        match self {
            Self::Over => (Extension(NoVisitHere), Redirect::to(paths::OVER)).into_response(),
            Self::NotAgreed => Redirect::to(paths::AGREEMENT).into_response(),
            Self::TooMany(wait) => (Extension(wait), Self::For(Problem::TooMany)).into_response(),
            Self::For(problem) => {
                let status =
                    StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                (Extension(problem), status).into_response()
            }
        }
    }
}
