use mn_domain::Sensitive;
pub use reqwest::Method;
pub use reqwest::header::HeaderValue;
use reqwest::header::{HeaderMap, HeaderName};
use url::Url;

/// One request.
#[derive(Clone, Debug)]
pub struct Request {
    /// What to do.
    pub method: Method,
    /// Where.
    pub url: Url,
    /// Headers beside those that the client sets.
    pub headers: HeaderMap,
    /// The body; empty for none.
    pub body: Sensitive<Vec<u8>>,
}

impl Request {
    /// A request without a body.
    #[must_use]
    pub fn get(url: Url) -> Self {
        Self {
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            body: Sensitive::new(Vec::new()),
        }
    }

    /// A request that posts a body of a media type.
    #[must_use]
    pub fn post(url: Url, media_type: &'static str, body: Vec<u8>) -> Self {
        let headers = HeaderMap::from_iter([(
            reqwest::header::CONTENT_TYPE,
            HeaderValue::from_static(media_type),
        )]);
        Self {
            method: Method::POST,
            url,
            headers,
            body: Sensitive::new(body),
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: HeaderValue) -> Self {
        self.headers.insert(HeaderName::from_static(name), value);
        self
    }
}

/// One answer, read to its end.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Sensitive<Vec<u8>>,
}

impl Response {
    /// Whether the status is 200 to 299.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        self.status / 100 == 2
    }
}
