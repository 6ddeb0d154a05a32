use ring::rand::{SecureRandom, SystemRandom};

/// Draws `N` random bytes from the operating system.
///
/// # Panics
/// Panics where the operating system gives no randomness: nothing can be kept secret there.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill(&mut bytes);
    bytes
}

/// Fills the bytes in place, so that a secret is never copied.
pub(crate) fn fill(bytes: &mut [u8]) {
    assert!(
        SystemRandom::new().fill(bytes).is_ok(),
        "the operating system gives no randomness"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        assert_ne!(random::<32>(), random::<32>());
    }
}
