//! A browser without scripts: cookies, redirects, pages that go on by themselves, and what a request says about
//! where it comes from.

use std::fs;
use std::path::Path;
use std::time::Duration;

use reqwest::header::{COOKIE, HeaderMap, HeaderValue, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Method};
use url::{Url, form_urlencoded};

use crate::cookies::{Jar, Origin};
use crate::page::{Form, Page};
use crate::trouble::{Outcome, Trouble, ensure};

/// How many times a browser lets itself be led on.
const HOPS: usize = 12;
/// How long a page may take.
const PATIENCE: Duration = Duration::from_secs(40);

/// A browser of one person, on this machine.
#[derive(Clone, Debug)]
pub struct Browser {
    client: Client,
    /// Its cookies.
    pub jar: Jar,
    /// The addresses that it has been at, in order.
    pub trail: Vec<Url>,
    /// What it says with every request beside what browsers say.
    pub also: HeaderMap,
}

/// A file that came.
#[derive(Clone, Debug)]
pub struct Download {
    /// How the service answered.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// The file.
    pub bytes: Vec<u8>,
}

/// One request and what a browser says with it.
struct Hop<'a> {
    method: Method,
    url: Url,
    body: Option<&'a str>,
    from: Origin,
    headers: HeaderMap,
}

struct Sent<'a> {
    method: Method,
    url: Url,
    body: Option<&'a str>,
    from: Option<&'a Page>,
}

fn site(url: &Url) -> (String, String) {
    (
        url.scheme().to_owned(),
        url.host_str().unwrap_or_default().to_owned(),
    )
}

impl Browser {
    /// A browser that has been nowhere.
    ///
    /// # Errors
    /// When there is no network.
    pub fn new() -> Outcome<Self> {
        Self::trusting(None)
    }

    /// A browser that has been nowhere and trusts an authority, named by its PEM file.
    ///
    /// # Errors
    /// When there is no network, or the file cannot be read.
    pub fn trusting(authority: Option<&Path>) -> Outcome<Self> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .timeout(PATIENCE)
            .pool_max_idle_per_host(1);
        if let Some(file) = authority {
            builder = builder.tls_certs_only([Certificate::from_pem(&fs::read(file)?)?]);
        }
        let client = builder.build()?;
        Ok(Self {
            client,
            jar: Jar::default(),
            trail: Vec::new(),
            also: HeaderMap::new(),
        })
    }

    /// Goes to an address as if it was typed.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn open(&mut self, address: impl AsRef<str>) -> Outcome<Page> {
        let url = Url::parse(address.as_ref())?;
        self.go(Sent {
            method: Method::GET,
            url,
            body: None,
            from: None,
        })
        .await
    }

    /// Follows a link of a page.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn follow(&mut self, from: &Page, url: Url) -> Outcome<Page> {
        self.go(Sent {
            method: Method::GET,
            url,
            body: None,
            from: Some(from),
        })
        .await
    }

    /// Sends a form of a page.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn submit(&mut self, from: &Page, form: &Form) -> Outcome<Page> {
        let pairs = form.fields.iter();
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        let mut url = form.action.clone();
        if form.method == "get" {
            url.set_query(Some(&body));
            return self.follow(from, url).await;
        }
        self.go(Sent {
            method: Method::POST,
            url,
            body: Some(&body),
            from: Some(from),
        })
        .await
    }

    /// Sends a form whose answer is a file.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn download(&mut self, from: &Page, form: &Form) -> Outcome<Download> {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form.fields.iter())
            .finish();
        let kind = "application/x-www-form-urlencoded";
        let response = self.post(from, &form.action, (kind, body.into_bytes())).await?;
        Ok(Download {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            bytes: response.bytes().await?.to_vec(),
        })
    }

    /// Sends a form with a file, in the field of that name.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn upload(&mut self, from: &Page, form: &Form, (name, file): (&str, &[u8])) -> Outcome<Page> {
        const EDGE: &str = "edge-of-a-part-7f3c";
        let mut body = Vec::new();
        for (field, value) in &form.fields {
            let part =
                format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"x.age\"\r\nContent-Type: \
             application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(format!("\r\n--{EDGE}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={EDGE}");
        let response = self.post(from, &form.action, (&kind, body)).await?;
        Ok(Page {
            url: form.action.clone(),
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            html: response.text().await?,
        })
    }

    async fn post(
        &mut self,
        from: &Page,
        url: &Url,
        (kind, body): (&str, Vec<u8>),
    ) -> Outcome<reqwest::Response> {
        let is_local = matches!(url.host_str(), Some("localhost" | "127.0.0.1"));
        ensure(is_local, format!("{url} is not on this machine"))?;
        self.trail.push(url.clone());
        let mut headers = fetch_metadata(url, Some(from), false, &Method::POST);
        if let Some(cookies) = self.jar.header(url, Origin::SameSite) {
            headers.insert(COOKIE, HeaderValue::from_str(&cookies)?);
        }
        headers.insert("content-type", HeaderValue::from_str(kind)?);
        let request = self.client.post(url.clone()).headers(headers).body(body);
        Ok(request.send().await?)
    }

    /// Asks once, without being led on.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn once(&mut self, from: Option<&Page>, url: Url) -> Outcome<Page> {
        let from = match from {
            Some(page) if site(&page.url) != site(&url) => Origin::CrossSiteGet,
            _ => Origin::SameSite,
        };
        let headers = HeaderMap::new();
        self.ask(Hop {
            method: Method::GET,
            url,
            body: None,
            from,
            headers,
        })
        .await
    }

    async fn go(&mut self, sent: Sent<'_>) -> Outcome<Page> {
        let Sent {
            mut method,
            mut url,
            body,
            from,
        } = sent;
        let mut body = body;
        let mut is_foreign = from.is_some_and(|page| site(&page.url) != site(&url));
        let mut led_by: Option<Page> = from.cloned();
        for _ in 0..HOPS {
            let origin = match (is_foreign, &method) {
                (false, _) => Origin::SameSite,
                (true, &Method::GET) => Origin::CrossSiteGet,
                (true, _) => Origin::CrossSite,
            };
            let headers = fetch_metadata(&url, led_by.as_ref(), is_foreign, &method);
            let hop = Hop {
                method: method.clone(),
                url: url.clone(),
                body,
                from: origin,
                headers,
            };
            let page = self.ask(hop).await?;
            if let Some(next) = page
                .headers
                .get(LOCATION)
                .filter(|_| (300..400).contains(&page.status))
            {
                url = page.url.join(next.to_str()?)?;
                is_foreign |= site(&url) != site(&page.url);
                if page.status != 307 && page.status != 308 {
                    method = Method::GET;
                    body = None;
                }
                continue;
            }
            match page.refresh() {
                Some(next) => {
                    is_foreign = site(&next) != site(&page.url);
                    (method, body, url) = (Method::GET, None, next);
                    led_by = Some(page);
                }
                None => return Ok(page),
            }
        }
        Err(Trouble::new(format!("led round in circles at {}", url.path())))
    }

    async fn ask(&mut self, hop: Hop<'_>) -> Outcome<Page> {
        let Hop {
            method,
            url,
            body,
            from,
            mut headers,
        } = hop;
        let is_local = matches!(url.host_str(), Some("localhost" | "127.0.0.1"));
        ensure(is_local, format!("{url} is not on this machine"))?;
        self.trail.push(url.clone());
        headers.extend(self.also.clone());
        if let Some(cookies) = self.jar.header(&url, from) {
            headers.insert(COOKIE, HeaderValue::from_str(&cookies)?);
        }
        let mut request = self.client.request(method.clone(), url.clone()).headers(headers);
        if let Some(body) = body {
            request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(body.to_owned());
        }
        // A connection that was kept may be gone: what changes nothing is asked again, as browsers do.
        let again = request.try_clone().filter(|_| method == Method::GET);
        let response = match (request.send().await, again) {
            (Err(error), Some(again)) if !error.is_timeout() => again.send().await?,
            (response, _) => response?,
        };
        for cookie in response.headers().get_all(SET_COOKIE) {
            self.jar.take(&url, cookie.to_str()?);
        }
        Ok(Page {
            url,
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            html: response.text().await?,
        })
    }
}

/// What a browser says about where a navigation comes from (Fetch Metadata, `Origin`).
fn fetch_metadata(url: &Url, from: Option<&Page>, is_foreign: bool, method: &Method) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let relation = match from {
        None => "none",
        Some(_) if is_foreign => "cross-site",
        Some(page) if page.url.origin() == url.origin() => "same-origin",
        Some(_) => "same-site",
    };
    headers.insert("sec-fetch-site", HeaderValue::from_static(relation));
    headers.insert("sec-fetch-mode", HeaderValue::from_static("navigate"));
    headers.insert("sec-fetch-dest", HeaderValue::from_static("document"));
    headers.insert("sec-fetch-user", HeaderValue::from_static("?1"));
    headers.insert("accept", HeaderValue::from_static("text/html"));
    headers.insert("user-agent", HeaderValue::from_static("Mozilla/5.0 (journey)"));
    if let Some(page) = from.filter(|_| method == Method::POST) {
        let is_shy = page
            .headers
            .get("referrer-policy")
            .is_some_and(|policy| policy == "no-referrer");
        let origin = if is_shy {
            "null".to_owned()
        } else {
            page.url.origin().ascii_serialization()
        };
        if let Ok(origin) = HeaderValue::from_str(&origin) {
            headers.insert("origin", origin);
        }
    }
    headers
}
