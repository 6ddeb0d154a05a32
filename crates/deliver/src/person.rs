use std::fmt;

/// Whose receipt it is: a keyed hash of the person (HMAC, a key of its own for receipts), so that a person
/// who logs in again finds the receipts and nobody can turn them back into a person.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PersonHash([u8; 32]);

impl PersonHash {
    /// Takes the keyed hash.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The keyed hash.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for PersonHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonHash(..)")
    }
}
