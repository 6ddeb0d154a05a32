use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::{SlotName, SpaceError, Visit, WriteError};

/// How much is made ready for a value in the making: growing would leave copies behind.
const ROOM: usize = 4096;

/// A slot that holds one kind of value, kept as JSON. Stated once, where the kind is.
///
/// What is read is a plain value again: a kind that holds something about a person protects itself.
#[derive(Debug)]
pub struct Typed<T> {
    slot: SlotName,
    kind: PhantomData<fn() -> T>,
}

impl<T> Typed<T> {
    /// Says what a slot holds.
    #[must_use]
    pub const fn new(slot: SlotName) -> Self {
        Self {
            slot,
            kind: PhantomData,
        }
    }
}

impl<T: Serialize + DeserializeOwned> Typed<T> {
    /// Reads the value and its revision; nothing where the slot holds nothing.
    ///
    /// # Errors
    /// Fails where the visit has ended, the slot was tampered with, or it holds another kind.
    pub async fn read(&self, visit: &Visit) -> Result<Option<(u64, T)>, SpaceError> {
        let Some(slot) = visit.read(&self.slot).await? else {
            return Ok(None);
        };
        // EXPOSE: for the request of the citizen whose visit it is.
        let value = serde_json::from_slice(slot.value.expose()).map_err(|_| SpaceError::Broken)?;
        Ok(Some((slot.revision, value)))
    }

    /// Writes the value. `expected` is the revision that was read, 0 for a slot that held nothing. Gives the new
    /// revision.
    ///
    /// # Errors
    /// [`WriteError::Conflict`] where another request wrote it in the meantime. Fails too where the visit is full or
    /// has ended.
    pub async fn write(&self, visit: &Visit, expected: u64, value: &T) -> Result<u64, WriteError> {
        let mut bytes = Zeroizing::new(Vec::<u8>::with_capacity(ROOM));
        serde_json::to_writer(&mut *bytes, value).map_err(|_| WriteError::Broken)?;
        visit.write(&self.slot, expected, &bytes).await
    }

    /// Empties the slot.
    ///
    /// # Errors
    /// Fails where the visit has ended.
    pub async fn delete(&self, visit: &Visit) -> Result<(), WriteError> {
        visit.delete(&self.slot).await
    }
}
