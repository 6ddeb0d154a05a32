use bergshamra_c14n::{C14nMode, canonicalize_doc};
use bergshamra_xml::nodeset::NodeSet;
use bergshamra_xml::{Document, uppsala};

use mn_domain::Sensitive;

use super::tree::{BANKID, DSIG, Node};
use super::value;
use crate::Refusal;

const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const CONTENT: &str = "bidSignedData";
const KEY_INFO: &str = "bidKeyInfo";
/// Signer, issuer, its issuer, and room for one more.
const MAX_CERTIFICATES: usize = 4;

/// A genuine signature has about a hundred tags and as many quotes.
const MAX_MARKS: usize = 1000;

/// What a signature of the right shape says. Nothing of it has been verified.
pub(super) struct Parts {
    /// Canonical bytes of `SignedInfo`.
    pub(super) signed_info: Vec<u8>,
    pub(super) signature: Vec<u8>,
    pub(super) content: Signed,
    pub(super) key_info: Signed,
    /// Certificates in DER, the signer's first.
    pub(super) certificates: Vec<Vec<u8>>,
    /// What the signer did: `Signing` or `Identification`.
    pub(super) function: String,
    pub(super) visible: Option<Sensitive<String>>,
    pub(super) non_visible: Vec<u8>,
}

/// The canonical bytes of an element, and the digest that was signed for it.
pub(super) struct Signed {
    pub(super) canonical: Vec<u8>,
    pub(super) digest: Vec<u8>,
}

/// Reads the one shape that BankID's signatures have; whatever else it holds is refused.
pub(super) fn read(xml: &str) -> Result<Parts, Refusal> {
    forbid_markup(xml)?;
    let document = uppsala::parse(xml).map_err(|_| Refusal::Unreadable)?;
    let root = Node::root(&document)?.named(DSIG, "Signature")?;
    forbid_wrapping(&root)?;
    let [signed_info, signature, key_info, object] = root.exactly()?;
    let digests = digests(&signed_info.named(DSIG, "SignedInfo")?)?;
    key_info.named(DSIG, "KeyInfo")?.only_attributes(&["Id"])?;
    let [content] = object.named(DSIG, "Object")?.exactly()?;
    content
        .named(BANKID, "bankIdSignedData")?
        .only_attributes(&["Id"])?;
    if key_info.attribute("Id") != Some(KEY_INFO) || content.attribute("Id") != Some(CONTENT) {
        return Err(Refusal::Shape);
    }
    Ok(Parts {
        signed_info: canonical(&document, &signed_info)?,
        signature: value::bytes(&signature.named(DSIG, "SignatureValue")?)?,
        content: Signed {
            canonical: canonical(&document, &content)?,
            digest: digests.content,
        },
        key_info: Signed {
            canonical: canonical(&document, &key_info)?,
            digest: digests.key_info,
        },
        certificates: certificates(&key_info)?,
        function: function(&content)?,
        visible: visible(&content)?,
        non_visible: non_visible(&content)?,
    })
}

/// Refuses a document type, comments, CDATA and processing instructions, and more tags, quotes or references than any
/// BankID signature has (its content is base64), before any parser sees them: parsers take long over many attributes.
fn forbid_markup(xml: &str) -> Result<(), Refusal> {
    let body = match xml.strip_prefix("<?xml ") {
        Some(rest) => rest.split_once("?>").ok_or(Refusal::Unreadable)?.1,
        None => xml,
    };
    if body.contains("<!") || body.contains("<?") {
        return Err(Refusal::ForbiddenMarkup);
    }
    let count = |marks: &[u8]| xml.bytes().filter(|byte| marks.contains(byte)).count();
    if count(b"<") > MAX_MARKS || count(b"\"'") > MAX_MARKS || count(b"&") > MAX_MARKS {
        return Err(Refusal::Shape);
    }
    Ok(())
}

/// Refuses what a wrapping attack needs: a second signed element, a second id, another namespace.
fn forbid_wrapping(root: &Node<'_>) -> Result<(), Refusal> {
    const ONCE: [&str; 7] = [
        "Signature",
        "SignedInfo",
        "KeyInfo",
        "Object",
        "bankIdSignedData",
        "clientInfo",
        "funcId",
    ];
    let all = root.all();
    let times = |name: &str| all.iter().filter(|node| node.name() == name).count();
    let mut ids: Vec<&str> = all.iter().flat_map(Node::ids).collect();
    ids.sort_unstable();
    let is_sound = ONCE.into_iter().all(|name| times(name) == 1)
        && times("usrVisibleData") <= 1
        && times("usrNonVisibleData") <= 1
        && ids == [KEY_INFO, CONTENT]
        && all.iter().all(Node::declares_nothing_else);
    if is_sound { Ok(()) } else { Err(Refusal::Shape) }
}

struct Digests {
    content: Vec<u8>,
    key_info: Vec<u8>,
}

fn digests(signed_info: &Node<'_>) -> Result<Digests, Refusal> {
    signed_info.only_attributes(&[])?;
    let [canonicalization, method, first, second] = signed_info.exactly()?;
    algorithm(&canonicalization.named(DSIG, "CanonicalizationMethod")?, C14N)?;
    algorithm(&method.named(DSIG, "SignatureMethod")?, RSA_SHA256)?;
    let (first, second) = (reference(&first)?, reference(&second)?);
    match (first, second) {
        ((CONTENT, content), (KEY_INFO, key_info)) | ((KEY_INFO, key_info), (CONTENT, content)) => {
            Ok(Digests { content, key_info })
        }
        _ => Err(Refusal::Shape),
    }
}

/// The id that a reference points at, and the digest it signs.
fn reference<'d>(node: &Node<'d>) -> Result<(&'d str, Vec<u8>), Refusal> {
    let node = node.named(DSIG, "Reference")?;
    node.only_attributes(&["Type", "URI"])?;
    let [transforms, method, digest] = node.exactly()?;
    let [transform] = transforms.named(DSIG, "Transforms")?.exactly()?;
    algorithm(&transform.named(DSIG, "Transform")?, C14N)?;
    algorithm(&method.named(DSIG, "DigestMethod")?, SHA256)?;
    let target = node
        .attribute("URI")
        .and_then(|uri| uri.strip_prefix('#'))
        .ok_or(Refusal::Shape)?;
    let expected = (target == CONTENT).then_some(BANKID);
    if node.attribute("Type") != expected {
        return Err(Refusal::Shape);
    }
    Ok((target, value::bytes(&digest.named(DSIG, "DigestValue")?)?))
}

fn algorithm(node: &Node<'_>, expected: &str) -> Result<(), Refusal> {
    node.only_attributes(&["Algorithm"])?;
    if node.attribute("Algorithm") != Some(expected) {
        return Err(Refusal::Algorithm);
    }
    // A parameter, such as a list of prefixes, would make it another algorithm.
    node.exactly::<0>()?;
    Ok(())
}

fn canonical(document: &Document<'_>, node: &Node<'_>) -> Result<Vec<u8>, Refusal> {
    let subtree = NodeSet::tree_without_comments(node.id, document);
    canonicalize_doc::<&str>(document, C14nMode::Inclusive, Some(&subtree), &[])
        .map_err(|_| Refusal::Unreadable)
}

fn certificates(key_info: &Node<'_>) -> Result<Vec<Vec<u8>>, Refusal> {
    let [data] = key_info.exactly()?;
    let certificates = data.named(DSIG, "X509Data")?.elements()?;
    if certificates.is_empty() || certificates.len() > MAX_CERTIFICATES {
        return Err(Refusal::Shape);
    }
    let read = |node: Node<'_>| value::bytes(&node.named(DSIG, "X509Certificate")?);
    certificates.into_iter().map(read).collect()
}

fn function(content: &Node<'_>) -> Result<String, Refusal> {
    content.one(BANKID, "clientInfo")?.one(BANKID, "funcId")?.text()
}

/// The text that was shown. A login may lack it.
fn visible(content: &Node<'_>) -> Result<Option<Sensitive<String>>, Refusal> {
    let Some(node) = content.optional(BANKID, "usrVisibleData")? else {
        return Ok(None);
    };
    node.only_attributes(&["charset", "visible", "format"])?;
    if node.attribute("charset") != Some("UTF-8") || node.attribute("visible") != Some("wysiwys") {
        return Err(Refusal::Shape);
    }
    value::text(&node).map(Sensitive::new).map(Some)
}

fn non_visible(content: &Node<'_>) -> Result<Vec<u8>, Refusal> {
    let node = content.optional(BANKID, "usrNonVisibleData")?;
    node.as_ref()
        .map(value::bytes)
        .transpose()
        .map(Option::unwrap_or_default)
}
