use mn_domain::Sensitive;
use url::{Origin, Url};

use crate::{ClientError, ClientOptions, HttpError, Request, Response, client_tls};

/// A client of one counterpart. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    inner: reqwest::Client,
    allow: Vec<Origin>,
    max_body: usize,
}

impl Client {
    /// Makes a client.
    ///
    /// # Errors
    /// [`ClientError`] when certificates, key or addresses cannot be used.
    pub fn new(options: &ClientOptions) -> Result<Self, ClientError> {
        if options.allow.iter().any(|url| !url.has_host()) {
            return Err(ClientError::Address);
        }
        let inner = reqwest::Client::builder()
            .tls_backend_preconfigured(client_tls(&options.roots_pem, options.identity.as_ref())?)
            .https_only(true)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(options.connect)
            .timeout(options.total)
            .pool_max_idle_per_host(0)
            .http1_only()
            .build()
            .map_err(|_| ClientError::Settings)?;
        Ok(Self {
            inner,
            allow: options.allow.iter().map(Url::origin).collect(),
            max_body: options.max_body,
        })
    }

    /// Sends a request and reads the answer to its end. Dropping the future closes the connection.
    ///
    /// # Errors
    /// [`HttpError`] when no whole answer came. An answer with an error status is an answer.
    pub async fn send(&self, request: Request) -> Result<Response, HttpError> {
        if !self.allow.contains(&request.url.origin()) {
            return Err(HttpError::NotAllowed);
        }
        // EXPOSE: the counterpart gets the body; the client neither logs nor keeps it.
        let body = request.body.expose().clone();
        let sent = self
            .inner
            .request(request.method, request.url)
            .headers(request.headers)
            .body(body)
            .send();
        let mut answer = sent.await.map_err(|error| cause(&error))?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = self.read(&mut answer).await?;
        Ok(Response {
            status,
            headers,
            body,
        })
    }

    async fn read(&self, answer: &mut reqwest::Response) -> Result<Sensitive<Vec<u8>>, HttpError> {
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| cause(&error))? {
            if body.len() + chunk.len() > self.max_body {
                return Err(HttpError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Sensitive::new(body))
    }
}

/// Keeps of a third party's error only what a caller does differently.
fn cause(error: &reqwest::Error) -> HttpError {
    if error.is_timeout() {
        HttpError::Late
    } else {
        HttpError::Unreachable
    }
}
