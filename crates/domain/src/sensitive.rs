use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// Text or bytes that can be overwritten, whatever they have room for included.
///
/// `Zeroize` of a vector does the same byte by byte, which takes longer than to decrypt them.
pub trait Wipe {
    /// Overwrites everything with zeros. Nothing is left in it.
    fn wipe(&mut self);
}

impl Wipe for Vec<u8> {
    fn wipe(&mut self) {
        // What lies beyond the length is wiped in one stroke: so the length goes first.
        self.clear();
        self.spare_capacity_mut().zeroize();
    }
}

impl Wipe for String {
    fn wipe(&mut self) {
        std::mem::take(self).into_bytes().wipe();
    }
}

/// A value about a person. It cannot be printed or serialised, and is wiped when dropped.
///
/// Whoever reads it writes an `// EXPOSE:` line that says why.
#[derive(Clone, PartialEq, Eq)]
pub struct Sensitive<T: Wipe>(T);

impl<T: Wipe> Sensitive<T> {
    /// Takes a value into protection.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Lends the value. Say why on an `// EXPOSE:` line.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Wipe> Drop for Sensitive<T> {
    fn drop(&mut self) {
        self.0.wipe();
    }
}

impl<T: Wipe> ZeroizeOnDrop for Sensitive<T> {}

impl<T: Wipe> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[sensitive]")
    }
}

impl From<&str> for Sensitive<String> {
    fn from(value: &str) -> Self {
        Self::new(value.to_owned())
    }
}

impl From<String> for Sensitive<String> {
    fn from(value: String) -> Self {
        Self::new(value)
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::os::unix::fs::FileExt as _;

    use super::*;

    #[test]
    fn debug_never_shows_the_value() {
        let shown = format!("{:?}", Sensitive::from("planted"));
        assert_eq!(shown, "[sensitive]");
    }

    /// Reads what lies at an address of this process, as the kernel shows it: no reference keeps it alive.
    fn read(at: usize, into: &mut [u8]) {
        let own = File::open("/proc/self/mem").expect("this process's memory");
        own.read_exact_at(into, at as u64).expect("memory that is mapped");
    }

    #[test]
    fn all_that_bytes_had_room_for_is_overwritten() {
        let mut bytes = Vec::with_capacity(4096);
        bytes.resize(4096, 0x5a);
        // A part that is no longer counted, and still there.
        bytes.truncate(1000);
        let (at, mut seen) = (bytes.as_ptr() as usize, [0; 4096]);
        read(at, &mut seen);
        assert_eq!(seen, [0x5a; 4096]);
        bytes.wipe();
        assert!(bytes.is_empty());
        read(at, &mut seen);
        assert_eq!(seen, [0; 4096]);
    }

    #[test]
    fn a_value_leaves_nothing_where_it_lay() {
        let value = Sensitive::new("planted".repeat(500));
        // The room to read into is there before: taken afterwards, it could be where the value lay.
        let (at, mut seen) = (value.expose().as_ptr() as usize, [0; 3500]);
        let mut is_there = || {
            read(at, &mut seen);
            seen.windows(7).any(|window| window == b"planted")
        };
        assert!(is_there());
        drop(value);
        assert!(!is_there());
    }
}
