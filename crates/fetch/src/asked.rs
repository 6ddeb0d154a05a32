use jiff::Timestamp;
use mn_domain::{CorrelationId, Purpose, SourceId};
use mn_space::{NodeId, SlotName, Typed};
use serde::{Deserialize, Serialize};

/// The questions of a visit, the newest of each source.
pub const ASKED: Typed<Vec<Asked>> = Typed::new(SlotName::Asked);

/// One question that the citizen let be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Which source.
    pub source: SourceId,
    /// What for.
    pub purpose: Purpose,
    /// When.
    pub at: Timestamp,
    /// The id that the source logs too. An answer with another id answers an older question.
    pub correlation: CorrelationId,
    /// The node that asks. When it dies no answer will come.
    pub node: NodeId,
}
