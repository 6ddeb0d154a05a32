use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use mn_deliver::{Fault, SettleError};
use mn_limit::Lockout;
use mn_package::EventError;
use serde::Serialize;

/// Every way in which this API says no (RFC 9457). A closed set: type, status and texts are fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// There is nothing here, or nothing of this recipient's.
    NotFound,
    /// The resource does not take this method.
    MethodNotAllowed,
    /// The query is not one that this resource knows.
    Query,
    /// The body is larger than any honest one.
    TooLarge,
    /// The body is of another media type.
    MediaType,
    /// The event cannot be read, or does not say exactly one thing.
    EventMalformed,
    /// The event speaks of another submission than the address.
    EventOtherSubmission,
    /// The event is not signed with this recipient's event key.
    EventUntrusted,
    /// The recipient's key set is no longer in force.
    KeysExpired,
    /// The event speaks of other envelopes than those that were offered.
    EventOtherParts,
    /// The event contradicts an earlier one.
    EventContradicts,
    /// Too many requests failed.
    TooOften,
    /// The request took too long.
    Late,
    /// The service itself failed.
    Internal,
}

/// One answer that says no.
#[derive(Debug, Serialize)]
struct Problem {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: &'static str,
    instance: String,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Query,
        Self::TooLarge,
        Self::MediaType,
        Self::EventMalformed,
        Self::EventOtherSubmission,
        Self::EventUntrusted,
        Self::KeysExpired,
        Self::EventOtherParts,
        Self::EventContradicts,
        Self::TooOften,
        Self::Late,
        Self::Internal,
    ];

    /// The last part of the problem's type.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::Query => "query",
            Self::TooLarge => "too-large",
            Self::MediaType => "media-type",
            Self::EventMalformed => "event-malformed",
            Self::EventOtherSubmission => "event-other-submission",
            Self::EventUntrusted => "event-untrusted",
            Self::KeysExpired => "keys-expired",
            Self::EventOtherParts => "event-other-parts",
            Self::EventContradicts => "event-contradicts",
            Self::TooOften => "too-often",
            Self::Late => "late",
            Self::Internal => "internal",
        }
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Query | Self::EventMalformed | Self::EventOtherSubmission => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::EventUntrusted | Self::KeysExpired => StatusCode::FORBIDDEN,
            Self::EventOtherParts | Self::EventContradicts => StatusCode::CONFLICT,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Late => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::NotFound => ("Not found", "There is nothing here for this recipient."),
            Self::MethodNotAllowed => ("Method not allowed", "The resource does not take this method."),
            Self::Query => (
                "Unknown query",
                "limit is 1 to 100 and page is 1 or more; nothing else is taken.",
            ),
            Self::TooLarge => ("Too large", "An event is at most 64 KiB."),
            Self::MediaType => (
                "Wrong media type",
                "An event is posted as application/secevent+jwt.",
            ),
            Self::EventMalformed => (
                "Malformed event",
                "The body is not a security event token with exactly one known event.",
            ),
            Self::EventOtherSubmission => (
                "Other submission",
                "The event speaks of another submission than the address.",
            ),
            Self::EventUntrusted => (
                "Untrusted event",
                "The event is not signed with an event key of the recipient's key set.",
            ),
            Self::KeysExpired => (
                "Keys expired",
                "The recipient's key set is no longer in force: publish a new one.",
            ),
            Self::EventOtherParts => (
                "Other parts",
                "The event does not name exactly the parts that were offered, with tag and digest.",
            ),
            Self::EventContradicts => (
                "Contradiction",
                "The event contradicts an earlier one, or uses the id of another event.",
            ),
            Self::TooOften => (
                "Too many failures",
                "Too many requests from this address failed. It is let in again after a minute.",
            ),
            Self::Late => ("Too slow", "The request took too long. It can be made again."),
            Self::Internal => (
                "Internal error",
                "The service failed. The request can be made again.",
            ),
        }
    }
}

impl IntoResponse for Kind {
    fn into_response(self) -> Response {
        let (title, detail) = self.texts();
        let id = uuid::Builder::from_random_bytes(mn_seal::random()).into_uuid();
        let problem = Problem {
            r#type: format!("urn:medborgarnavet:problem:{}", self.slug()),
            title,
            status: self.status().as_u16(),
            detail,
            instance: id.urn().to_string(),
        };
        // Fixed texts and a number: nothing in a problem can fail to be written.
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let json = HeaderValue::from_static("application/problem+json");
        let mut response = (self.status(), [(header::CONTENT_TYPE, json)], body).into_response();
        if self == Self::TooOften {
            let wait = HeaderValue::from(Lockout::LASTS.as_secs());
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }
}

impl From<Fault> for Kind {
    fn from(_: Fault) -> Self {
        Self::Internal
    }
}

impl From<EventError> for Kind {
    fn from(error: EventError) -> Self {
        match error {
            EventError::Malformed | EventError::Future => Self::EventMalformed,
            EventError::Untrusted | EventError::OtherRecipient => Self::EventUntrusted,
            EventError::KeysExpired => Self::KeysExpired,
        }
    }
}

impl From<SettleError> for Kind {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::Unknown => Self::NotFound,
            SettleError::OtherParts => Self::EventOtherParts,
            SettleError::UsedId | SettleError::Accepted => Self::EventContradicts,
            SettleError::Outbox(_) => Self::Internal,
        }
    }
}
