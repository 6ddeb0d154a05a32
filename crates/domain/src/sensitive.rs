use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// A value about a person. It cannot be printed or serialised, and is wiped when dropped.
///
/// Whoever reads it writes an `// EXPOSE:` line that says why.
#[derive(Clone, PartialEq, Eq)]
pub struct Sensitive<T: Zeroize>(T);

impl<T: Zeroize> Sensitive<T> {
    /// Takes a value into protection.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Lends the value. Say why on an `// EXPOSE:` line.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Sensitive<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> ZeroizeOnDrop for Sensitive<T> {}

impl<T: Zeroize> fmt::Debug for Sensitive<T> {
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
    use super::*;

    #[test]
    fn debug_never_shows_the_value() {
        let shown = format!("{:?}", Sensitive::from("planted"));
        assert_eq!(shown, "[sensitive]");
    }
}
