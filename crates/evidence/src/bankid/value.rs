use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::tree::Node;
use crate::Refusal;

/// The bytes of an element that holds base64, white space apart.
pub(super) fn bytes(node: &Node<'_>) -> Result<Vec<u8>, Refusal> {
    let text: String = node
        .text()?
        .chars()
        .filter(|c| !c.is_ascii_whitespace())
        .collect();
    STANDARD.decode(text).map_err(|_| Refusal::Shape)
}

/// The UTF-8 text of an element that holds base64.
pub(super) fn text(node: &Node<'_>) -> Result<String, Refusal> {
    String::from_utf8(bytes(node)?).map_err(|_| Refusal::Shape)
}
