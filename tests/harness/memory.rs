//! Looks for planted values in the live memory of a process on this machine.
//!
//! Each is looked for in every form that a program might keep it in: UTF-8, UTF-16, escaped for JSON and for addresses,
//! hexadecimal, base64 at each alignment, and for secrets that are text of bytes also the bytes.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};

use crate::trouble::{Outcome, Trouble};

/// Shorter than this is found everywhere and says nothing.
const SHORTEST: usize = 6;
/// How much is read at a time.
const WINDOW: usize = 4 * 1024 * 1024;
/// A planted value in one of its forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needle {
    /// What it is called in the table.
    pub name: String,
    /// The form.
    pub form: &'static str,
    bytes: Vec<u8>,
}

/// Where a needle was found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// What it is called in the table.
    pub name: String,
    /// The form.
    pub form: &'static str,
    /// What kind of memory: `[heap]`, `[stack]`, `[anon]` or a file.
    pub region: String,
    /// Where.
    pub address: u64,
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .flat_map(|byte| format!("{byte:02x}").into_bytes())
        .collect()
}

fn percent(bytes: &[u8]) -> Vec<u8> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-~".contains(&byte);
    let encoded = |byte: &u8| {
        if plain(*byte) {
            vec![*byte]
        } else {
            format!("%{byte:02X}").into_bytes()
        }
    };
    bytes.iter().flat_map(encoded).collect()
}

/// JSON with everything beyond ASCII escaped.
fn json(text: &str) -> Vec<u8> {
    let mut out = String::new();
    for unit in text.encode_utf16() {
        match char::from_u32(u32::from(unit)).filter(char::is_ascii) {
            Some(plain @ ('"' | '\\')) => out.extend(['\\', plain]),
            Some(plain) => out.push(plain),
            None => out.extend(format!("\\u{unit:04x}").chars()),
        }
    }
    out.into_bytes()
}

/// The base64 of a value that stands `before` bytes into a longer one: only the characters that it alone decides.
fn base64(bytes: &[u8], before: usize, alphabet: &impl Engine) -> Vec<u8> {
    let mut padded = vec![0_u8; before];
    padded.extend_from_slice(bytes);
    let text = alphabet.encode(&padded).into_bytes();
    let (first, whole) = ((before * 8).div_ceil(6), padded.len() * 8 / 6);
    text.get(first..whole).unwrap_or_default().to_vec()
}

/// Every form of a value that is text.
#[must_use]
pub fn needles(name: &str, text: &str) -> Vec<Needle> {
    let utf8 = text.as_bytes();
    let utf16 = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut forms = vec![
        ("utf8", utf8.to_vec()),
        ("utf16", utf16),
        ("hex", hex(utf8)),
        ("percent", percent(utf8)),
        ("json", json(text)),
    ];
    for (before, form) in [(0, "base64+0"), (1, "base64+1"), (2, "base64+2")] {
        forms.push((form, base64(utf8, before, &STANDARD)));
        forms.push((form, base64(utf8, before, &URL_SAFE)));
    }
    collected(name, forms)
}

/// Every form of a secret that is base64url of bytes: of the text, and of the bytes.
#[must_use]
pub fn secret_needles(name: &str, text: &str) -> Vec<Needle> {
    let mut all = needles(name, text);
    if let Some(raw) = URL_SAFE_NO_PAD.decode(text).ok().filter(|raw| raw.len() >= 16) {
        all.extend(collected(name, vec![("raw hex", hex(&raw)), ("raw", raw)]));
    }
    all
}

fn collected(name: &str, forms: Vec<(&'static str, Vec<u8>)>) -> Vec<Needle> {
    let mut needles: Vec<Needle> = Vec::new();
    for (form, bytes) in forms {
        if bytes.len() >= SHORTEST && !needles.iter().any(|needle| needle.bytes == bytes) {
            needles.push(Needle {
                name: name.to_owned(),
                form,
                bytes,
            });
        }
    }
    needles
}

/// Searches a process's memory. Needs the right to read it.
///
/// # Errors
/// When it cannot be read.
pub fn scan(pid: u32, needles: &[Needle]) -> Outcome<(Vec<Hit>, u64)> {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps"))?;
    let mut memory = File::open(format!("/proc/{pid}/mem"))?;
    let (mut hits, mut scanned) = (Vec::new(), 0);
    for line in maps.lines() {
        let mut fields = line.split_whitespace();
        let (range, rights) = (
            fields.next().unwrap_or_default(),
            fields.next().unwrap_or_default(),
        );
        let region = fields.nth(3).unwrap_or("[anon]");
        if !rights.starts_with('r') || ["[vvar]", "[vsyscall]", "[vvar_vclock]"].contains(&region) {
            continue;
        }
        let address = |text: &str| u64::from_str_radix(text, 16);
        let (start, end) = range.split_once('-').ok_or_else(|| Trouble::new("no range"))?;
        let (start, end) = (address(start)?, address(end)?);
        scanned += search(&mut memory, start..end, needles, &mut |needle, at| {
            hits.push(Hit {
                name: needle.name.clone(),
                form: needle.form,
                region: region.to_owned(),
                address: at,
            });
        });
    }
    Ok((hits, scanned))
}

/// Searches one region, window by window; windows overlap by the longest needle.
fn search(
    memory: &mut File,
    range: std::ops::Range<u64>,
    needles: &[Needle],
    found: &mut dyn FnMut(&Needle, u64),
) -> u64 {
    let overlap = needles
        .iter()
        .map(|needle| needle.bytes.len())
        .max()
        .unwrap_or_default();
    let (mut at, mut read, mut carried): (u64, u64, Vec<u8>) = (range.start, 0, Vec::new());
    if memory.seek(SeekFrom::Start(at)).is_err() {
        return 0;
    }
    let mut window = vec![0_u8; WINDOW];
    while at < range.end {
        let want = usize::try_from(range.end - at).unwrap_or(WINDOW).min(WINDOW);
        let Some(part) = window.get_mut(..want) else { break };
        let got = memory.read(part).unwrap_or_default();
        if got == 0 {
            break;
        }
        let base = at - carried.len() as u64;
        let old = carried.len();
        carried.extend_from_slice(part.get(..got).unwrap_or_default());
        for needle in needles {
            for place in memchr::memmem::find_iter(&carried, &needle.bytes) {
                if place + needle.bytes.len() > old {
                    found(needle, base + place as u64);
                }
            }
        }
        at += got as u64;
        read += got as u64;
        let keep = carried.len().saturating_sub(overlap);
        carried.drain(..keep);
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_memory_is_found_in_every_form() {
        let secret = format!("planted-{}-åäö", std::process::id());
        let planted: Vec<Vec<u8>> = needles("it", &secret)
            .iter()
            .map(|needle| needle.bytes.clone())
            .collect();
        assert!(planted.len() >= 8, "{}", planted.len());
        let (hits, scanned) = scan(std::process::id(), &needles("it", &secret)).unwrap();
        assert!(scanned > 1_000_000);
        for form in [
            "utf8", "utf16", "hex", "percent", "json", "base64+0", "base64+1", "base64+2",
        ] {
            assert!(hits.iter().any(|hit| hit.form == form), "{form}");
        }
        drop(planted);
    }

    #[test]
    fn base64_is_cut_to_what_the_value_decides() {
        assert_eq!(base64(b"abc", 0, &STANDARD), b"YWJj");
        assert_eq!(base64(b"abcd", 1, &STANDARD), b"FiY2");
        assert_eq!(json("å\"x"), br#"\u00e5\"x"#);
    }
}
