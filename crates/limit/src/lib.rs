//! Who asks, and how often. Addresses of machines pass through here and are kept for as long as a limit remembers
//! them, in memory only: they never reach a log.

mod limit;
mod lockout;
mod proxies;

pub use limit::{Limit, Rate, Wait};
pub use lockout::Lockout;
pub use proxies::Proxies;
