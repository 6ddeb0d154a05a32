//! What went between the pretend parties and the service that opens or proves something: tests look for it where it
//! must not be. Remembered only when the control interface asks for it.

use std::sync::Mutex;

use serde::Serialize;

use crate::faults::lock;

/// Something that was exchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Whose it is, if it is known.
    pub person: String,
    /// What it is called by the party's interface.
    pub kind: &'static str,
    /// Itself.
    pub value: String,
}

/// What is remembered; nothing unless somebody watches.
#[derive(Default)]
pub struct Seen(Mutex<Option<Vec<Item>>>);

impl Seen {
    /// Begins to remember.
    pub fn watch(&self) {
        lock(&self.0).get_or_insert_default();
    }

    /// Forgets everything and remembers nothing more.
    pub fn stop(&self) {
        *lock(&self.0) = None;
    }

    /// Gives what is remembered, and forgets it.
    pub fn take(&self) -> Vec<Item> {
        lock(&self.0).as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Remembers things of a person.
    pub fn note(&self, person: &str, things: &[(&'static str, &str)]) {
        if let Some(items) = lock(&self.0).as_mut() {
            items.extend(things.iter().map(|(kind, value)| Item {
                person: person.to_owned(),
                kind,
                value: (*value).to_owned(),
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_remembered_unless_somebody_watches() {
        let seen = Seen::default();
        seen.note("1", &[("code", "a")]);
        assert!(seen.take().is_empty());
        seen.watch();
        seen.note("1", &[("code", "b")]);
        assert_eq!(seen.take().len(), 1);
        assert!(seen.take().is_empty());
        seen.stop();
        seen.note("1", &[("code", "c")]);
        assert!(seen.take().is_empty());
    }
}
