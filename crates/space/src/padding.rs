use mn_domain::Sensitive;
use zeroize::Zeroizing;

/// What is shorter is made as long as this.
const LEAST: usize = 256;
/// Stands where the value ends; zeros follow.
const END: u8 = 0x80;

/// The value made longer, so that few lengths exist: at most an eighth more, by the rule of Padmé
/// (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019).
pub(crate) fn padded(value: &[u8]) -> Zeroizing<Vec<u8>> {
    let length = bucket((value.len() + 1).max(LEAST));
    let mut bytes = Zeroizing::new(Vec::with_capacity(length));
    bytes.extend_from_slice(value);
    bytes.push(END);
    bytes.resize(length, 0);
    bytes
}

/// The value without what was added; nothing where no end is marked.
pub(crate) fn unpadded(bytes: &Sensitive<Vec<u8>>) -> Option<Sensitive<Vec<u8>>> {
    // EXPOSE: from one sealed value's bytes into the value itself.
    let bytes = bytes.expose();
    let end = bytes.iter().rposition(|byte| *byte != 0)?;
    let (value, rest) = bytes.split_at_checked(end)?;
    (rest.first() == Some(&END)).then(|| Sensitive::new(value.to_vec()))
}

/// The next length whose lowest bits are zero: as many of them as leave `1 + log2(log2(length))` free.
const fn bucket(length: usize) -> usize {
    let exponent = length.ilog2();
    let free = exponent.ilog2() + 1;
    let mask = (1 << exponent.saturating_sub(free)) - 1;
    (length + mask) & !mask
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_are_those_of_padme() {
        for (length, expected) in [
            (256, 256),
            (257, 272),
            (1000, 1024),
            (4097, 4352),
            (100_000, 100_352),
        ] {
            assert_eq!(bucket(length), expected, "{length}");
        }
    }

    #[test]
    fn short_values_are_all_of_one_length() {
        let lengths: Vec<usize> = [0, 1, 100, 255]
            .map(|length| padded(&vec![7; length]).len())
            .into();
        assert_eq!(lengths, [256; 4]);
    }

    #[test]
    fn bytes_without_a_marked_end_are_no_value() {
        for bytes in [vec![], vec![0; 256], vec![7; 256]] {
            assert!(unpadded(&Sensitive::new(bytes)).is_none());
        }
    }

    proptest! {
        #[test]
        fn what_was_padded_comes_back(value in prop::collection::vec(0..3_u8, 0..2000)) {
            let bytes = Sensitive::new(padded(&value).to_vec());
            prop_assert!(bytes.expose().len() <= (value.len() + 1).max(LEAST) * 9 / 8);
            let back = unpadded(&bytes).expect("an end");
            prop_assert_eq!(back.expose(), &value);
        }
    }
}
