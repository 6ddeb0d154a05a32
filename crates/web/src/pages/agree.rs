use askama::Template;

use super::{Frame, Markup};

/// The agreement between citizen and service.
#[derive(Clone, Debug, Template)]
#[template(path = "agreement.html")]
pub struct AgreementPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The terms.
    pub terms: Markup,
    /// Their version, as it stands in the journal.
    pub version: String,
    /// The first characters of their hash, as it stands in the journal.
    pub digest: String,
    /// Whether it has been entered in this visit: then it is shown without the button.
    pub is_entered: bool,
}

/// Asks before the agreement is ended.
#[derive(Clone, Debug, Template)]
#[template(path = "end_agreement.html")]
pub struct EndAgreementPage {
    /// What surrounds the page.
    pub frame: Frame,
}
