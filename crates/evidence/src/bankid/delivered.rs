use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use mn_domain::Sensitive;

use crate::Refusal;

/// The largest signature that is looked at, in bytes as delivered. A BankID signature holds at most 40 000 characters
/// of visible and 200 000 of non-visible data.
pub const MAX_BYTES: usize = 512 * 1024;

/// A signature as it came: its XML, and the base64 text over which the revocation answer was made.
pub(super) struct Delivered<'a> {
    pub(super) xml: Sensitive<String>,
    pub(super) base64: Cow<'a, [u8]>,
}

impl<'a> Delivered<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Refusal> {
        if bytes.len() > MAX_BYTES {
            return Err(Refusal::TooLarge);
        }
        let text = bytes.trim_ascii();
        if text.first() == Some(&b'<') {
            let xml = String::from_utf8(text.to_vec()).map_err(|_| Refusal::Unreadable)?;
            return Ok(Self {
                base64: Cow::Owned(STANDARD.encode(bytes).into_bytes()),
                xml: Sensitive::new(xml),
            });
        }
        let plain: Vec<u8> = text
            .iter()
            .copied()
            .filter(|b| !b.is_ascii_whitespace())
            .collect();
        let decoded = STANDARD.decode(plain).map_err(|_| Refusal::Unreadable)?;
        let xml = String::from_utf8(decoded).map_err(|_| Refusal::Unreadable)?;
        Ok(Self {
            xml: Sensitive::new(xml),
            base64: Cow::Borrowed(text),
        })
    }
}
