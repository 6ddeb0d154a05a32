use jiff::civil::Date;
use mn_domain::{IdentityNumber, Language, Sensitive};
use mn_offer::{Agreement, Municipality, Recipient};
use mn_source::StoredAnswers;

use crate::draft::{Draft, Reading};
use crate::{Definition, FormWords, Speak};

/// The circumstances of one application: what is asked, by whom, to whom, and what sources gave.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The form.
    pub definition: &'a Definition,
    /// The words that all forms share.
    pub words: &'a FormWords,
    /// The citizen's language in words.
    pub speak: &'a dyn Speak,
    /// The citizen's language.
    pub language: Language,
    /// Today in Sweden.
    pub today: Date,
    /// What sources gave in this visit.
    pub answers: &'a [StoredAnswers],
    /// The municipality in whose name the form is offered.
    pub municipality: &'a Municipality,
    /// The authority that decides.
    pub recipient: &'a Recipient,
    /// The agreement in force.
    pub agreement: &'a Agreement,
    /// Who applies.
    pub applicant: &'a Applicant,
}

/// Who applies: the citizen of the visit.
#[derive(Clone, Debug)]
pub struct Applicant {
    /// The number that the e-ID vouches for.
    pub identity: IdentityNumber,
    /// The name, where the e-ID gives it.
    pub name: Option<Sensitive<String>>,
}

impl Case<'_> {
    pub(crate) fn reading<'b>(&'b self, draft: &'b Draft) -> Reading<'b> {
        Reading {
            definition: self.definition,
            draft,
            today: self.today,
        }
    }
}
