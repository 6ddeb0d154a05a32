use async_trait::async_trait;
use mn_domain::SourceId;

use crate::SourceError;

/// What was found out about one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Which source.
    pub source: SourceId,
    /// Whether it could be reached; nothing where that was not said.
    pub is_reached: Option<bool>,
}

/// Asks whoever leads to sources whether they can be reached. Says nothing about anybody; for operators.
#[async_trait]
pub trait HealthCheck: Send + Sync {
    /// The sources that are asked about.
    fn sources(&self) -> Vec<SourceId>;

    /// Asks.
    ///
    /// # Errors
    /// [`SourceError`] when no answer could be read: then nothing is known about any of them.
    async fn check(&self) -> Result<Vec<Reached>, SourceError>;
}
