/// Sealed bytes as somebody changed them who may write the store: each three bytes of `by` are a place and what is done
/// there.
#[must_use]
pub fn damaged(sealed: &[u8], by: &[u8]) -> Vec<u8> {
    let mut bytes = sealed.to_vec();
    for step in by.chunks_exact(3).take(16) {
        let &[high, low, what] = step else { continue };
        let at = usize::from(u16::from_be_bytes([high, low]));
        if bytes.is_empty() {
            break;
        }
        let at = at % bytes.len();
        match what {
            0 => bytes.truncate(at),
            1 => drop(bytes.remove(at)),
            2 => bytes.extend_from_within(at..),
            3 => bytes.rotate_left(at),
            4 => bytes.insert(at, low),
            _ => bytes[at] ^= what,
        }
    }
    bytes
}
