//! The contract every source adapter fulfils.
//!
//! An adapter gets an [`Ask`], speaks its source's own protocol, and gives back a [`Step`]. Answers are
//! untrusted until the adapter has read them; what it read carries its place in the source's message.

mod answer;
mod ask;
pub mod conformance;
mod error;
mod file;
mod health;
mod note;
mod renewal;
mod stored;
mod stored_file;

pub use answer::{Answer, FieldSpec, Reply};
pub use ask::{Ask, Redirect, Return, Step};
use async_trait::async_trait;
pub use error::SourceError;
pub use file::{FileReader, ReadFile};
pub use health::{HealthCheck, Reached};
use mn_domain::SourceId;
pub use note::{Note, NoteKind};
pub use renewal::{Fresh, Renewal};
pub use stored::{NotStoredAnswers, Question, StoredAnswers};
pub use stored_file::StoredFile;
use url::Url;

/// One source that a citizen can choose.
#[async_trait]
pub trait DataSource: Send + Sync {
    /// Its name, which is also the name of its metadata file.
    fn id(&self) -> &SourceId;

    /// Every field that its answers may hold. The lint of `metadata/` demands an explanation of each.
    fn fields(&self) -> &'static [FieldSpec];

    /// Whether the same question may be put again when it is not known what became of the first: it changes nothing
    /// at the source, and nothing that it used is good once only.
    fn is_repeatable(&self) -> bool {
        false
    }

    /// Asks the source about one person. Dropping the future cancels the question.
    ///
    /// # Errors
    /// [`SourceError`] when no reply could be read; what the *source* refuses is a [`Reply`] with its state.
    async fn begin(&self, ask: &Ask) -> Result<Step, SourceError>;

    /// Where browsers are led by a source that wants to meet the citizen itself: scheme, host and port of every
    /// [`Step::Redirect`]. Such a source is not asked in the background. Nothing for the others.
    fn leads_to(&self) -> Option<&Url> {
        None
    }

    /// Goes on with what the citizen came back with. `ask` is the question that she was led away for.
    ///
    /// # Errors
    /// As [`DataSource::begin`]; a source that leads nobody refuses.
    async fn resume(&self, _ask: &Ask, _back: &Return) -> Result<Step, SourceError> {
        Err(SourceError::Refused)
    }
}
