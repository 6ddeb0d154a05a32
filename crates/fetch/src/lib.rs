//! Asks the chosen sources side by side and seals each answer into the space as it comes.
//!
//! What leaves this crate is outcomes: which source, in which state, how many values. The values go from the
//! adapter into the sealed slot, and only the citizen's next request can open it.

mod asked;
mod breaker;
mod fetcher;
mod health;
mod lead;
mod outcome;
mod progress;
mod retry;
mod settings;
mod task;

pub use asked::Asked;
pub use breaker::{BreakerSettings, Standing};
pub use fetcher::{FetchError, Fetcher};
pub use health::{Checked, Health, Monitor};
pub use progress::{Progress, Status};
pub use settings::{Allowed, FetcherSettings, Hindrance, SourceStanding};
