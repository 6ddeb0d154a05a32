use mn_domain::IdentityNumber;

use crate::Choice;

/// A person whom the identity provider vouches for, for the visit that begins now.
#[derive(Clone, Debug)]
pub struct Citizen {
    /// Who.
    pub identity: IdentityNumber,
    /// What was chosen before the login.
    pub choice: Choice,
}
