use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use mn_domain::Language;

use crate::app::App;
use crate::cookies;
use crate::pages::Frame;
use crate::texts::Translator;

/// Somebody who looks at a page: a language and the page's own path. No visit is needed.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The language.
    pub language: Language,
    /// The path of the page that is asked for.
    pub path: String,
    /// The texts in that language.
    pub texts: Translator,
}

impl Visitor {
    /// What surrounds a page outside of any visit.
    #[must_use]
    pub fn frame(&self) -> Frame {
        Frame {
            texts: self.texts.clone(),
            path: self.path.clone(),
            municipality: None,
            room: None,
            token: String::new(),
        }
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let language = cookies::language(&parts.headers);
        let texts = app.texts.speak(language);
        Ok(Self {
            language,
            path: parts.uri.path().to_owned(),
            texts,
        })
    }
}
