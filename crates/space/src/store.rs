use async_trait::async_trait;
use jiff::Timestamp;
use mn_event::EndReason;
use mn_seal::{Handle, ServerShare, VisitPublicKey};
use thiserror::Error;

use crate::{Life, SlotName};

/// Where sealed bytes lie. Knows handles, shares, deadlines and revisions; can open nothing.
///
/// Every operation is atomic, and refuses with [`StoreError::Gone`] a visit that is over at `now`.
/// `tests/conformance` is the suite that every store passes.
#[async_trait]
pub trait SpaceStore: Send + Sync {
    /// The present epoch of the installation.
    async fn epoch(&self) -> Result<u64, StoreError>;

    /// Takes in a new visit. Refuses where the house is full, or the handle is taken
    /// ([`StoreError::Conflict`]).
    async fn begin(&self, handle: Handle, opening: Opening) -> Result<(), StoreError>;

    /// What is kept about a visit, also when it is over and not yet removed.
    async fn entry(&self, handle: &Handle) -> Result<Entry, StoreError>;

    /// Moves the idle deadline. Leaves a hold as it is.
    async fn touch(
        &self,
        handle: &Handle,
        ends_at: Timestamp,
        is_last: bool,
        now: Timestamp,
    ) -> Result<Life, StoreError>;

    /// Sets or lifts a hold. Leaves the idle deadline as it is.
    async fn hold(
        &self,
        handle: &Handle,
        until: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Life, StoreError>;

    /// The slots that hold something.
    async fn slots(&self, handle: &Handle, now: Timestamp) -> Result<Vec<SlotName>, StoreError>;

    /// The last revision of a slot; revision 0 and nothing where it was never written.
    async fn read(&self, handle: &Handle, slot: &SlotName, now: Timestamp) -> Result<Stored, StoreError>;

    /// Replaces revision `stored.revision - 1` by `stored`; anything else is [`StoreError::Conflict`].
    async fn swap(
        &self,
        handle: &Handle,
        slot: &SlotName,
        stored: Stored,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Keeps what background work sealed to the public key until the next opening.
    async fn deposit(
        &self,
        handle: &Handle,
        slot: &SlotName,
        sealed: Vec<u8>,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// What waits, in the order it came.
    async fn deposits(&self, handle: &Handle, now: Timestamp) -> Result<Vec<Deposited>, StoreError>;

    /// Swaps a slot and removes the deposit it came from, both or neither. Without `stored` it only
    /// removes. A deposit that is not there any more is [`StoreError::Conflict`].
    async fn settle(
        &self,
        handle: &Handle,
        deposit: &Deposited,
        stored: Option<Stored>,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Wipes the server share, then removes everything. Works for a visit that is over, too.
    async fn end(&self, handle: &Handle) -> Result<Ended, StoreError>;

    /// Whether anything of a visit is left.
    async fn holds(&self, handle: &Handle) -> Result<bool, StoreError>;

    /// Ends every visit that is over.
    async fn sweep(&self, now: Timestamp) -> Result<Vec<Ended>, StoreError>;

    /// Raises the epoch and ends every visit.
    async fn seal_all(&self) -> Result<Vec<Ended>, StoreError>;
}

/// Why a store did not do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum StoreError {
    /// There is no such visit, or it is over.
    #[error("there is no such visit")]
    Gone,
    /// The revision is not the one expected.
    #[error("the revision is another")]
    Conflict,
    /// A limit is reached.
    #[error("a limit is reached")]
    Full,
    /// The store cannot be reached.
    #[error("the store cannot be reached")]
    Unavailable,
}

/// What a visit begins with.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The server's half of the secret.
    pub share: ServerShare,
    /// The key that background work seals to.
    pub public_key: VisitPublicKey,
    /// Who, for the log.
    pub pseudonym: [u8; 8],
    /// Person and absolute deadline, sealed.
    pub header: Vec<u8>,
    /// Until when it lives.
    pub life: Life,
}

/// What a store tells about a visit.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The server's half of the secret.
    pub share: ServerShare,
    /// The key that background work seals to.
    pub public_key: VisitPublicKey,
    /// Person and absolute deadline, sealed.
    pub header: Vec<u8>,
    /// Until when it lives.
    pub life: Life,
    /// How many deposits wait.
    pub waiting: usize,
}

/// One revision of a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Counts every change of the slot, removals too, so that no older revision ever fits again.
    pub revision: u64,
    /// The sealed value; nothing where it was removed or never written.
    pub sealed: Option<Vec<u8>>,
}

/// What background work left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deposited {
    /// Its number within the visit.
    pub number: u64,
    /// For which slot.
    pub slot: SlotName,
    /// Sealed to the visit's public key.
    pub sealed: Vec<u8>,
}

/// What was left of a visit when it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Which visit.
    pub handle: Handle,
    /// Who, for the log.
    pub pseudonym: [u8; 8],
    /// Why it was over, if it was ended for that.
    pub reason: EndReason,
    /// The slots that held something, those with waiting deposits among them.
    pub slots: Vec<SlotName>,
}
