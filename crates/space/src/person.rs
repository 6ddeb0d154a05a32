use mn_domain::IdentityNumber;

/// Who acts in a visit, and whom it is about: the same person, or a god man and a huvudman.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    actor: IdentityNumber,
    principal: IdentityNumber,
}

impl Person {
    /// Somebody who acts for oneself.
    #[must_use]
    pub fn oneself(person: IdentityNumber) -> Self {
        Self {
            actor: person.clone(),
            principal: person,
        }
    }

    /// Somebody who acts for another.
    #[must_use]
    pub const fn acting(actor: IdentityNumber, principal: IdentityNumber) -> Self {
        Self { actor, principal }
    }

    /// Who acts: the one who logged in and who signs.
    #[must_use]
    pub const fn actor(&self) -> &IdentityNumber {
        &self.actor
    }

    /// Whom the visit is about: the one whose data is fetched.
    #[must_use]
    pub const fn principal(&self) -> &IdentityNumber {
        &self.principal
    }
}
