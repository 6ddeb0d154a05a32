//! Links from other sites. A browser that follows one leaves its strict cookie at home; one page that loads the same
//! address again, from ours, brings it along.

use axum::extract::Request;
use axum::http::{HeaderMap, Method};

use crate::cookies;

/// What the second address adds to its query, so that a browser without cookies does not turn in circles.
const AGAIN: &str = "igen=1";

/// Marks the answer of a page that needs a visit and found none.
#[derive(Clone, Copy, Debug)]
pub struct NoVisitHere;

/// The address to load again, where a request may have come without its visit because of where it came from. Only a
/// page that somebody goes to, once, and nothing that changes anything.
pub fn again(request: &Request) -> Option<String> {
    let (uri, headers) = (request.uri(), request.headers());
    let is_page = request.method() == Method::GET
        && says(headers, "sec-fetch-site").is_none_or(|site| matches!(site, "cross-site" | "same-site"))
        && says(headers, "sec-fetch-mode").is_none_or(|mode| mode == "navigate")
        && !cookies::has_visit(headers);
    let query = uri.query().unwrap_or_default();
    if !is_page || query.split('&').any(|pair| pair == AGAIN) {
        return None;
    }
    let between = if query.is_empty() { "" } else { "&" };
    Some(format!("{}?{query}{between}{AGAIN}", uri.path()))
}

fn says<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn of(method: &str, uri: &str, headers: &[(&str, &str)]) -> Option<String> {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        again(&request.body(Body::empty()).expect("a request"))
    }

    const FOREIGN: (&str, &str) = ("sec-fetch-site", "cross-site");

    #[test]
    fn a_page_reached_from_another_site_is_loaded_again_once() {
        let first = of("GET", "/avtal", &[FOREIGN]).expect("once");
        assert_eq!(first, "/avtal?igen=1");
        assert_eq!(of("GET", &first, &[FOREIGN]), None, "in circles");
        assert_eq!(
            of("GET", "/ansokan/x/rad?rad=csn%2F0", &[FOREIGN]).as_deref(),
            Some("/ansokan/x/rad?rad=csn%2F0&igen=1")
        );
        assert!(of("GET", "/avtal", &[]).is_some(), "browsers that do not say");
    }

    #[test]
    fn nothing_else_is() {
        assert_eq!(of("POST", "/avtal", &[FOREIGN]), None);
        assert_eq!(of("HEAD", "/avtal", &[FOREIGN]), None);
        assert_eq!(of("GET", "/avtal", &[("sec-fetch-site", "same-origin")]), None);
        assert_eq!(of("GET", "/avtal", &[("sec-fetch-site", "none")]), None);
        assert_eq!(of("GET", "/rum", &[FOREIGN, ("sec-fetch-mode", "cors")]), None);
        assert_eq!(
            of("GET", "/avtal", &[FOREIGN, ("cookie", "__Host-visit=x")]),
            None
        );
    }
}
