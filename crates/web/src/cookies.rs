//! The three cookies. All are `__Host-`: bound to this very host, to https (or localhost), and to no subdomain.

use axum::http::HeaderMap;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use jiff::SignedDuration;
use mn_domain::Language;
use mn_space::Token;

const VISIT: &str = "__Host-visit";
const LOGIN: &str = "__Host-login";
const LANGUAGE: &str = "__Host-language";
/// How much longer than the way through e-ID the browser keeps its cookie, in seconds. Who comes back too late is told
/// so; without the cookie she would look like somebody who never began.
const LOGIN_KEPT: i64 = 3600;
/// A token is 43 characters; what is much longer is not one and is not looked at.
const LONGEST_TOKEN: usize = 64;

/// The visit's token, if the browser brought one.
pub fn visit(headers: &HeaderMap) -> Option<Token> {
    let jar = CookieJar::from_headers(headers);
    let text = jar.get(VISIT)?.value();
    if text.len() > LONGEST_TOKEN {
        None
    } else {
        text.parse().ok()
    }
}

/// Whether the browser brought anything that calls itself a visit.
pub fn has_visit(headers: &HeaderMap) -> bool {
    CookieJar::from_headers(headers).get(VISIT).is_some()
}

/// The sealed way through e-ID, if the browser brought one.
pub fn login(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers)
        .get(LOGIN)
        .map(|cookie| cookie.value().to_owned())
}

/// The language the visitor chose.
pub fn language(headers: &HeaderMap) -> Language {
    let jar = CookieJar::from_headers(headers);
    let chosen = jar.get(LANGUAGE).map(Cookie::value);
    Language::ALL
        .into_iter()
        .find(|language| chosen == Some(language.name()))
        .unwrap_or_default()
}

/// Gives the browser its visit, for as long as the browser runs.
pub fn set_visit(token: &Token) -> String {
    // EXPOSE: the browser is the only one who keeps the token.
    own(VISIT, &token.to_text(), "Strict")
}

/// Gives the browser the way through e-ID, which lasts so long.
pub fn set_login(sealed: &str, lasts: SignedDuration) -> String {
    let kept = lasts.as_secs().saturating_add(LOGIN_KEPT);
    own(LOGIN, sealed, "Strict") + &format!("; Max-Age={kept}")
}

/// Remembers the language. It says nothing about a person and may come along from anywhere.
pub fn set_language(language: Language) -> String {
    own(LANGUAGE, language.name(), "Lax")
}

/// Takes the visit away.
pub fn no_visit() -> String {
    own(VISIT, "", "Strict") + "; Max-Age=0"
}

/// Takes the way through e-ID away.
pub fn no_login() -> String {
    own(LOGIN, "", "Strict") + "; Max-Age=0"
}

/// A cookie of this host alone, over https alone, out of reach of scripts.
fn own(name: &str, value: &str, same_site: &str) -> String {
    format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite={same_site}")
}
