use mn_domain::{FormId, Language, MunicipalityId};
use serde::{Deserialize, Serialize};

/// What was chosen before the login. Nothing of it is about a person yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// In whose name the service is offered.
    pub municipality: MunicipalityId,
    /// What is to be applied for.
    pub form: FormId,
    /// The language of the pages.
    pub language: Language,
}
