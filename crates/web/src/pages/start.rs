use askama::Template;
use mn_event::LoginRefusal;

use super::{FieldError, Frame};

/// The first page: municipality and application.
#[derive(Clone, Debug, Template)]
#[template(path = "start.html")]
pub struct StartPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Municipalities that offer the service (field `kommun`).
    pub municipalities: Vec<Offer>,
    /// Applications that can be made (field `arende`).
    pub applications: Vec<Offer>,
    /// The idle time in minutes.
    pub idle_minutes: u32,
    /// The longest time of a visit: `2 timmar 30 minuter`.
    pub longest: String,
    /// The address over https, when this browser may refuse our cookies over plain http (Safari on localhost).
    pub secure_address: Option<String>,
    /// What was not chosen.
    pub errors: Vec<FieldError>,
}

/// Something to choose on the first page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its name in the form.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// One line about it.
    pub about: Option<String>,
    /// Whether it is chosen already.
    pub is_chosen: bool,
}

/// What happens next, before the browser goes to the identity provider.
#[derive(Clone, Debug, Template)]
#[template(path = "before_login.html")]
pub struct BeforeLoginPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The chosen municipality, carried on in the form.
    pub municipality: Offer,
    /// The chosen application, carried on in the form.
    pub application: Offer,
    /// The idle time in minutes.
    pub idle_minutes: u32,
    /// The longest time of a visit: `2 timmar 30 minuter`.
    pub longest: String,
    /// Who identifies: the provider's name.
    pub provider: String,
}

/// The login did not succeed.
#[derive(Clone, Debug, Template)]
#[template(path = "login_failed.html")]
pub struct LoginFailedPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Why.
    pub reason: LoginRefusal,
    /// Where to try again: the page before login with the choices made, or the first page.
    pub again: String,
}

impl LoginFailedPage {
    /// The texts that speak of the reason: `login.<this>_title`, `_text` and `_do`.
    #[must_use]
    pub const fn variant(&self) -> &'static str {
        match self.reason {
            LoginRefusal::Cancelled => "cancelled",
            LoginRefusal::AssuranceTooLow => "too_low",
            LoginRefusal::UnknownState | LoginRefusal::WrongIssuer | LoginRefusal::CodeRefused => "unknown",
            LoginRefusal::TooLate => "too_late",
            LoginRefusal::Full => "full",
            LoginRefusal::NoIdentityNumber => "no_number",
            LoginRefusal::ProviderError | LoginRefusal::Unreachable | LoginRefusal::TokenInvalid => "down",
        }
    }

    fn says(&self, what: &str) -> crate::texts::Text<'_> {
        self.frame.t(&format!("login.{}_{what}", self.variant()))
    }
}

/// Carries a callback that came without our strict cookie: loads itself again from our own site.
#[derive(Clone, Debug, Template)]
#[template(path = "returning.html")]
pub struct ReturningPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Where to go on, on this site: path and query.
    pub onward: String,
}
