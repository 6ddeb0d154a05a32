use axum::Extension;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use mn_deliver::{Offer, OfferedPart, Page, State as Progress};
use mn_domain::{FormId, RecipientId, SubmissionId};
use mn_package::PartName;
use mn_seal::Digest;
use serde::{Deserialize, Serialize};

use crate::{App, Caller, Kind};

const LIMIT: u32 = 20;
const MAX_LIMIT: u32 = 100;

/// Which page is asked for.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    limit: Option<u32>,
    page: Option<u32>,
}

#[derive(Debug, Serialize)]
pub struct ListView {
    submissions: Vec<SubmissionView>,
    limit: u32,
    page: u32,
    total: u64,
}

#[derive(Debug, Serialize)]
pub struct SubmissionView {
    submission: SubmissionId,
    form: FormId,
    state: Progress,
    sent_at: Timestamp,
    arrived_at: Option<Timestamp>,
    manifest_sha256: Digest,
}

#[derive(Debug, Serialize)]
pub struct WholeView {
    #[serde(flatten)]
    submission: SubmissionView,
    recipient: RecipientId,
    parts: Vec<PartView>,
}

#[derive(Debug, Serialize)]
pub struct PartView {
    name: PartName,
    tag: String,
    sha256: Digest,
    size: u64,
}

/// `GET /api/v1/submissions`: what waits for the caller, the oldest first.
pub async fn list(
    State(app): State<App>,
    Extension(Caller {
        recipient: caller, ..
    }): Extension<Caller>,
    query: Result<Query<Paging>, QueryRejection>,
) -> Result<Json<ListView>, Kind> {
    let Query(paging) = query.map_err(|_| Kind::Query)?;
    let (limit, page) = (paging.limit.unwrap_or(LIMIT), paging.page.unwrap_or(1));
    if !(1..=MAX_LIMIT).contains(&limit) || page == 0 {
        return Err(Kind::Query);
    }
    let (offers, total) = app.outbox.offers(&caller, Page { limit, number: page }).await?;
    let submissions = offers.into_iter().map(SubmissionView::from).collect();
    Ok(Json(ListView {
        submissions,
        limit,
        page,
        total,
    }))
}

/// `GET /api/v1/submissions/{submission}`: one submission and its parts.
pub async fn show(
    State(app): State<App>,
    Extension(Caller {
        recipient: caller, ..
    }): Extension<Caller>,
    Path(submission): Path<String>,
) -> Result<Json<WholeView>, Kind> {
    let submission = submission.parse().map_err(|_| Kind::NotFound)?;
    let (offer, parts) = app
        .outbox
        .offer(&caller, submission)
        .await?
        .ok_or(Kind::NotFound)?;
    Ok(Json(WholeView {
        submission: offer.into(),
        recipient: caller,
        parts: parts.into_iter().map(PartView::from).collect(),
    }))
}

/// `GET /api/v1/submissions/{submission}/parts/{name}`: one envelope.
pub async fn part(
    State(app): State<App>,
    Extension(Caller {
        recipient: caller, ..
    }): Extension<Caller>,
    Path((submission, name)): Path<(String, String)>,
) -> Result<Response, Kind> {
    let submission: SubmissionId = submission.parse().map_err(|_| Kind::NotFound)?;
    let name: PartName = name.parse().map_err(|_| Kind::NotFound)?;
    let jwe = app
        .outbox
        .part(&caller, submission, name)
        .await?
        .ok_or(Kind::NotFound)?;
    let jose = HeaderValue::from_static("application/jose");
    Ok(([(header::CONTENT_TYPE, jose)], jwe.as_str().to_owned()).into_response())
}

impl From<Offer> for SubmissionView {
    fn from(offer: Offer) -> Self {
        Self {
            submission: offer.submission,
            form: offer.form,
            state: offer.state,
            sent_at: offer.sent_at,
            arrived_at: offer.arrived_at,
            manifest_sha256: offer.manifest,
        }
    }
}

impl From<OfferedPart> for PartView {
    fn from(part: OfferedPart) -> Self {
        Self {
            name: part.mark.name,
            tag: part.mark.tag,
            sha256: part.mark.sha256,
            size: part.size,
        }
    }
}
