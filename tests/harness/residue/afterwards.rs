//! What a process leaves outside of its memory.

use std::fs;
use std::io::Write as _;
use std::ops::Range;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;

use crate::demo::Demo;
use crate::memory::{Hit, Search};
use crate::trouble::{Outcome, ensure};

/// Digits of a number that random ids hold by chance.
const SHORT: usize = 8;
/// Letters and digits of a word that is no word.
const LONG: usize = 16;

/// Everything that the service has written or was given, by name: the log, the outbox and what lies beside it, its
/// environment and command line, and every file that it has open.
pub fn written(demo: &Demo) -> Outcome<Vec<(String, Vec<u8>)>> {
    let mut read = Vec::new();
    for entry in fs::read_dir(&demo.ready.dir)? {
        let path = entry?.path();
        if path.is_file() {
            read.push((path.display().to_string(), fs::read(&path)?));
        }
    }
    let process = Path::new("/proc").join(demo.ready.pid.to_string());
    for name in ["environ", "cmdline", "comm", "auxv"] {
        read.push((name.to_owned(), fs::read(process.join(name))?));
    }
    for entry in fs::read_dir(process.join("fd"))? {
        let path = entry?.path();
        // Sockets and pipes are no files.
        if fs::metadata(&path).is_ok_and(|about| about.is_file()) {
            read.push(("open file".to_owned(), fs::read(&path)?));
        }
    }
    let has = |end: &str| {
        read.iter()
            .any(|(name, bytes)| name.ends_with(end) && !bytes.is_empty())
    };
    ensure(
        has("demo.log") && has("outbox.sqlite"),
        "log or outbox were not found",
    )?;
    Ok(read)
}

/// What of it should not be there.
pub fn hits(search: &Search, read: &[(String, Vec<u8>)]) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (name, bytes) in read {
        let within = search.within(bytes);
        let meant = within.filter(|(_, start, end)| !is_chance(bytes, *start..*end));
        hits.extend(meant.map(|(needle, start, _)| Hit {
            name: needle.name.clone(),
            form: needle.form,
            region: name.rsplit('/').next().unwrap_or_default().to_owned(),
            address: start as u64,
        }));
    }
    hits
}

/// Whether what was found is a short number in the middle of a long word: a log is full of random ids, and every short
/// number is in one of them sooner or later.
fn is_chance(bytes: &[u8], found: Range<usize>) -> bool {
    let length = |part: Option<&[u8]>| part.map_or(0, <[u8]>::len);
    let number = bytes.get(found.clone()).unwrap_or_default();
    let is_short = number.len() <= SHORT && number.iter().all(u8::is_ascii_digit);
    let ends = |byte: &u8| !byte.is_ascii_alphanumeric();
    let before = bytes.get(..found.start).and_then(|part| part.rsplit(ends).next());
    let after = bytes.get(found.end..).and_then(|part| part.split(ends).next());
    is_short && length(before) + number.len() + length(after) >= LONG
}

/// Breaks the service in ways that let others leave a core dump, and tells whether it left one. Where the machine lets
/// nobody leave one, only the limit that the service has set itself is looked at.
pub fn leaves_core(demo: &mut Demo, signal: &str) -> Outcome<bool> {
    let limits = fs::read_to_string(format!("/proc/{}/limits", demo.ready.pid))?;
    let limit = limits.lines().find(|line| line.starts_with("Max core file size"));
    let is_off = limit.is_some_and(|line| {
        line.split_whitespace()
            .rev()
            .skip(1)
            .take(2)
            .all(|word| word == "0")
    });
    ensure(is_off, format!("core dumps are not switched off: {limit:?}"))?;
    let elsewhere = demo.ready.dir.join("others");
    fs::create_dir_all(&elsewhere)?;
    let other = Command::new("sh")
        .args(["-c", &format!("ulimit -c unlimited; kill -s {signal} $$")])
        .current_dir(elsewhere)
        .status()?;
    let folder = fs::read_link(format!("/proc/{}/cwd", demo.ready.pid))?;
    let broken = demo.break_service(signal)?;
    ensure(
        broken.signal().is_some(),
        format!("SIG{signal} does not break it"),
    )?;
    let left = fs::read_dir(folder)?.flatten().any(|entry| {
        let name = entry.file_name();
        name.to_string_lossy().starts_with("core")
            && fs::metadata(entry.path()).is_ok_and(|about| about.is_file())
    });
    if !other.core_dumped() {
        let _ = writeln!(
            std::io::stderr(),
            "residue: this machine lets nobody leave a core dump: only the limit was seen"
        );
    }
    Ok(broken.core_dumped() || left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::needles;

    #[test]
    fn an_amount_is_found_wherever_it_stands_but_in_a_random_id() {
        let search = Search::new(needles("amount", "12345678")).unwrap();
        let count = |text: &str| hits(&search, &[("log".to_owned(), text.into())]).len();
        for text in ["12345678", "\"amount\":12345678,", "12345678kr", "id=0012345678"] {
            assert_eq!(count(text), 1, "{text}");
        }
        assert_eq!(count("\"id\":\"9f12345678a01bce77\""), 0);
        assert_eq!(count("9f12345678a01bce77 12345678"), 1);
    }
}
