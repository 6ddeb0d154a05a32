use std::ops::Deref;

use jiff::Timestamp;
use mn_domain::AgreementId;
use serde::{Deserialize, Serialize};

use crate::{Act, SlotName, SpaceError, Typed, Visit, WriteError};

const AGREEMENT: Typed<AgreedTerms> = Typed::new(SlotName::Agreement);

/// A visit whose citizen has entered the agreement. Whatever fetches, fills in or signs takes this and not a
/// [`Visit`]: the step cannot be skipped.
#[derive(Debug)]
pub struct Agreed {
    visit: Visit,
    terms: AgreedTerms,
}

/// Which terms were entered, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreedTerms {
    /// Which agreement.
    pub agreement: AgreementId,
    /// Which version of it.
    pub version: String,
    /// Hexadecimal SHA-256 of its text.
    pub digest: String,
    /// When.
    pub entered_at: Timestamp,
}

impl Agreed {
    /// Which terms were entered, and when.
    #[must_use]
    pub const fn terms(&self) -> &AgreedTerms {
        &self.terms
    }

    /// The visit itself, for what ends it.
    #[must_use]
    pub fn into_visit(self) -> Visit {
        self.visit
    }
}

impl Deref for Agreed {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl Visit {
    /// Enters the agreement, which also goes to the citizen's journal. Entering the same again changes nothing.
    ///
    /// # Errors
    /// Fails where the visit is full or has ended.
    pub async fn agree(self, terms: AgreedTerms) -> Result<Agreed, WriteError> {
        let known = AGREEMENT.read(&self).await?;
        let revision = known.map_or(0, |(revision, _)| revision);
        AGREEMENT.write(&self, revision, &terms).await?;
        let AgreedTerms {
            agreement,
            version,
            digest,
            ..
        } = terms.clone();
        self.note(Act::AgreementEntered {
            agreement,
            version,
            digest,
        })
        .await?;
        Ok(Agreed { visit: self, terms })
    }

    /// The visit as an agreed one, or itself again when nothing has been entered.
    ///
    /// # Errors
    /// Fails where the visit has ended or the slot was tampered with.
    pub async fn agreed(self) -> Result<Result<Agreed, Self>, SpaceError> {
        let entered = AGREEMENT.read(&self).await?;
        Ok(match entered {
            Some((_, terms)) => Ok(Agreed { visit: self, terms }),
            None => Err(self),
        })
    }
}
