//! What a process does about itself before it holds anything: no core dumps, not readable by its own user.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
use thiserror::Error;

/// The kernel did not let the process protect itself.
#[derive(Clone, Copy, Debug, Error)]
pub enum HardenError {
    /// The limit of core dumps could not be set.
    #[error("core dumps cannot be switched off")]
    CoreDumps,
    /// The process could not be made undumpable.
    #[error("the process cannot be made undumpable")]
    Dumpable,
}

/// Switches core dumps off and makes the process unreadable for others of its user.
///
/// # Errors
/// [`HardenError`] names what the kernel refused; the service then does not start.
pub fn process() -> Result<(), HardenError> {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none).map_err(|_| HardenError::CoreDumps)?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable).map_err(|_| HardenError::Dumpable)
}
