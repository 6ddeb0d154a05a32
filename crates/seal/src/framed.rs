/// Joins parts so that no two different lists of parts give the same bytes: each part is preceded by
/// its length.
pub(crate) fn framed(parts: &[&[u8]]) -> Vec<u8> {
    framed_after(&[], parts)
}

/// The same, with a few more parts before them.
pub(crate) fn framed_after(first: &[&[u8]], parts: &[&[u8]]) -> Vec<u8> {
    let all = || first.iter().chain(parts);
    let mut bytes = Vec::with_capacity(all().map(|part| part.len() + 8).sum());
    for part in all() {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_parts_never_look_alike() {
        assert_ne!(framed(&[b"ab", b"c"]), framed(&[b"a", b"bc"]));
        assert_ne!(framed(&[b"abc"]), framed(&[b"abc", b""]));
    }
}
