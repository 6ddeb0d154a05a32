//! The encodings in which messages arrive: UTF-8, UTF-16 and Latin-1; and base64 with line breaks.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use mn_domain::Sensitive;
use mn_source::SourceError;

const ENCODING: SourceError = SourceError::Malformed { at: "encoding" };

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A document's text.
pub enum Text<'a> {
    /// The bytes as they are.
    Lent(&'a str),
    /// Turned into text from another encoding.
    Own(Sensitive<String>),
}

impl Text<'_> {
    /// The text, without a byte order mark.
    pub fn as_str(&self) -> &str {
        let text: &str = match self {
            Self::Lent(text) => text,
            // EXPOSE: for the reader of this message only, which wraps what it keeps.
            Self::Own(text) => text.expose(),
        };
        text.trim_start_matches('\u{feff}')
    }
}

/// Turns a document's bytes into text: by its byte order mark, else by its first bytes and its declaration.
pub fn decode(body: &[u8]) -> Result<Text<'_>, SourceError> {
    match body {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b'<', 0, ..] => utf16(body, u16::from_le_bytes),
        [0, b'<', ..] => utf16(body, u16::from_be_bytes),
        _ if declares_latin1(body) => Ok(Text::Own(Sensitive::new(
            body.iter().copied().map(char::from).collect(),
        ))),
        _ => utf8(body),
    }
}

fn utf8(bytes: &[u8]) -> Result<Text<'_>, SourceError> {
    str::from_utf8(bytes).map(Text::Lent).map_err(|_| ENCODING)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Text<'_>, SourceError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(ENCODING);
    }
    char::decode_utf16(pairs.iter().copied().map(unit))
        .collect::<Result<String, _>>()
        .map(|text| Text::Own(Sensitive::new(text)))
        .map_err(|_| ENCODING)
}

/// Whether the XML declaration names Latin-1, whose bytes are the first 256 characters.
fn declares_latin1(body: &[u8]) -> bool {
    if !body.starts_with(b"<?xml") {
        return false;
    }
    let head: String = body.iter().take(120).copied().map(char::from).collect();
    head.strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
        .is_some_and(|(declaration, _)| declaration.to_ascii_lowercase().contains("iso-8859-1"))
}

/// Reads base64 as senders write it: with line breaks and space in it, with or without padding.
pub fn base64(text: &str) -> Option<Sensitive<Vec<u8>>> {
    let mut plain = Vec::with_capacity(text.len());
    for line in text.split_ascii_whitespace() {
        plain.extend_from_slice(line.as_bytes());
    }
    let plain = Sensitive::new(plain);
    // EXPOSE: decoding needs the text; the bytes are wrapped at once.
    LENIENT.decode(plain.expose()).ok().map(Sensitive::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_encoding_that_senders_use() {
        let text = "<a>Ångström</a>";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(&[0xef, 0xbb, 0xbf], text.as_bytes()),
            marked(&[0xff, 0xfe], &le),
            marked(&[0xfe, 0xff], &be),
            le,
            be,
        ] {
            assert_eq!(decode(&bytes).as_ref().map(Text::as_str), Ok(text));
        }
        let latin = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xc5</a>";
        assert!(decode(latin).is_ok_and(|text| text.as_str().contains('Å')));
    }

    #[test]
    fn refuses_bytes_that_are_no_text() {
        for bytes in [
            b"<a>\xff</a>".as_slice(),
            &[0xff, 0xfe, 0x41],
            &[0xff, 0xfe, 0, 0xd8],
        ] {
            assert_eq!(decode(bytes).err(), Some(ENCODING));
        }
    }

    #[test]
    fn reads_base64_across_lines() {
        for text in ["aGVq", "aG\r\n Vq\n", "aGVqIQ==", "aGVqIQ"] {
            assert!(
                base64(text).is_some_and(|bytes| bytes.expose().starts_with(b"hej")),
                "{text}"
            );
        }
        assert!(base64("a*b").is_none());
    }
}
