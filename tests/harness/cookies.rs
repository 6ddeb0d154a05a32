//! Cookies as a browser keeps them: by host and not by port, with the rules of `Secure`, `__Host-` and `SameSite`.

use std::time::{Duration, Instant};

use url::Url;

/// Where a request comes from, as far as cookies care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From the address bar or from a page of the same site.
    SameSite,
    /// Another site led here by a link or a redirect.
    CrossSiteGet,
    /// Another site posted here, or loads this beside its own page.
    CrossSite,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SameSite {
    Strict,
    Lax,
    None,
}

/// A cookie.
#[derive(Clone, Debug)]
struct Cookie {
    host: String,
    name: String,
    value: String,
    path: String,
    same_site: SameSite,
    until: Option<Instant>,
}

/// The cookies of one browser.
#[derive(Clone, Debug, Default)]
pub struct Jar {
    cookies: Vec<Cookie>,
    given: Vec<(String, String)>,
}

fn is_trustworthy(url: &Url) -> bool {
    url.scheme() == "https" || matches!(url.host_str(), Some("localhost" | "127.0.0.1"))
}

impl Jar {
    /// Takes a `Set-Cookie` header, or leaves it as a browser would.
    pub fn take(&mut self, url: &Url, header: &str) {
        let mut parts = header.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
            return;
        };
        let (mut secure, mut path, mut same_site, mut age, mut domain) =
            (false, None, SameSite::Lax, None, false);
        for part in parts {
            let (key, given) = part.split_once('=').unwrap_or((part, ""));
            match key.to_ascii_lowercase().as_str() {
                "secure" => secure = true,
                "path" => path = Some(given),
                "domain" => domain = true,
                "max-age" => age = given.parse::<i64>().ok(),
                "samesite" => {
                    same_site = match given.to_ascii_lowercase().as_str() {
                        "strict" => SameSite::Strict,
                        "none" => SameSite::None,
                        _ => SameSite::Lax,
                    }
                }
                _ => {}
            }
        }
        let host_bound = !name.starts_with("__Host-") || (secure && path == Some("/") && !domain);
        if !host_bound || (secure && !is_trustworthy(url)) {
            return;
        }
        self.given.push((name.to_owned(), value.to_owned()));
        let host = url.host_str().unwrap_or_default().to_owned();
        self.cookies.retain(|old| old.host != host || old.name != name);
        if age.is_some_and(|age| age <= 0) {
            return;
        }
        self.cookies.push(Cookie {
            host,
            name: name.to_owned(),
            value: value.to_owned(),
            path: path.unwrap_or("/").to_owned(),
            same_site,
            until: age.and_then(|age| Instant::now().checked_add(Duration::from_secs(age.unsigned_abs()))),
        });
    }

    /// The `Cookie` header of a request, if it has one.
    #[must_use]
    pub fn header(&self, url: &Url, from: Origin) -> Option<String> {
        let comes_along = |cookie: &&Cookie| {
            url.host_str() == Some(&cookie.host)
                && url.path().starts_with(&cookie.path)
                && cookie.until.is_none_or(|until| until > Instant::now())
                && match cookie.same_site {
                    SameSite::Strict => from == Origin::SameSite,
                    SameSite::Lax => from != Origin::CrossSite,
                    SameSite::None => true,
                }
        };
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .filter(comes_along)
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The value of a cookie, as only the browser's owner can see it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.cookies
            .iter()
            .find(|cookie| cookie.name == name)
            .map(|cookie| cookie.value.as_str())
    }

    /// Every cookie that was ever taken, as name and value.
    #[must_use]
    pub fn given(&self) -> &[(String, String)] {
        &self.given
    }

    /// Puts a cookie's value in place of another, as somebody could who sits at the browser.
    pub fn forge(&mut self, host: &str, name: &str, value: &str) {
        self.cookies.retain(|old| old.host != host || old.name != name);
        self.cookies.push(Cookie {
            host: host.to_owned(),
            name: name.to_owned(),
            value: value.to_owned(),
            path: "/".to_owned(),
            same_site: SameSite::Strict,
            until: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strict_cookie_stays_behind_when_another_site_leads_here() {
        let url: Url = "http://localhost:8080/".parse().unwrap();
        let mut jar = Jar::default();
        jar.take(&url, "__Host-a=1; Path=/; Secure; HttpOnly; SameSite=Strict");
        jar.take(&url, "__Host-b=2; Path=/; Secure; SameSite=Lax");
        jar.take(&url, "__Host-c=3; Path=/; SameSite=Lax");
        jar.take(&url, "__Host-d=4; Path=/x; Secure");
        assert_eq!(
            jar.header(&url, Origin::SameSite).as_deref(),
            Some("__Host-a=1; __Host-b=2")
        );
        assert_eq!(
            jar.header(&url, Origin::CrossSiteGet).as_deref(),
            Some("__Host-b=2")
        );
        assert_eq!(jar.header(&url, Origin::CrossSite), None);
        jar.take(&url, "__Host-a=; Path=/; Secure; Max-Age=0");
        assert_eq!(jar.get("__Host-a"), None);
    }
}
