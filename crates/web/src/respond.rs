use askama::Template;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, SET_COOKIE};
use axum::response::{Html, IntoResponse, Response};

use zeroize::Zeroizing;

use crate::pages::Problem;
use crate::refused::Answer;

/// Marks a response that is a page already, whatever its status.
#[derive(Clone, Copy, Debug)]
pub struct Ready;

/// A page.
///
/// # Errors
/// When the template cannot be rendered.
pub fn page(template: &impl Template) -> Answer {
    let text = template.render().map_err(|_| Problem::Broken)?;
    Ok((Extension(Ready), Html(text)).into_response())
}

/// A page with another status than 200.
///
/// # Errors
/// When the template cannot be rendered.
pub fn page_with(status: u16, template: &impl Template) -> Answer {
    let mut response = page(template)?;
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    Ok(response)
}

/// Goes to another page after a form was posted.
///
/// # Errors
/// When the address cannot be a header.
pub fn see_other(path: &str) -> Answer {
    let to = HeaderValue::from_str(path).map_err(|_| Problem::Broken)?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response())
}

/// A file for the citizen to keep. Its bytes are wiped once they have been sent.
///
/// # Errors
/// When the name cannot be a header.
pub fn file(name: &str, kind: &'static str, bytes: Zeroizing<Vec<u8>>) -> Answer {
    let name = format!("attachment; filename=\"{name}\"");
    let name = HeaderValue::from_str(&name).map_err(|_| Problem::Broken)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((Extension(Ready), headers, Body::from(Bytes::from_owner(bytes))).into_response())
}

/// Adds cookies to a response.
pub fn with_cookies(mut response: Response, cookies: &[String]) -> Response {
    for cookie in cookies {
        if let Ok(value) = HeaderValue::from_str(cookie) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
    response
}

/// The visit is over: the browser forgets what it kept of it, and the connection is closed.
pub fn goodbye(response: Response) -> Response {
    let mut response = with_cookies(
        response,
        &[crate::cookies::no_visit(), crate::cookies::no_login()],
    );
    let headers = response.headers_mut();
    let forget = HeaderValue::from_static("\"cache\", \"storage\"");
    headers.insert(HeaderName::from_static("clear-site-data"), forget);
    headers.insert(axum::http::header::CONNECTION, HeaderValue::from_static("close"));
    response
}
