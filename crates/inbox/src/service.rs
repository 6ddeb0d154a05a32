use mn_domain::SubmissionId;
use mn_http::{Client, Request, Response};
use mn_package::{Jwe, PartMark, PartName, SealedPart};
use mn_seal::Digest;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use crate::InboxError;

/// The largest list that is followed: a service that pages for ever is not honest.
const MAX_PAGES: u32 = 1_000;

/// The service's API, as a recipient sees it.
#[derive(Clone, Debug)]
pub struct Service {
    base: Url,
    client: Client,
}

#[derive(Deserialize)]
struct ListWire {
    submissions: Vec<SubmissionWire>,
}

#[derive(Deserialize)]
struct SubmissionWire {
    submission: SubmissionId,
}

#[derive(Deserialize)]
struct WholeWire {
    parts: Vec<PartWire>,
}

#[derive(Deserialize)]
struct PartWire {
    name: PartName,
    tag: String,
    sha256: Digest,
}

impl Service {
    pub const fn new(base: Url, client: Client) -> Self {
        Self { base, client }
    }

    /// Everything that waits, all pages, the oldest first.
    pub async fn waiting(&self) -> Result<Vec<SubmissionId>, InboxError> {
        let mut waiting = Vec::new();
        for page in 1..=MAX_PAGES {
            let list: ListWire = self.get(&format!("submissions?limit=100&page={page}")).await?;
            if list.submissions.is_empty() {
                return Ok(waiting);
            }
            waiting.extend(list.submissions.into_iter().map(|wire| wire.submission));
        }
        Err(InboxError::Contract)
    }

    /// The envelopes of one submission, each the very one that the service announced.
    pub async fn envelopes(&self, submission: SubmissionId) -> Result<Vec<SealedPart>, InboxError> {
        let whole: WholeWire = self.get(&format!("submissions/{submission}")).await?;
        let mut parts = Vec::with_capacity(whole.parts.len());
        for wire in whole.parts {
            let path = format!("submissions/{submission}/parts/{}", wire.name);
            let response = self.ask(Request::get(self.url(&path)?)).await?;
            // EXPOSE: an envelope; it is opened by `examine`.
            let text = String::from_utf8(response.body.expose().clone()).map_err(|_| InboxError::Contract)?;
            let part = SealedPart {
                name: wire.name,
                jwe: Jwe::parse(text).map_err(|_| InboxError::Contract)?,
            };
            let announced = PartMark {
                name: wire.name,
                tag: wire.tag,
                sha256: wire.sha256,
            };
            if part.mark() != announced {
                return Err(InboxError::Contract);
            }
            parts.push(part);
        }
        Ok(parts)
    }

    /// Sends a signed event; gives the receipt as the service wrote it.
    pub async fn say(&self, submission: SubmissionId, token: &str) -> Result<Vec<u8>, InboxError> {
        let url = self.url(&format!("submissions/{submission}/events"))?;
        let request = Request::post(url, "application/secevent+jwt", token.as_bytes().to_vec());
        let response = self.ask(request).await?;
        // EXPOSE: a receipt holds times and digests.
        Ok(response.body.expose().clone())
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, InboxError> {
        let response = self.ask(Request::get(self.url(path)?)).await?;
        // EXPOSE: names, digests and times of what waits.
        serde_json::from_slice(response.body.expose()).map_err(|_| InboxError::Contract)
    }

    async fn ask(&self, request: Request) -> Result<Response, InboxError> {
        let response = self.client.send(request).await?;
        if response.is_success() {
            return Ok(response);
        }
        // EXPOSE: a problem's type is one of a fixed list.
        let body: Value = serde_json::from_slice(response.body.expose()).unwrap_or_default();
        let problem = body
            .get("type")
            .and_then(Value::as_str)
            .and_then(|kind| kind.rsplit(':').next());
        let is_slug =
            |slug: &&str| slug.len() <= 40 && slug.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        Err(InboxError::Refused {
            status: response.status,
            problem: problem.filter(is_slug).unwrap_or("unknown").to_owned(),
        })
    }

    fn url(&self, path: &str) -> Result<Url, InboxError> {
        self.base.join(path).map_err(|_| InboxError::Contract)
    }
}
