//! The little of DER that certificates' extensions and OCSP answers need.

/// Encodes one element: tag, length, content.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len();
    if length < 128 {
        out.push(u8::try_from(length).unwrap_or(127));
    } else {
        let bytes: Vec<u8> = length
            .to_be_bytes()
            .into_iter()
            .skip_while(|byte| *byte == 0)
            .collect();
        out.push(0x80 | u8::try_from(bytes.len()).unwrap_or(8));
        out.extend(bytes);
    }
    out.extend_from_slice(content);
    out
}

/// Encodes a sequence of elements.
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// Encodes an instant as GeneralizedTime.
pub fn generalized_time(at: jiff::Timestamp) -> Vec<u8> {
    tlv(0x18, at.strftime("%Y%m%d%H%M%SZ").to_string().as_bytes())
}

/// An element that was read, and what follows it.
pub struct Element<'a> {
    /// Its tag.
    pub tag: u8,
    /// Its content.
    pub content: &'a [u8],
    /// Tag, length and content as they stood.
    pub whole: &'a [u8],
    /// The bytes behind it.
    pub rest: &'a [u8],
}

/// Reads one element.
pub fn element(bytes: &[u8]) -> Option<Element<'_>> {
    let (&tag, after) = bytes.split_first()?;
    let (&first, mut after) = after.split_first()?;
    let mut length = usize::from(first);
    if first & 0x80 != 0 {
        let (digits, rest) = after.split_at_checked(usize::from(first & 0x7f))?;
        length = digits.iter().try_fold(0_usize, |sum, byte| {
            sum.checked_mul(256)?.checked_add(usize::from(*byte))
        })?;
        after = rest;
    }
    let (content, rest) = after.split_at_checked(length)?;
    let whole = bytes.get(..bytes.len() - rest.len())?;
    Some(Element {
        tag,
        content,
        whole,
        rest,
    })
}

/// Reads serial number, issuer's name and subject's name of a certificate, as they stand in it.
pub fn certificate_names(certificate: &[u8]) -> Option<(Vec<u8>, Vec<u8>, Vec<u8>)> {
    let tbs = element(element(certificate)?.content)?;
    let mut next = element(tbs.content)?;
    if next.tag == 0xa0 {
        next = element(next.rest)?; // the version is optional
    }
    let serial = next.whole.to_vec();
    let issuer = element(element(next.rest)?.rest)?; // past the algorithm
    let subject = element(element(issuer.rest)?.rest)?; // past the validity
    Some((serial, issuer.whole.to_vec(), subject.whole.to_vec()))
}
