use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use mn_http::{Client, HttpError, Request, Response};
use openidconnect::core::CoreProviderMetadata;
use openidconnect::{HttpRequest, HttpResponse, IssuerUrl, http};
use tokio::sync::Mutex;
use url::Url;

use super::LoginError;

/// How long the provider is left alone after it was asked, whatever key ids tokens name and whatever it answered.
const COOL_DOWN: SignedDuration = SignedDuration::from_secs(60);
/// How old what it published may be before it is fetched anew in the background.
const FRESH: SignedDuration = SignedDuration::from_hours(1);
/// How old it may be and still be believed, when the provider cannot be reached.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// How long metadata and keys together may take.
const PATIENCE: Duration = Duration::from_secs(10);

type Published = Arc<CoreProviderMetadata>;
type Discovery = Pin<Box<dyn Future<Output = Result<CoreProviderMetadata, LoginError>> + Send>>;
type Discover = Box<dyn Fn() -> Discovery + Send + Sync>;

/// The provider's metadata and keys: fetched when first needed, kept, and renewed. One fetch runs at a time, and
/// only those wait for it who cannot go on without it. Cheap to clone.
#[derive(Clone)]
pub struct Keys(Arc<Inner>);

struct Inner {
    discover: Discover,
    known: RwLock<Option<Known>>,
    /// Held by whoever fetches.
    tried: Mutex<Tried>,
}

#[derive(Clone)]
struct Known {
    metadata: Published,
    fetched: Timestamp,
}

/// What was tried so far.
#[derive(Default)]
struct Tried {
    times: u64,
    last: Option<Timestamp>,
}

impl Keys {
    pub fn new(http: Client, issuer: Url) -> Self {
        Self::of(Box::new(move || Box::pin(discover(http.clone(), issuer.clone()))))
    }

    fn of(discover: Discover) -> Self {
        Self(Arc::new(Inner {
            discover,
            known: RwLock::new(None),
            tried: Mutex::new(Tried::default()),
        }))
    }

    /// The metadata as last fetched; fetched now if never, or too long ago. What is merely old is given at once, and
    /// renewed in the background.
    pub async fn metadata(&self, now: Timestamp) -> Result<Published, LoginError> {
        if let Some(known) = self.0.known() {
            let age = now.duration_since(known.fetched);
            if age >= FRESH {
                self.renew(now);
            }
            if age < LONGEST {
                return Ok(known.metadata);
            }
        }
        let times = self.0.tried.try_lock().map(|tried| tried.times).ok();
        let inner = Arc::clone(&self.0);
        finished(async move { inner.needed(times, now).await }).await
    }

    /// Other metadata than `seen`, for a token that names a key which is not in there: what another login has fetched
    /// in the meantime, or what is fetched now. `None` within the cool-down.
    pub async fn refreshed(&self, seen: &Published, now: Timestamp) -> Result<Option<Published>, LoginError> {
        let (inner, seen) = (Arc::clone(&self.0), Arc::clone(seen));
        finished(async move { inner.another(&seen, now).await }).await
    }

    /// Fetches anew on a task of its own, unless somebody does already or did just now.
    fn renew(&self, now: Timestamp) {
        let inner = Arc::clone(&self.0);
        tokio::spawn(async move {
            if let Ok(mut tried) = inner.tried.try_lock()
                && !tried.is_cooling(now)
            {
                // What is known goes on being used; the next login after the cool-down tries again.
                let _ = inner.fetch(&mut tried, now).await;
            }
        });
    }
}

impl Tried {
    fn is_cooling(&self, now: Timestamp) -> bool {
        let passed = self.last.map(|last| now.duration_since(last));
        passed.is_some_and(|passed| !passed.is_negative() && passed < COOL_DOWN)
    }
}

impl Inner {
    fn known(&self) -> Option<Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// For a caller who cannot go on without. Whoever waited for another's fetch takes what came of it, good or bad.
    async fn needed(&self, times: Option<u64>, now: Timestamp) -> Result<Published, LoginError> {
        let mut tried = self.tried.lock().await;
        if times == Some(tried.times) {
            self.fetch(&mut tried, now).await?;
        }
        let known = self.known().ok_or(LoginError::Unreachable)?;
        if now.duration_since(known.fetched) < LONGEST {
            Ok(known.metadata)
        } else {
            Err(LoginError::Unreachable)
        }
    }

    async fn another(&self, seen: &Published, now: Timestamp) -> Result<Option<Published>, LoginError> {
        let mut tried = self.tried.lock().await;
        let other = || {
            let known = self.known()?;
            (!Arc::ptr_eq(&known.metadata, seen)).then_some(known.metadata)
        };
        if let Some(metadata) = other() {
            return Ok(Some(metadata));
        }
        if tried.is_cooling(now) {
            return Ok(None);
        }
        self.fetch(&mut tried, now).await?;
        Ok(other())
    }

    async fn fetch(&self, tried: &mut Tried, now: Timestamp) -> Result<(), LoginError> {
        tried.times += 1;
        tried.last = Some(now);
        let metadata = tokio::time::timeout(PATIENCE, (self.discover)()).await;
        let metadata = metadata.map_err(|_| LoginError::Unreachable)??;
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(Known {
            metadata: Arc::new(metadata),
            fetched: now,
        });
        Ok(())
    }
}

/// Runs to its end even when the browser that it is for has left: others wait for the same.
async fn finished<T: Send + 'static>(
    work: impl Future<Output = Result<T, LoginError>> + Send + 'static,
) -> Result<T, LoginError> {
    tokio::spawn(work).await.unwrap_or(Err(LoginError::Unreachable))
}

async fn discover(http: Client, issuer: Url) -> Result<CoreProviderMetadata, LoginError> {
    let issuer = IssuerUrl::new(issuer.as_str().trim_end_matches('/').to_owned());
    let issuer = issuer.map_err(|_| LoginError::Unreachable)?;
    CoreProviderMetadata::discover_async(issuer, &bridge(&http))
        .await
        .map_err(|_| LoginError::Unreachable)
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

#[cfg(test)]
mod tests;
