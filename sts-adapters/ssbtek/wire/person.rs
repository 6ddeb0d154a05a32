use mn_domain::IdentityNumber;
use mn_source::SourceError;

use crate::ssbtek::tree::Element;

/// Checks that a message speaks of the person who was asked about.
#[derive(Debug)]
pub struct PersonCheck<'a> {
    expected: Option<&'a IdentityNumber>,
    named: bool,
}

impl<'a> PersonCheck<'a> {
    /// A check against a person, or none for recorded messages.
    pub const fn new(expected: Option<&'a IdentityNumber>) -> Self {
        Self {
            expected,
            named: false,
        }
    }

    /// Takes one number that the message gives as the person's.
    pub fn meet(&mut self, number: &str) -> Result<(), SourceError> {
        self.named = true;
        match self.expected {
            Some(person) if !person.is_same_person(number) => Err(SourceError::WrongPerson),
            _ => Ok(()),
        }
    }

    /// Takes the number that stands in an element, if it is there.
    pub fn meet_in(&mut self, element: Option<&Element>) -> Result<(), SourceError> {
        element
            .and_then(Element::text)
            .map_or(Ok(()), |number| self.meet(number))
    }

    /// Whether the message named a person.
    pub const fn is_named(&self) -> bool {
        self.named
    }

    /// Refuses values of nobody: the contract requires the number, somebody was asked about, and none came.
    pub const fn must_be_named(&self, has_answers: bool, at: &'static str) -> Result<(), SourceError> {
        if self.expected.is_some() && has_answers && !self.named {
            return Err(SourceError::Malformed { at });
        }
        Ok(())
    }
}
