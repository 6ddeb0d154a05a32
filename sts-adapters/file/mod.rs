//! What a citizen adds when a source has no interface: account statements by ISO 20022 (camt.053), rows that banks
//! export (CSV), documents (PDF) and pictures (JPEG, PNG).
//!
//! [`read`] is a pure function from a file's content to what it says. The content alone tells what a file is: neither
//! its name nor what a browser calls it comes here. How a bank writes its rows is data: [`Mapping`].

mod attachment;
mod camt053;
mod csv;
mod fields;
mod kind;
mod mapping;
mod pdf;
mod rows;
mod signs;

use std::sync::Arc;

use mn_domain::{FileRefusal, IdentityNumber, SourceId};
use mn_source::{FieldSpec, FileReader, ReadFile};

pub use fields::{CODES, FIELDS};
pub use kind::MAX_BYTES;
pub use mapping::{Columns, Mapping, MappingFault, schema};
pub use signs::{DecimalSign, Encoding, Separator, ThousandsSign};

/// The source under whose name what citizens add is explained.
pub const SOURCE: &str = "egen-fil";

/// Reads one file. `person` is the citizen who adds it, if that is known.
///
/// # Errors
/// [`FileRefusal`] when it is not taken.
pub fn read(
    content: &[u8],
    mappings: &[Mapping],
    person: Option<&IdentityNumber>,
) -> Result<ReadFile, FileRefusal> {
    kind::read(content, mappings, person)
}

/// Reads files by the banks that this installation knows.
#[derive(Clone, Debug)]
pub struct OwnFile {
    id: SourceId,
    mappings: Arc<[Mapping]>,
}

impl OwnFile {
    /// Makes the reader. The mappings come from the metadata.
    ///
    /// # Errors
    /// Every fault of every mapping, by its id.
    pub fn new(mappings: Vec<Mapping>) -> Result<Self, Vec<(String, MappingFault)>> {
        let faults = mapping::faults(&mappings);
        match SOURCE.parse() {
            Ok(id) if faults.is_empty() => Ok(Self {
                id,
                mappings: mappings.into(),
            }),
            _ => Err(faults),
        }
    }
}

impl FileReader for OwnFile {
    fn id(&self) -> &SourceId {
        &self.id
    }

    fn fields(&self) -> &'static [FieldSpec] {
        FIELDS
    }

    fn largest(&self) -> usize {
        MAX_BYTES
    }

    fn read(&self, content: &[u8], person: &IdentityNumber) -> Result<ReadFile, FileRefusal> {
        read(content, &self.mappings, Some(person))
    }
}
