//! What the targets of fuzzing share: a room whose store shows whatever a target puts on it.
//!
//! A target holds every key. So it reaches what stands behind a seal, too: it seals the fuzzer's bytes itself, and says
//! what must come of them.

mod damage;
mod room;
mod shelf;

pub use damage::damaged;
pub use room::{Room, index_of, moment, now, padded, unpadded};
pub use shelf::Shelf;
