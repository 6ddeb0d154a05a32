use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use mime::Mime;
use mn_domain::Sensitive;
use mn_event::{Event, RequestRefusal};

use crate::app::App;
use crate::pages::Problem;
use crate::paths;
use crate::refused::Refused;
use crate::room::{AgreedRoom, FORM, Room};

/// The largest form that a page posts, in bytes.
const LARGEST: usize = 256 * 1024;

/// A form that was posted in a visit, with the visit's own token. Fields keep their order.
pub struct Post<R> {
    /// The space that it was posted in.
    pub room: R,
    /// Its fields.
    pub fields: Fields,
}

/// The fields of a form.
#[derive(Debug)]
pub struct Fields(Vec<(String, Sensitive<String>)>);

impl Fields {
    /// The first value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        // EXPOSE: the handler reads what the citizen wrote.
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.expose().as_str())
    }

    /// Every value of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        // EXPOSE: the handler reads what the citizen wrote.
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.expose().as_str())
    }

    /// Every field but the token.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        // EXPOSE: the handler reads what the citizen wrote.
        let all = self
            .0
            .iter()
            .map(|(key, value)| (key.as_str(), value.expose().as_str()));
        all.filter(|(key, _)| *key != "token")
    }

    /// A page of this site to come back to, out of the field `till`; anything else becomes the fallback.
    pub fn back_to(&self, fallback: &'static str) -> String {
        let ours = self.get("till").filter(|path| paths::is_ours(path));
        ours.unwrap_or(fallback).to_owned()
    }
}

/// A space that a form can be posted in.
pub trait PostedIn: FromRequestParts<App, Rejection = Refused> + Send {
    /// Whether the token is this visit's.
    fn has_token(&self, token: &str) -> bool;
}

impl PostedIn for Room {
    fn has_token(&self, token: &str) -> bool {
        self.visit.check_csrf(FORM, token)
    }
}

impl PostedIn for AgreedRoom {
    fn has_token(&self, token: &str) -> bool {
        self.visit.check_csrf(FORM, token)
    }
}

impl<R: PostedIn> FromRequest<App> for Post<R> {
    type Rejection = Refused;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refused> {
        let (mut parts, body) = request.into_parts();
        let room = R::from_request_parts(&mut parts, app).await?;
        let fields = read(&parts, body).await?;
        check(app, &room, fields.get("token"))?;
        Ok(Self { room, fields })
    }
}

/// Whether what was posted carries the visit's own token.
///
/// # Errors
/// When it does not, which the log is told.
pub fn check(app: &App, room: &impl PostedIn, token: Option<&str>) -> Result<(), Refused> {
    if token.is_some_and(|token| room.has_token(token)) {
        return Ok(());
    }
    app.log.record(
        None,
        Event::RequestRefused {
            reason: RequestRefusal::FormToken,
        },
    );
    Err(Problem::FormToken.into())
}

/// Reads the fields of a form that was posted.
///
/// # Errors
/// When it is too large or no form.
pub async fn read(parts: &Parts, body: axum::body::Body) -> Result<Fields, Refused> {
    if !is_form(&parts.headers) {
        return Err(Problem::FormToken.into());
    }
    let bytes = axum::body::to_bytes(body, LARGEST)
        .await
        .map_err(|_| Problem::TooLarge)?;
    let pairs = url::form_urlencoded::parse(&bytes);
    Ok(Fields(
        pairs
            .map(|(key, value)| (key.into_owned(), Sensitive::new(value.into_owned())))
            .collect(),
    ))
}

/// Whether a body says that it is a form. The media type is compared, not its beginning.
fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.and_then(|kind| kind.parse::<Mime>().ok())
        .is_some_and(|kind| kind.essence_str() == mime::APPLICATION_WWW_FORM_URLENCODED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_known_by_its_whole_media_type() {
        let is_form = |kind: &str| {
            let kind = kind.parse().expect("a header");
            is_form(&HeaderMap::from_iter([(CONTENT_TYPE, kind)]))
        };
        for kind in [
            "application/x-www-form-urlencoded",
            "Application/X-WWW-Form-Urlencoded; charset=UTF-8",
        ] {
            assert!(is_form(kind), "{kind}");
        }
        for kind in [
            "application/x-www-form-urlencodedfoo",
            "application/x-www-form-urlencoded+json",
            "text/plain; application/x-www-form-urlencoded",
            "application/json",
            "",
        ] {
            assert!(!is_form(kind), "{kind}");
        }
    }
}
