use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::{Extension, Json};
use mn_deliver::{Receipt, VerifiedEvent};
use mn_domain::SubmissionId;
use mn_event::{Event, RequestRefusal};
use mn_package::{EventError, RecipientEvent};

use crate::{App, Caller, Kind};

/// `POST /api/v1/submissions/{submission}/events`: the caller accepts or rejects, in its own signed words.
pub async fn post_event(
    State(app): State<App>,
    Extension(Caller {
        recipient: caller, ..
    }): Extension<Caller>,
    Path(submission): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Receipt>, Kind> {
    let submission: SubmissionId = submission.parse().map_err(|_| Kind::NotFound)?;
    if !is_event(&headers) {
        return Err(Kind::MediaType);
    }
    let body = body.map_err(too_large)?;
    let token = std::str::from_utf8(&body)
        .map_err(|_| Kind::EventMalformed)?
        .trim();
    let keys = app.recipients.keys(&caller).ok_or(Kind::NotFound)?;
    let event = RecipientEvent::verify(token, keys, app.clock.now()).map_err(|error| refused(&app, error))?;
    if event.submission != submission {
        return Err(Kind::EventOtherSubmission);
    }
    let verified = VerifiedEvent {
        recipient: &caller,
        event: &event,
        token,
    };
    Ok(Json(app.outbox.settle(verified).await?))
}

fn is_event(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|value| value.trim().eq_ignore_ascii_case("application/secevent+jwt"))
}

fn too_large(rejection: BytesRejection) -> Kind {
    if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
        Kind::TooLarge
    } else {
        Kind::EventMalformed
    }
}

/// An event that another key signed is somebody's attempt until proved otherwise: it is recorded.
fn refused(app: &App, error: EventError) -> Kind {
    if matches!(error, EventError::Untrusted | EventError::OtherRecipient) {
        let reason = RequestRefusal::UntrustedEvent;
        app.log.record(None, Event::RequestRefused { reason });
    }
    error.into()
}
