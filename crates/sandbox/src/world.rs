//! What all pretend parties share: people, time, faults.

use std::sync::Arc;

use crate::clock::Clock;
use crate::error::SandboxError;
use crate::faults::Faults;
use crate::people::People;
use crate::seen::Seen;

/// The shared state of one running sandbox.
#[derive(Clone)]
pub struct World {
    /// Its time.
    pub clock: Clock,
    /// The test persons and their lives.
    pub people: Arc<People>,
    /// What the control interface has asked SSBTEK's agencies to do wrong.
    pub faults: Arc<Faults>,
    /// What went between the pretend parties and the service that opens or proves something.
    pub seen: Arc<Seen>,
}

impl World {
    /// Builds the world from the embedded data.
    pub fn new() -> Result<Self, SandboxError> {
        Ok(Self {
            clock: Clock::default(),
            people: Arc::new(People::load()?),
            faults: Arc::new(Faults::default()),
            seen: Arc::new(Seen::default()),
        })
    }
}
