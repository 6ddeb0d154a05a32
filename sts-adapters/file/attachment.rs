//! Pictures: kept as they came, once they are what their first bytes say and nothing else.

use imagesize::ImageType;
use mn_domain::{FileKind, FileRefusal};
use mn_source::ReadFile;

use super::fields;
use super::kind::describe;
use super::rows::Out;
use crate::document::place::Place;

/// Most points of a picture: the largest cameras of telephones, and not a picture that fills a reader's memory.
const MAX_POINTS: usize = 200_000_000;
/// The last record of a ZIP archive begins at most so far from its end.
const ZIP_TAIL: usize = 22 + 65_535;

/// Which picture it is, by its first bytes.
pub fn picture(content: &[u8]) -> Option<FileKind> {
    match imagesize::image_type(content) {
        Ok(ImageType::Jpeg) => Some(FileKind::Jpeg),
        Ok(ImageType::Png) => Some(FileKind::Png),
        _ => None,
    }
}

/// Reads a picture's size, and that it is whole.
pub fn read(kind: FileKind, content: &[u8]) -> Result<ReadFile, FileRefusal> {
    let size = imagesize::blob_size(content).map_err(|_| FileRefusal::Damaged)?;
    if size.width == 0 || size.height == 0 {
        return Err(FileRefusal::Damaged);
    }
    if size.width.saturating_mul(size.height) > MAX_POINTS {
        return Err(FileRefusal::TooLarge);
    }
    let is_whole = match kind {
        FileKind::Png => is_whole_png(content),
        _ => is_whole_jpeg(content),
    };
    if !is_whole {
        return Err(FileRefusal::Damaged);
    }
    refuse_second_nature(content)?;
    let mut out = Out::default();
    describe(&mut out, kind.name(), content.len())?;
    let at = Place::at("/fil/bild");
    out.put(&fields::WIDTH, size.width.to_string(), &at);
    out.put(&fields::HEIGHT, size.height.to_string(), &at);
    Ok(out.finish(kind, true))
}

/// Refuses a file that is an archive, a document or a page too, for a program that looks elsewhere in it.
pub fn refuse_second_nature(content: &[u8]) -> Result<(), FileRefusal> {
    let holds = |part: &[u8], sign: &[u8]| part.windows(sign.len()).any(|window| window == sign);
    let (head, _) = content.split_at(content.len().min(1024));
    let (_, tail) = content.split_at(content.len().saturating_sub(ZIP_TAIL));
    let lower = head.to_ascii_lowercase();
    let is_page = [&b"<html"[..], b"<script", b"<!doctype"]
        .iter()
        .any(|sign| holds(&lower, sign));
    let is_document = !content.starts_with(b"%PDF-") && holds(head, b"%PDF-");
    if is_page || is_document || holds(tail, b"PK\x05\x06") {
        return Err(FileRefusal::Active);
    }
    Ok(())
}

/// From chunk to chunk to the last, and nothing behind it.
fn is_whole_png(content: &[u8]) -> bool {
    let mut rest = content.get(8..).unwrap_or_default();
    let mut is_first = true;
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let Some((name, body)) = after.split_first_chunk::<4>() else {
            return false;
        };
        if is_first && name != b"IHDR" {
            return false;
        }
        is_first = false;
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        // The chunk, and the four bytes of its check sum.
        let Some(next) = length.checked_add(4).and_then(|end| body.get(end..)) else {
            return false;
        };
        if name == b"IEND" {
            return next.is_empty();
        }
        rest = next;
    }
    false
}

/// From segment to segment to the picture itself, which ends. Cameras put more behind the end.
fn is_whole_jpeg(content: &[u8]) -> bool {
    const START_OF_SCAN: u8 = 0xda;
    let mut rest = content.get(2..).unwrap_or_default();
    while let [0xff, marker, after @ ..] = rest {
        match marker {
            // A marker may be filled up with more of its first byte.
            0xff => rest = rest.get(1..).unwrap_or_default(),
            // Nothing but its name.
            0x01 | 0xd0..=0xd7 => rest = after,
            _ => {
                let Some((length, _)) = after.split_first_chunk::<2>() else {
                    return false;
                };
                let length = usize::from(u16::from_be_bytes(*length));
                let Some(next) = after.get(length..).filter(|_| length >= 2) else {
                    return false;
                };
                if *marker == START_OF_SCAN {
                    return next.windows(2).any(|pair| pair == [0xff, 0xd9]);
                }
                rest = next;
            }
        }
    }
    false
}
