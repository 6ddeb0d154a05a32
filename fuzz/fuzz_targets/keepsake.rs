//! A file that somebody brings: whatever it says, it opens as what was once closed with its passphrase, or not at all.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use mn_domain::Sensitive;
use mn_fuzz::damaged;
use mn_seal::{KeepsakeError, open_keepsake};

/// Closed with [`PASSPHRASE`] and next to no work (2 instead of 16).
const WHOLE: &[u8] = include_bytes!("../corpus/keepsake/whole");
const PASSPHRASE: &str = "planted words in a row";
const VALUE: &[u8] = b"planted: what she wrote";

fuzz_target!(|data: &[u8]| -> Corpus {
    // A file as it came, or the whole one with something done to it.
    let file = match data.split_first_chunk::<1>() {
        Some((&[0], by)) => damaged(WHOLE, by),
        _ => data.to_vec(),
    };
    if asks_for_real_work(&file) {
        return Corpus::Reject;
    }
    match open_keepsake(&Sensitive::from(PASSPHRASE), &file) {
        Ok(value) => assert_eq!(value.expose(), VALUE),
        Err(error) => assert!(file != WHOLE, "{error}"),
    }
    for words in ["", "planted words in a ro"] {
        let other = open_keepsake(&Sensitive::from(words), &file);
        assert!(other.is_err_and(|error| file != WHOLE || error == KeepsakeError::Passphrase));
    }
    Corpus::Keep
});

/// What is allowed and takes its tenths of a second: opened by ordinary tests, too slow for a million.
fn asks_for_real_work(file: &[u8]) -> bool {
    let lines = file.split(|byte| *byte == b'\n').take(8);
    let mut works = lines.filter_map(|line| {
        let text = std::str::from_utf8(line).ok()?;
        text.rsplit(' ').next()?.trim().parse::<u32>().ok()
    });
    works.any(|work| (9..=16).contains(&work))
}
