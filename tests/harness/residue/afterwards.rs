//! What a process leaves outside of its memory.

use std::fs;
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;

use crate::demo::Demo;
use crate::memory::{Hit, Search};
use crate::trouble::{Outcome, ensure};

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
        hits.extend(search.within(bytes).map(|(needle, start, _)| Hit {
            name: needle.name.clone(),
            form: needle.form,
            region: name.rsplit('/').next().unwrap_or_default().to_owned(),
            address: start as u64,
        }));
    }
    hits
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
