use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use mn_seal::{Digest, sha256};

/// The states that have been brought back already, for as long as one could be brought back again.
#[derive(Debug, Default)]
pub struct UsedStates(Mutex<HashMap<[u8; 32], Timestamp>>);

impl UsedStates {
    /// Marks a state as used. False when it was used before.
    pub fn burn(&self, state: &[u8], now: Timestamp, lasts: SignedDuration) -> bool {
        let digest: Digest = sha256(state);
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, burned| now.duration_since(*burned) <= lasts);
        used.insert(*digest.as_bytes(), now).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_good_once() {
        let (used, lasts) = (UsedStates::default(), SignedDuration::from_mins(10));
        let start = Timestamp::UNIX_EPOCH;
        assert!(used.burn(b"a", start, lasts));
        assert!(!used.burn(b"a", start + SignedDuration::from_mins(9), lasts));
        assert!(used.burn(b"b", start + SignedDuration::from_mins(20), lasts));
        assert_eq!(used.0.lock().map(|used| used.len()).ok(), Some(1));
    }
}
