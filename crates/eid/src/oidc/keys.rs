use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use mn_http::{Client, HttpError, Request, Response};
use openidconnect::core::{CoreJsonWebKeySet, CoreProviderMetadata};
use openidconnect::{HttpRequest, HttpResponse, IssuerUrl, http};
use tokio::sync::Mutex;
use url::Url;

use super::LoginError;

/// How long the provider's key set is left alone after it was fetched, whatever key ids tokens name.
const COOL_DOWN: SignedDuration = SignedDuration::from_secs(60);

/// The provider's metadata and keys, fetched when first needed and kept.
pub struct Keys {
    http: Client,
    issuer: Url,
    known: Mutex<Option<Known>>,
}

struct Known {
    metadata: Arc<CoreProviderMetadata>,
    fetched: Timestamp,
}

impl Keys {
    pub fn new(http: Client, issuer: Url) -> Self {
        Self {
            http,
            issuer,
            known: Mutex::new(None),
        }
    }

    /// The metadata as last fetched; fetched now if never.
    pub async fn metadata(&self, now: Timestamp) -> Result<Arc<CoreProviderMetadata>, LoginError> {
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref() {
            return Ok(known.metadata.clone());
        }
        let metadata = Arc::new(self.discover().await?);
        *known = Some(Known {
            metadata: metadata.clone(),
            fetched: now,
        });
        Ok(metadata)
    }

    /// Fetches the keys anew, for a token that names one we do not know. `None` within the cool-down.
    pub async fn refreshed(&self, now: Timestamp) -> Result<Option<Arc<CoreProviderMetadata>>, LoginError> {
        let mut known = self.known.lock().await;
        let Some(old) = known.as_ref() else {
            return Ok(None);
        };
        if now.duration_since(old.fetched) < COOL_DOWN {
            return Ok(None);
        }
        let bridge = bridge(&self.http);
        let keys = CoreJsonWebKeySet::fetch_async(old.metadata.jwks_uri(), &bridge).await;
        let keys = keys.map_err(|_| LoginError::Unreachable)?;
        let metadata = Arc::new((*old.metadata).clone().set_jwks(keys));
        *known = Some(Known {
            metadata: metadata.clone(),
            fetched: now,
        });
        Ok(Some(metadata))
    }

    async fn discover(&self) -> Result<CoreProviderMetadata, LoginError> {
        let issuer = IssuerUrl::new(self.issuer.as_str().trim_end_matches('/').to_owned());
        let issuer = issuer.map_err(|_| LoginError::Unreachable)?;
        CoreProviderMetadata::discover_async(issuer, &bridge(&self.http))
            .await
            .map_err(|_| LoginError::Unreachable)
    }
}

type Exchange = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send>>;

/// Lets openidconnect go out through our client.
fn bridge(client: &Client) -> impl Fn(HttpRequest) -> Exchange + Send + Sync + use<> {
    let client = client.clone();
    move |request| {
        let client = client.clone();
        Box::pin(async move { client.send(outbound(request)?).await.and_then(inbound) })
    }
}

fn outbound(request: HttpRequest) -> Result<Request, HttpError> {
    let (parts, body) = request.into_parts();
    let url = Url::parse(&parts.uri.to_string()).map_err(|_| HttpError::NotAllowed)?;
    Ok(Request {
        method: parts.method,
        url,
        headers: parts.headers,
        body: mn_domain::Sensitive::new(body),
    })
}

fn inbound(response: Response) -> Result<HttpResponse, HttpError> {
    let mut builder = http::Response::builder().status(response.status);
    if let Some(headers) = builder.headers_mut() {
        *headers = response.headers;
    }
    // EXPOSE: discovery documents and key sets are public.
    builder
        .body(response.body.expose().clone())
        .map_err(|_| HttpError::Unreachable)
}
