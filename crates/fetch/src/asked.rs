use jiff::Timestamp;
use mn_domain::{CorrelationId, Purpose, Sensitive, SourceId};
use mn_space::{Slot, SlotName, SpaceError, Visit};
use serde::{Deserialize, Serialize};

/// One question that the citizen let be asked: what the space's slot `asked` holds a list of.
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
}

/// Reads the list and its revision.
pub async fn read(visit: &Visit) -> Result<(u64, Vec<Asked>), SpaceError> {
    let Some(Slot { revision, value, .. }) = visit.read(&SlotName::Asked).await? else {
        return Ok((0, Vec::new()));
    };
    // EXPOSE: names of sources and times, for the citizen whose visit it is.
    let list = serde_json::from_slice(value.expose()).map_err(|_| SpaceError::Broken)?;
    Ok((revision, list))
}

/// The list as bytes for the space.
pub fn to_bytes(list: &[Asked]) -> Sensitive<Vec<u8>> {
    Sensitive::new(serde_json::to_vec(list).unwrap_or_default())
}
