use async_trait::async_trait;
use jiff::Timestamp;
use mn_event::EndReason;
use mn_seal::{Handle, ServerShare};
use thiserror::Error;

use crate::{Life, NodeId, SlotLabel};

/// Where sealed bytes lie. Knows handles, shares, deadlines and revisions; can open nothing.
///
/// A shared store is one that others than this process may read and write. What it is given there is named by
/// opaque labels and padded, and with every change of a slot comes the next revision of the visit's sealed index.
/// Every operation is atomic, and refuses with [`StoreError::Gone`] a visit that is over at `now`.
/// `tests/conformance` is the suite that every store passes.
#[async_trait]
pub trait SpaceStore: Send + Sync {
    /// Whether others than this process can read or write what is kept.
    fn is_shared(&self) -> bool;

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
    async fn slots(&self, handle: &Handle, now: Timestamp) -> Result<Vec<SlotLabel>, StoreError>;

    /// The last revision of a slot, and the index of the same moment.
    async fn read(&self, handle: &Handle, slot: &SlotLabel, now: Timestamp) -> Result<Shown, StoreError>;

    /// The last revision of the index; nothing where the store is not shared.
    async fn index(&self, handle: &Handle, now: Timestamp) -> Result<Option<Stored>, StoreError>;

    /// Makes a change, slot and index or neither; [`StoreError::Conflict`] where not both follow on what is kept.
    async fn swap(&self, handle: &Handle, change: Change, now: Timestamp) -> Result<(), StoreError>;

    /// Keeps what background work sealed to the public key until the next opening.
    async fn deposit(
        &self,
        handle: &Handle,
        slot: &SlotLabel,
        sealed: Vec<u8>,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// What waits, in the order it came.
    async fn deposits(&self, handle: &Handle, now: Timestamp) -> Result<Vec<Deposited>, StoreError>;

    /// Makes a change and removes the deposit it came from, both or neither. Without a change it only
    /// removes. A deposit that is not there any more is [`StoreError::Conflict`].
    async fn settle(
        &self,
        handle: &Handle,
        deposit: &Deposited,
        change: Option<Change>,
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

    /// Says that a node lives. Not heard of for three seconds, it counts as dead.
    async fn beat(&self, node: &NodeId) -> Result<(), StoreError>;

    /// Whether a node has said lately that it lives.
    async fn is_alive(&self, node: &NodeId) -> Result<bool, StoreError>;

    /// Tells from now on what other nodes do. A store that is not shared has nothing to tell.
    fn listen(&self, ear: Ear);
}

/// Who is told what happens to visits elsewhere.
pub type Ear = Box<dyn Fn(Heard) + Send + Sync>;

/// What a shared store tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A visit ended.
    Ended(Handle),
    /// Every visit ended.
    AllEnded,
    /// Something may have been missed.
    Unsure,
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
    /// Who, for the log.
    pub pseudonym: [u8; 8],
    /// Person, absolute deadline and public key, sealed.
    pub header: Vec<u8>,
    /// The first index, sealed; only for a shared store.
    pub index: Option<Stored>,
    /// Until when it lives.
    pub life: Life,
    /// The last moment to which anything can keep it. A shared store refuses the handle until then.
    pub gone_by: Timestamp,
}

/// What a store tells about a visit.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The present epoch of the installation.
    pub epoch: u64,
    /// The server's half of the secret.
    pub share: ServerShare,
    /// Person, absolute deadline and public key, sealed.
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

/// A slot as the store shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The last revision; 0 and nothing where it was never written.
    pub slot: Stored,
    /// The index; nothing where the store is not shared.
    pub index: Option<Stored>,
}

/// The next revision of a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which slot.
    pub label: SlotLabel,
    /// Replaces revision `slot.revision - 1`.
    pub slot: Stored,
    /// Replaces revision `index.revision - 1`; only for a shared store.
    pub index: Option<Stored>,
}

/// What background work left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deposited {
    /// Its number within the visit.
    pub number: u64,
    /// For which slot. The seal holds its name, too: what stands here changes nothing but a count.
    pub slot: SlotLabel,
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
    pub slots: Vec<SlotLabel>,
}
