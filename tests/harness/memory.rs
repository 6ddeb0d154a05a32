//! Looks for planted values in the live memory of a process on this machine.
//!
//! Each is looked for in every form that a program might keep it in: UTF-8, UTF-16, escaped for JSON and for addresses,
//! hexadecimal, base64 at each alignment, and for secrets that are text of bytes also the bytes.

use std::collections::HashMap;
use std::fs::{self, File};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::time::{Duration, Instant};

use aho_corasick::AhoCorasick;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};

use crate::trouble::{Outcome, Trouble, ensure};

/// Shorter than this is found everywhere and says nothing.
const SHORTEST: usize = 6;
/// How much is read at a time.
const WINDOW: usize = 4 * 1024 * 1024;
/// How much is passed over where nothing can be read.
const PAGE: u64 = 4096;
/// How long a search of one process may take.
const LONGEST: Duration = Duration::from_mins(1);

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

/// Everything that is looked for, in all its forms, found in one pass.
pub struct Search {
    needles: Vec<Needle>,
    /// Which needles are the same bytes as a pattern: two visits may hold the same value.
    same: Vec<Vec<usize>>,
    automaton: AhoCorasick,
    longest: usize,
}

/// What a search of a process found, and how much it looked at.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// Every place.
    pub hits: Vec<Hit>,
    /// Bytes that were read.
    pub read: u64,
    /// Bytes that are readable by right and were not given.
    pub unread: u64,
    /// Threads whose stacks were read.
    pub stacks: usize,
}

/// A part of a process's memory.
struct Region {
    range: Range<u64>,
    name: String,
}

impl Search {
    /// Prepares a search.
    ///
    /// # Errors
    /// When there is too much to look for.
    pub fn new(needles: Vec<Needle>) -> Outcome<Self> {
        let (mut places, mut same): (HashMap<Vec<u8>, usize>, Vec<Vec<usize>>) = Default::default();
        let mut patterns: Vec<Vec<u8>> = Vec::new();
        for (at, needle) in needles.iter().enumerate() {
            let place = *places.entry(needle.bytes.clone()).or_insert(patterns.len());
            if place == patterns.len() {
                patterns.push(needle.bytes.clone());
                same.push(Vec::new());
            }
            same.get_mut(place)
                .into_iter()
                .for_each(|needles| needles.push(at));
        }
        let longest = patterns.iter().map(Vec::len).max().unwrap_or_default();
        let automaton = AhoCorasick::new(&patterns)?;
        Ok(Self {
            needles,
            same,
            automaton,
            longest,
        })
    }

    /// How many forms of how many bytes are looked for.
    #[must_use]
    pub fn forms(&self) -> usize {
        self.same.len()
    }

    /// The values that some bytes hold.
    pub fn within<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = (&'a Needle, usize, usize)> {
        self.automaton
            .find_overlapping_iter(bytes)
            .flat_map(move |found| {
                let same = self.same.get(found.pattern().as_usize()).into_iter().flatten();
                let needles = same.filter_map(|at| self.needles.get(*at));
                needles.map(move |needle| (needle, found.start(), found.end()))
            })
    }

    /// Searches a process's memory: everything that can be read, the stacks of all threads included. Needs the right
    /// to read it.
    ///
    /// # Errors
    /// When it cannot be read, all but a hundredth, it takes too long, or a thread's stack is in none of it.
    pub fn process(&self, pid: u32) -> Outcome<Scan> {
        let until = Instant::now() + LONGEST;
        let stacks = stacks(pid)?;
        let memory = File::open(format!("/proc/{pid}/mem"))?;
        let mut scan = Scan::default();
        for mut region in regions(pid)? {
            let mine = stacks.iter().filter(|at| region.range.contains(at)).count();
            if mine > 0 {
                "[stack]".clone_into(&mut region.name);
            }
            scan.stacks += mine;
            self.region(&memory, &region, &mut scan, until)?;
        }
        ensure(
            scan.unread * 100 <= scan.read,
            format!("{} bytes could not be read", scan.unread),
        )?;
        let missing = stacks.len().saturating_sub(scan.stacks);
        ensure(
            missing == 0,
            format!("the stacks of {missing} threads were not searched"),
        )?;
        Ok(scan)
    }

    /// Searches one region, window by window; windows overlap by the longest form.
    fn region(&self, memory: &File, region: &Region, scan: &mut Scan, until: Instant) -> Outcome {
        let (mut at, mut window, mut carried) = (region.range.start, vec![0_u8; WINDOW], Vec::new());
        while at < region.range.end {
            let is_late = Instant::now() > until;
            ensure(!is_late, format!("reading {} took too long", region.name))?;
            let want = usize::try_from(region.range.end - at)
                .unwrap_or(WINDOW)
                .min(WINDOW);
            let Some(part) = window.get_mut(..want) else { break };
            let got = memory.read_at(part, at).unwrap_or_default();
            if got == 0 {
                let page = PAGE.min(region.range.end - at);
                scan.unread += page;
                at += page;
                carried.clear();
                continue;
            }
            let (base, old) = (at - carried.len() as u64, carried.len());
            carried.extend_from_slice(part.get(..got).unwrap_or_default());
            for (needle, start, end) in self.within(&carried) {
                if end > old {
                    scan.hits.push(Hit {
                        name: needle.name.clone(),
                        form: needle.form,
                        region: region.name.clone(),
                        address: base + start as u64,
                    });
                }
            }
            at += got as u64;
            scan.read += got as u64;
            carried.drain(..carried.len().saturating_sub(self.longest));
        }
        Ok(())
    }
}

/// What a process has mapped and may read.
fn regions(pid: u32) -> Outcome<Vec<Region>> {
    let mut regions = Vec::new();
    for line in fs::read_to_string(format!("/proc/{pid}/maps"))?.lines() {
        let mut fields = line.split_whitespace();
        let range = fields.next().unwrap_or_default();
        let rights = fields.next().unwrap_or_default();
        let name = fields.nth(3).unwrap_or("[anon]");
        // What the kernel shares with every process: the time, and code.
        if !rights.starts_with('r') || name.starts_with("[vvar") || name == "[vsyscall]" {
            continue;
        }
        let (start, end) = range.split_once('-').ok_or_else(|| Trouble::new("no range"))?;
        let range = u64::from_str_radix(start, 16)?..u64::from_str_radix(end, 16)?;
        regions.push(Region {
            range,
            name: name.to_owned(),
        });
    }
    Ok(regions)
}

/// Where each thread's stack is at the moment. A thread that runs just then tells nothing, and is asked again.
fn stacks(pid: u32) -> Outcome<Vec<u64>> {
    let mut stacks = Vec::new();
    for task in fs::read_dir(format!("/proc/{pid}/task"))? {
        let path = task?.path().join("syscall");
        let pointer = || -> Option<u64> {
            let line = fs::read_to_string(&path).ok()?;
            let pointer = line.split_whitespace().rev().nth(1)?.strip_prefix("0x")?;
            u64::from_str_radix(pointer, 16).ok()
        };
        let asked = (0..200).find_map(|_| {
            let found = pointer();
            if found.is_none() {
                std::thread::sleep(Duration::from_millis(5));
            }
            found
        });
        // A thread that has ended meanwhile has no stack.
        if asked.is_some() || path.exists() {
            stacks.push(asked.ok_or_else(|| Trouble::new("a thread does not rest"))?);
        }
    }
    Ok(stacks)
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
        let search = Search::new(needles("it", &secret)).unwrap();
        let Scan {
            hits, read, stacks, ..
        } = search.process(std::process::id()).unwrap();
        assert!(read > 1_000_000 && stacks > 1, "{read} bytes, {stacks} stacks");
        for form in [
            "utf8", "utf16", "hex", "percent", "json", "base64+0", "base64+1", "base64+2",
        ] {
            assert!(hits.iter().any(|hit| hit.form == form), "{form}");
        }
        drop(planted);
    }

    #[test]
    fn a_value_that_two_visits_hold_is_told_for_both() {
        let both = [
            needles("first", "planted value"),
            needles("second", "planted value"),
        ]
        .concat();
        let search = Search::new(both).unwrap();
        let names: Vec<&str> = search
            .within(b"a planted value")
            .map(|(needle, ..)| needle.name.as_str())
            .collect();
        assert_eq!(names, ["first", "second"]);
    }

    #[test]
    fn base64_is_cut_to_what_the_value_decides() {
        assert_eq!(base64(b"abc", 0, &STANDARD), b"YWJj");
        assert_eq!(base64(b"abcd", 1, &STANDARD), b"FiY2");
        assert_eq!(json("å\"x"), br#"\u00e5\"x"#);
    }
}
