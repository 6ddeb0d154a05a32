use mn_domain::{FileKind, FileRefusal, IdentityNumber, SourceId};

use crate::{FieldSpec, Reply};

/// What was read out of a file that a citizen added.
#[derive(Clone, Debug)]
pub struct ReadFile {
    /// What it is, by its content.
    pub kind: FileKind,
    /// What it says, like any source's reply.
    pub reply: Reply,
}

/// Reads what citizens add themselves. What a file is called, and what the browser says that it is, means nothing.
pub trait FileReader: Send + Sync {
    /// The source whose metadata explains the values.
    fn id(&self) -> &SourceId;

    /// Every field that may be read out of a file.
    fn fields(&self) -> &'static [FieldSpec];

    /// The largest file that is taken, in bytes.
    fn largest(&self) -> usize;

    /// Reads one file of the citizen `person`. Works on the processor, for up to a second.
    ///
    /// # Errors
    /// [`FileRefusal`] when it is not taken; then nothing of it may be kept.
    fn read(&self, content: &[u8], person: &IdentityNumber) -> Result<ReadFile, FileRefusal>;
}
