use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use mn_domain::Sensitive;
use mn_seal::{Handle, Place, SealError, VisitKeys, sha256};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::padding::{padded, unpadded};
use crate::{SlotName, Stored};

/// The visit's own account of what its slots hold, sealed beside them in a shared store.
///
/// It changes in the same step as the slot. So a slot that is not of the revision that stands here was put back,
/// and a deposit whose digest stands here was filed before.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Index {
    #[serde(skip)]
    pub revision: u64,
    slots: BTreeMap<String, (u64, bool)>,
    filed: BTreeSet<String>,
}

/// The name of no slot.
const fn place(handle: &Handle, revision: u64) -> Place<'_> {
    Place {
        handle,
        name: "index",
        revision,
    }
}

impl Index {
    /// The index of a visit that begins.
    pub(crate) fn new() -> Self {
        Self {
            revision: 1,
            ..Self::default()
        }
    }

    pub(crate) fn seal(&self, keys: &VisitKeys, handle: &Handle) -> Result<Stored, SealError> {
        let bytes = Zeroizing::new(serde_json::to_vec(self).map_err(|_| SealError::Format)?);
        let sealed = keys.seal(place(handle, self.revision), &padded(&bytes))?;
        Ok(Stored {
            revision: self.revision,
            sealed: Some(sealed),
        })
    }

    /// Gives nothing where there is no index, or the bytes are not that revision of this visit's.
    pub(crate) fn open(keys: &VisitKeys, handle: &Handle, stored: &Stored) -> Option<Self> {
        let sealed = stored.sealed.as_ref()?;
        let opened = unpadded(&keys.open(place(handle, stored.revision), sealed).ok()?)?;
        // EXPOSE: names of slots and counts, for the visit itself.
        let index: Self = serde_json::from_slice(opened.expose()).ok()?;
        Some(Self {
            revision: stored.revision,
            ..index
        })
    }

    /// The last revision of a slot, and whether it holds something.
    pub(crate) fn slot(&self, name: &SlotName) -> (u64, bool) {
        self.slots.get(&name.to_string()).copied().unwrap_or_default()
    }

    /// Whether a store showed the slot as it is.
    pub(crate) fn vouches_for(&self, name: &SlotName, stored: &Stored) -> bool {
        self.slot(name) == (stored.revision, stored.sealed.is_some())
    }

    /// The slots that hold something.
    pub(crate) fn filled(&self) -> Vec<SlotName> {
        let filled = self.slots.iter().filter(|(_, (_, filled))| *filled);
        filled.filter_map(|(name, _)| name.parse().ok()).collect()
    }

    /// The next index, with a slot's new revision in it.
    pub(crate) fn with_slot(mut self, name: &SlotName, stored: &Stored) -> Option<Self> {
        self.revision = self.revision.checked_add(1)?;
        let state = (stored.revision, stored.sealed.is_some());
        self.slots.insert(name.to_string(), state);
        Some(self)
    }

    pub(crate) fn has_filed(&self, deposit: &[u8]) -> bool {
        self.filed.contains(&mark(deposit))
    }

    pub(crate) fn with_filed(mut self, deposit: &[u8]) -> Self {
        self.filed.insert(mark(deposit));
        self
    }
}

/// Half of a deposit's digest: enough, as nobody but the installation's nodes can make a deposit at all.
fn mark(deposit: &[u8]) -> String {
    let digest = sha256(deposit);
    let half = digest.as_bytes().first_chunk::<16>();
    half.map(|half| BASE64_URL_SAFE_NO_PAD.encode(half))
        .unwrap_or_default()
}

/// Bytes that were opened, as the value they stand for.
pub(crate) fn value(opened: Sensitive<Vec<u8>>, is_padded: bool) -> Option<Sensitive<Vec<u8>>> {
    if is_padded {
        unpadded(&opened)
    } else {
        Some(opened)
    }
}
