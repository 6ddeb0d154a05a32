//! Tells what a file is by its content, and has it read.

use mn_domain::{FileRefusal, IdentityNumber};
use mn_source::{ReadFile, SourceError};

use super::mapping::Mapping;
use super::rows::Out;
use super::{attachment, camt053, csv, fields, pdf};
use crate::document::place::Place;
use crate::document::{encoding, xml};

/// The largest file that is taken, in bytes.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;

/// Reads a file of any kind that is taken.
pub fn read(
    content: &[u8],
    mappings: &[Mapping],
    person: Option<&IdentityNumber>,
) -> Result<ReadFile, FileRefusal> {
    if content.len() > MAX_BYTES {
        return Err(FileRefusal::TooLarge);
    }
    if content.iter().all(u8::is_ascii_whitespace) {
        return Err(FileRefusal::Empty);
    }
    if content.starts_with(b"%PDF-") {
        return pdf::read(content);
    }
    if let Some(kind) = attachment::picture(content) {
        return attachment::read(kind, content);
    }
    match first_sign(content) {
        Some(b'<') => statement(content, person),
        Some(_) => csv::read(content, mappings),
        None => Err(FileRefusal::OtherKind),
    }
}

/// Says what the file is and how large: the first record of each.
pub fn describe(out: &mut Out, sort: &'static str, bytes: usize) -> Result<(), FileRefusal> {
    out.next_record()?;
    out.put(&fields::SORT, sort, &Place::at("/fil"));
    let kilobytes = bytes.div_ceil(1024);
    out.put(&fields::SIZE, kilobytes.to_string(), &Place::at("/fil"));
    Ok(())
}

/// The first byte of what may be text; nothing where it cannot be. UTF-16 is known by its mark.
fn first_sign(content: &[u8]) -> Option<u8> {
    let (rest, is_wide) = match content {
        [0xff, 0xfe, rest @ ..] | [0xfe, 0xff, rest @ ..] => (rest, true),
        rest => (rest.strip_prefix(b"\xef\xbb\xbf").unwrap_or(rest), false),
    };
    if !is_wide && rest.contains(&0) {
        return None;
    }
    rest.iter()
        .copied()
        .find(|byte| *byte != 0 && !byte.is_ascii_whitespace())
}

fn statement(content: &[u8], person: Option<&IdentityNumber>) -> Result<ReadFile, FileRefusal> {
    let refused = |error: SourceError| match error {
        SourceError::TooLarge => FileRefusal::TooLarge,
        _ => FileRefusal::Damaged,
    };
    let text = encoding::decode(content).map_err(refused)?;
    let root = xml::parse(text.as_str()).map_err(refused)?;
    camt053::read(&root, content.len(), person)
}
