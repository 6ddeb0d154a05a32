//! From a completed application to one that is signed and sealed.
//!
//! ```text
//!  Completed -- freeze --> Frozen -- begin --> order -- finish --> Ended::Sealed
//!                            |                            ^
//!                            '---- Awaited (no content) --'
//! ```
//! Everything is frozen and sealed to the recipient before the order begins. From then on only [`Awaited`] is
//! needed to finish: digests and a keyed hash, nothing that can be read. The browser may be gone by then.

mod awaited;
mod begin;
mod finish;
mod freeze;
mod verify;

pub use awaited::Awaited;
pub use begin::{Browser, begin};
pub use finish::{Ended, Finishing};
pub use freeze::{FreezeError, Frozen, MAX_VISIBLE, freeze};
pub use verify::{NotSealed, Sealed, Verifier};
