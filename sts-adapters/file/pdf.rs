//! Documents: kept as they came, once they are whole and hold neither programs nor other files, as far as that can be
//! told without a PDF reader.
//!
//! Names are looked for in every byte, written plainly or with `#` and two digits, and in the object streams, which are
//! packed. A name that stands in a packed stream of another kind is never read as one by programs either.

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};
use mn_domain::{FileKind, FileRefusal};
use mn_source::ReadFile;

use super::attachment::refuse_second_nature;
use super::kind::describe;
use super::rows::Out;

/// Names of what a document does or carries. Each is so long that chance writes none in packed bytes.
const ACTIVE: &[&[u8]] = &[
    b"JavaScript",
    b"Launch",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"RichMedia",
    b"SubmitForm",
    b"ImportData",
    b"GoToE",
];
/// No name that is looked for is longer, with every sign escaped.
const LONGEST: usize = 48;
/// Most bytes of all object streams together, unpacked.
const MAX_UNPACKED: usize = 32 * 1024 * 1024;
/// Most bytes of all object streams together, packed. Streams that lie in each other are counted each.
const MAX_WORK: usize = 32 * 1024 * 1024;
/// An object stream's dictionary is no longer than this.
const DICTIONARY: usize = 4096;
/// The end is looked for in so many last bytes, as PDF readers do.
const TAIL: usize = 1024;

/// Reads a document's frame.
pub fn read(content: &[u8]) -> Result<ReadFile, FileRefusal> {
    let is_known = [&b"%PDF-1."[..], b"%PDF-2."]
        .iter()
        .any(|head| content.starts_with(head));
    if !is_known || !has_end(content) {
        return Err(FileRefusal::Damaged);
    }
    refuse_second_nature(content)?;
    look(content)?;
    let (mut room, mut work) = (MAX_UNPACKED, MAX_WORK);
    for (at, _) in names(content).filter(|(_, name)| name == b"ObjStm") {
        let Some(packed) = packed(content, at)? else {
            continue;
        };
        work = work.checked_sub(packed.len()).ok_or(FileRefusal::TooLarge)?;
        let unpacked = unpacked(packed, room)?;
        room = room.checked_sub(unpacked.len()).ok_or(FileRefusal::TooLarge)?;
        look(&unpacked)?;
    }
    let mut out = Out::default();
    describe(&mut out, FileKind::Pdf.name(), content.len())?;
    Ok(out.finish(FileKind::Pdf, true))
}

/// `startxref`, a place, `%%EOF`, and nothing but space.
fn has_end(content: &[u8]) -> bool {
    let (_, tail) = content.split_at(content.len().saturating_sub(TAIL));
    let tail = tail.trim_ascii_end();
    let Some(before) = tail.strip_suffix(b"%%EOF") else {
        return false;
    };
    let start = b"startxref";
    let Some(at) = before.windows(start.len()).rposition(|window| window == start) else {
        return false;
    };
    let place = before.get(at + start.len()..).unwrap_or_default().trim_ascii();
    !place.is_empty() && place.iter().all(u8::is_ascii_digit)
}

fn look(bytes: &[u8]) -> Result<(), FileRefusal> {
    for (_, name) in names(bytes) {
        if name == b"Encrypt" {
            return Err(FileRefusal::Encrypted);
        }
        if ACTIVE.contains(&name.as_slice()) {
            return Err(FileRefusal::Active);
        }
    }
    Ok(())
}

/// Every name with the place behind it, its escapes resolved; cut off where it is longer than any that is looked for.
fn names(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    let slashes = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    slashes.map(|(at, _)| {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        let raw: Vec<u8> = rest
            .iter()
            .copied()
            .take(LONGEST)
            .take_while(|byte| is_regular(*byte))
            .collect();
        (at + 1 + raw.len(), resolved(&raw))
    })
}

/// ISO 32000-1, 7.2.2: what neither ends nor begins a token.
fn is_regular(byte: u8) -> bool {
    !matches!(
        byte,
        0 | b'\t'
            | b'\n'
            | 0x0c
            | b'\r'
            | b' '
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'/'
            | b'%'
    )
}

fn resolved(raw: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let mut name = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let [first, after @ ..] = rest {
        let escaped = match (first, after) {
            (b'#', [high, low, ..]) => digit(*high).zip(digit(*low)),
            _ => None,
        };
        if let Some((high, low)) = escaped {
            name.push(high * 16 + low);
            rest = rest.get(3..).unwrap_or_default();
        } else {
            name.push(*first);
            rest = after;
        }
    }
    name
}

/// The packed stream of the object that a place lies in; nothing where it is not packed, so that it has been looked
/// through with the rest. What is packed in a way that nobody here can open is not taken.
fn packed(content: &[u8], at: usize) -> Result<Option<&[u8]>, FileRefusal> {
    let find = |part: &[u8], sign: &[u8]| part.windows(sign.len()).position(|window| window == sign);
    let (before, after) = content.split_at(at.min(content.len()));
    let (near, _) = after.split_at(after.len().min(DICTIONARY));
    let head = find(near, b"stream").ok_or(FileRefusal::Damaged)?;
    let (_, near) = before.split_at(before.len().saturating_sub(DICTIONARY));
    let begin = near
        .windows(4)
        .rposition(|window| window == b" obj")
        .unwrap_or_default();
    let dictionary = [
        near.get(begin..).unwrap_or_default(),
        after.get(..head).unwrap_or_default(),
    ]
    .concat();
    let is_filter = |name: &Vec<u8>| {
        name.ends_with(b"Decode") || [&b"Fl"[..], b"Crypt", b"DecodeParms"].contains(&name.as_slice())
    };
    let filters: Vec<Vec<u8>> = names(&dictionary)
        .map(|(_, name)| name)
        .filter(is_filter)
        .collect();
    match filters.as_slice() {
        [] => return Ok(None),
        [one] if one == b"FlateDecode" || one == b"Fl" => {}
        _ => return Err(FileRefusal::Active),
    }
    let body = after.get(head + b"stream".len()..).unwrap_or_default();
    let body = body
        .strip_prefix(b"\r\n")
        .or_else(|| body.strip_prefix(b"\n"))
        .unwrap_or(body);
    let end = find(body, b"endstream").ok_or(FileRefusal::Damaged)?;
    Ok(body.get(..end))
}

fn unpacked(packed: &[u8], limit: usize) -> Result<Vec<u8>, FileRefusal> {
    decompress_to_vec_zlib_with_limit(packed, limit).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => FileRefusal::TooLarge,
        _ => FileRefusal::Damaged,
    })
}
