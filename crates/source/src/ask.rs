use jiff::civil::Date;
use mn_domain::{CorrelationId, IdentityNumber, Period, Purpose};

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
}
