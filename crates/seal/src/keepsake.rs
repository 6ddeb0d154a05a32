//! A file that only whoever knows its passphrase opens: the age format (C2SP), with its scrypt recipient.
//!
//! What a citizen takes home is written and read by a format that other programs speak too. A file that somebody
//! brings is read within limits: its size, and the work that its header asks for, are refused before they are done.

use std::io::{Read, Write};

use age::scrypt::{Identity, Recipient};
use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor};
use mn_domain::Sensitive;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::SealError;
use crate::scrub::{self, scrubbed};

/// The largest file that is read, in bytes.
pub const LARGEST_KEEPSAKE: usize = 512 * 1024;

/// The work that a file asks for, as the exponent of scrypt's N: 64 MiB and some tenths of a second. What asks for more
/// is refused unread.
const WORK: u8 = 16;

/// The longest head that is read, in bytes: ours have less than 200. The library begins a head anew with each line of it, so
/// that a long one costs its length squared.
const LONGEST_HEAD: usize = 1024;

/// What the last line of a head begins with.
const LAST_LINE: &[u8] = b"\n---";

/// How every age file begins.
const BEGINNING: &[u8] = b"age-encryption.org/";

/// Why a file did not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeepsakeError {
    /// It is larger than any that was ever written.
    #[error("the file is too large")]
    TooLarge,
    /// It is no age file, or one that no passphrase opens.
    #[error("not a file of this kind")]
    OtherKind,
    /// It asks for more work than ours do.
    #[error("the file asks for too much work")]
    TooMuchWork,
    /// The passphrase is another, or the part of the file that knows it was changed: nobody can tell which.
    #[error("the passphrase does not open the file")]
    Passphrase,
    /// It was cut off or changed.
    #[error("the file is damaged")]
    Damaged,
}

/// Writes a value into a file that the passphrase opens. Takes some tenths of a second and 64 MiB.
///
/// # Errors
/// [`SealError::TooLarge`] where the file would not be read again.
pub fn keep(passphrase: &Sensitive<String>, value: &[u8]) -> Result<Vec<u8>, SealError> {
    // The format adds less than a kilobyte for each 64 kB.
    if value.len() > LARGEST_KEEPSAKE - 64 * 1024 {
        return Err(SealError::TooLarge);
    }
    scrubbed::<{ scrub::LARGE }, _>(|| write(passphrase, value))
}

/// Opens a file with its passphrase. Takes as long as [`keep`], or no time at all.
///
/// # Errors
/// [`KeepsakeError`] for whatever is not whole, not ours, or not opened by this passphrase.
pub fn open_keepsake(
    passphrase: &Sensitive<String>,
    file: &[u8],
) -> Result<Sensitive<Vec<u8>>, KeepsakeError> {
    if file.len() > LARGEST_KEEPSAKE {
        return Err(KeepsakeError::TooLarge);
    }
    if !file.starts_with(BEGINNING) || !has_short_head(file) {
        return Err(KeepsakeError::OtherKind);
    }
    scrubbed::<{ scrub::LARGE }, _>(|| read(passphrase, file))
}

fn has_short_head(file: &[u8]) -> bool {
    let head = file.get(..LONGEST_HEAD).unwrap_or(file);
    file.len() <= LONGEST_HEAD || head.windows(LAST_LINE.len()).any(|part| part == LAST_LINE)
}

/// A passphrase as it was typed, in the one spelling in which files are closed (Unicode's NFC): one keyboard writes `å` as
/// one sign, another as a letter and a ring. What closes and opens files brings it there by itself.
#[must_use]
pub fn typed(passphrase: &str) -> Sensitive<String> {
    // Composed letters are never longer than this: growing would leave copies behind.
    let mut words = String::with_capacity(3 * passphrase.len());
    words.extend(passphrase.nfc());
    Sensitive::new(words)
}

fn secret(passphrase: &Sensitive<String>) -> SecretString {
    // EXPOSE: into the library's own type, which wipes it too.
    SecretString::from(typed(passphrase.expose()).expose().clone())
}

fn write(passphrase: &Sensitive<String>, value: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut recipient = Recipient::new(secret(passphrase));
    recipient.set_work_factor(WORK);
    let recipients: [&dyn age::Recipient; 1] = [&recipient];
    let sealed = Encryptor::with_recipients(recipients.into_iter()).map_err(|_| SealError::Format)?;
    let mut file = Vec::with_capacity(value.len() + 1024);
    let mut writer = sealed.wrap_output(&mut file).map_err(|_| SealError::Format)?;
    writer.write_all(value).map_err(|_| SealError::Format)?;
    writer.finish().map_err(|_| SealError::Format)?;
    Ok(file)
}

fn read(passphrase: &Sensitive<String>, file: &[u8]) -> Result<Sensitive<Vec<u8>>, KeepsakeError> {
    let sealed = Decryptor::new_buffered(file).map_err(|_| KeepsakeError::Damaged)?;
    if !sealed.is_scrypt() {
        return Err(KeepsakeError::OtherKind);
    }
    let mut identity = Identity::new(secret(passphrase));
    identity.set_max_work_factor(WORK);
    let identities: [&dyn age::Identity; 1] = [&identity];
    let mut reader = sealed
        .decrypt(identities.into_iter())
        .map_err(|error| why(&error))?;
    // Room for all of it: growing would leave copies behind.
    let mut value = Zeroizing::new(Vec::with_capacity(file.len()));
    reader
        .read_to_end(&mut value)
        .map_err(|_| KeepsakeError::Damaged)?;
    Ok(Sensitive::new(std::mem::take(&mut *value)))
}

const fn why(error: &DecryptError) -> KeepsakeError {
    match error {
        DecryptError::ExcessiveWork { .. } => KeepsakeError::TooMuchWork,
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys => {
            KeepsakeError::Passphrase
        }
        DecryptError::UnknownFormat => KeepsakeError::OtherKind,
        DecryptError::InvalidHeader | DecryptError::InvalidMac | DecryptError::Io(_) => {
            KeepsakeError::Damaged
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUE: &[u8] = "planted: hyra 6200 \u{e5}".as_bytes();

    fn words(text: &str) -> Sensitive<String> {
        Sensitive::from(text)
    }

    fn kept() -> Vec<u8> {
        keep(&words("fyra ord i rad"), VALUE).expect("small")
    }

    fn opened(file: &[u8]) -> Result<Vec<u8>, KeepsakeError> {
        open_keepsake(&words("fyra ord i rad"), file).map(|value| value.expose().clone())
    }

    #[test]
    fn a_file_opens_with_its_passphrase_and_with_no_other() {
        let file = kept();
        assert_eq!(opened(&file).as_deref(), Ok(VALUE));
        assert!(file.windows(7).all(|part| part != b"planted"));
        for other in ["fyra ord i rad ", "Fyra ord i rad", ""] {
            let answer = open_keepsake(&words(other), &file);
            assert_eq!(answer.err(), Some(KeepsakeError::Passphrase), "{other:?}");
        }
        assert_ne!(file, kept(), "salt and nonce are drawn anew");
    }

    #[test]
    fn a_passphrase_is_the_same_however_its_letters_are_typed() {
        let (composed, decomposed) = ("fyra \u{e5}ngande ord", "fyra a\u{30a}ngande ord");
        for (closed, opens) in [(composed, decomposed), (decomposed, composed)] {
            let file = keep(&words(closed), VALUE).expect("small");
            let opened = open_keepsake(&words(opens), &file);
            assert_eq!(opened.map(|value| value.expose().clone()).as_deref(), Ok(VALUE));
        }
        assert_eq!(typed(decomposed).expose(), composed);
        // A file of another program, which takes composed letters as they are.
        let file = keep(&words(composed), VALUE).expect("small");
        let mut identity = Identity::new(SecretString::from(composed.to_owned()));
        identity.set_max_work_factor(WORK);
        assert_eq!(age::decrypt(&identity, &file).expect("its words"), VALUE);
    }

    #[test]
    fn what_was_cut_off_or_changed_does_not_open() {
        let file = kept();
        let body = file.len() - VALUE.len();
        for length in [25, 60, body - 1, body, file.len() - 17, file.len() - 1] {
            let cut = file.get(..length).expect("shorter");
            assert_eq!(opened(cut).err(), Some(KeepsakeError::Damaged), "{length}");
        }
        for place in [file.len() - 1, body, body - 20] {
            let mut changed = file.clone();
            if let Some(byte) = changed.get_mut(place) {
                *byte ^= 1;
            }
            assert_eq!(opened(&changed).err(), Some(KeepsakeError::Damaged), "{place}");
        }
        let mut longer = file;
        longer.push(0);
        assert_eq!(opened(&longer).err(), Some(KeepsakeError::Damaged));
    }

    #[test]
    fn what_asks_for_more_work_than_ours_is_refused_unread() {
        let file = kept();
        let at = file
            .windows(4)
            .position(|part| part == b" 16\n")
            .expect("the work");
        for more in ["17", "22", "63"] {
            let mut costly = file.clone();
            costly.splice(at + 1..at + 3, more.bytes());
            assert_eq!(opened(&costly).err(), Some(KeepsakeError::TooMuchWork), "{more}");
        }
    }

    #[test]
    fn a_head_without_end_is_refused_unread() {
        let mut file = b"age-encryption.org/v1\n".to_vec();
        while file.len() < LARGEST_KEEPSAKE - 40 {
            file.extend_from_slice(b"-> scrypt qqZ6IlyA6PTz9SrAtwRqGg 16\n");
        }
        assert_eq!(opened(&file).err(), Some(KeepsakeError::OtherKind));
        // What ours have, and more, is no long head.
        let mut long = kept();
        long.splice(22..22, b"-> x y\n\n".repeat(20));
        assert_eq!(opened(&long).err(), Some(KeepsakeError::Damaged));
    }

    #[test]
    fn what_is_no_such_file_or_too_large_is_refused() {
        for other in [
            &b""[..],
            b"%PDF-1.7",
            b"{}",
            b"-----BEGIN AGE ENCRYPTED FILE-----",
        ] {
            assert_eq!(opened(other).err(), Some(KeepsakeError::OtherKind));
        }
        let mut large = kept();
        large.resize(LARGEST_KEEPSAKE + 1, 0);
        assert_eq!(opened(&large).err(), Some(KeepsakeError::TooLarge));
        assert_eq!(
            keep(&words("x"), &vec![0; LARGEST_KEEPSAKE]).err(),
            Some(SealError::TooLarge)
        );
    }

    #[test]
    fn a_file_that_a_key_opens_is_not_one_that_a_passphrase_opens() {
        let somebody = age::x25519::Identity::generate().to_public();
        let file = age::encrypt(&somebody, VALUE).expect("small");
        assert_eq!(opened(&file).err(), Some(KeepsakeError::OtherKind));
    }
}
