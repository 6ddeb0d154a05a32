//! Asks the chosen sources side by side and seals each answer into the space as it comes.
//!
//! What leaves this crate is outcomes: which source, in which state, how many values. The values go from the
//! adapter into the sealed slot, and only the citizen's next request can open it.

mod asked;
mod fetcher;
mod outcome;
mod progress;
mod task;

pub use asked::Asked;
pub use fetcher::{Allowed, FetchError, Fetcher, FetcherSettings};
pub use progress::{Progress, Status};
