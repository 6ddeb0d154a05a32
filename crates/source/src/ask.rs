use jiff::civil::Date;
use mn_domain::{CorrelationId, IdentityNumber, Period, Purpose, Sensitive};
use url::Url;

use crate::Reply;

/// One question to one source.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Whom the question is about.
    pub principal: IdentityNumber,
    /// Who asks: the same person, or somebody who acts for the principal.
    pub actor: IdentityNumber,
    /// What for.
    pub purpose: Purpose,
    /// The identifier that both sides log.
    pub correlation: CorrelationId,
    /// The days that the answer should cover. Adapters narrow it to what their source allows.
    pub period: Period,
    /// Today in Sweden.
    pub today: Date,
}

/// What a source did with a question.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Step {
    /// It answered.
    Answers(Reply),
    /// It wants to meet the citizen itself first: she goes there, and what she comes back with is handed to
    /// [`crate::DataSource::resume`].
    Redirect(Redirect),
}

/// The way to a source that wants to meet the citizen itself.
#[derive(Clone, Debug)]
pub struct Redirect {
    /// Where the browser goes. It is at [`crate::DataSource::leads_to`].
    pub url: Url,
    /// What the browser must bring back: good once, and in the visit alone that began it. Whoever leads the citizen
    /// keeps it, compares it and burns it before [`crate::DataSource::resume`] is called.
    pub state: Sensitive<String>,
}

/// What the citizen came back from a source with, once its state has been compared and burned (RFC 6749, 4.1.2).
#[derive(Clone, Debug)]
pub enum Return {
    /// The source lets us go on with this code, which is good once.
    Code(Sensitive<String>),
    /// It does not, for a reason that is one of its protocol's codes.
    Refusal(String),
}
