/// Stack that AES-GCM, HMAC and HKDF of `ring` may have used, with room.
pub(crate) const SMALL: usize = 8 * 1024;

/// Stack that a scalar multiplication on P-256 or X25519, or an Ed25519 signature, may have used.
pub(crate) const LARGE: usize = 32 * 1024;

/// Runs work on secrets in a frame of its own and wipes `STACK` bytes below it afterwards.
///
/// The result is moved out, so it must itself be public or boxed.
pub(crate) fn scrubbed<const STACK: usize, R>(work: impl FnOnce() -> R) -> R {
    let result = in_own_frame(work);
    zeroize::zeroize_stack::<STACK>();
    result
}

/// Keeps the work's frame below the wiped one: inlined, its locals would lie above.
#[inline(never)]
fn in_own_frame<R>(work: impl FnOnce() -> R) -> R {
    work()
}
