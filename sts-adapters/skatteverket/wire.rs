//! Reads the documents that the API gives.

use std::sync::LazyLock;

use mn_domain::IdentityNumber;
use mn_source::{FieldSpec, SourceError};

use super::Part;
use crate::ssbtek::{PartReading, tax_fields, tax_part};

static FIELDS: LazyLock<Vec<FieldSpec>> = LazyLock::new(tax_fields);

/// Every field that answers may hold: those of the same parts of SSBTEK's Skatteverket.
#[must_use]
pub fn fields() -> &'static [FieldSpec] {
    &FIELDS
}

/// Reads one part. A document that does not say whom it is about is refused.
///
/// # Errors
/// [`SourceError::WrongPerson`] when it is about somebody else, [`SourceError::TooLarge`] and
/// [`SourceError::Malformed`] when it is not what the module's assumption says.
pub fn read(part: Part, body: &[u8], expected: Option<&IdentityNumber>) -> Result<PartReading, SourceError> {
    tax_part(part.name(), body, expected)
}
