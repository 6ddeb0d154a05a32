//! A small tree of XML: read with quick-xml from what callers send, written for what the agencies answer.

use quick_xml::escape::{escape, resolve_predefined_entity};
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, XmlVersion};

/// How deep a question may nest.
const DEPTH: usize = 32;

/// An element.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// The name as written, prefix included, or the local name when it was read.
    pub name: String,
    /// The namespace, when it was read.
    pub namespace: String,
    /// The attributes.
    pub attributes: Vec<(String, String)>,
    /// The text.
    pub text: String,
    /// The elements inside.
    pub children: Vec<Node>,
    raw: bool,
}

impl Node {
    /// Begins an element.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// Makes an element with text.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers hand over numbers, dates and references alike"
    )]
    pub fn leaf(name: impl Into<String>, text: impl ToString) -> Self {
        Self {
            name: name.into(),
            text: text.to_string(),
            ..Self::default()
        }
    }

    /// Makes a piece of markup that is written as it stands.
    pub fn raw(markup: impl Into<String>) -> Self {
        Self {
            text: markup.into(),
            raw: true,
            ..Self::default()
        }
    }

    /// Adds an attribute.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers hand over numbers and references alike"
    )]
    pub fn attribute(mut self, name: &str, value: impl ToString) -> Self {
        self.attributes.push((name.to_owned(), value.to_string()));
        self
    }

    /// Adds an element.
    pub fn with(mut self, child: Node) -> Self {
        self.children.push(child);
        self
    }

    /// Adds an element with text.
    pub fn with_leaf(self, name: &str, text: impl ToString) -> Self {
        self.with(Self::leaf(name, text))
    }

    /// Adds elements.
    pub fn with_all(mut self, children: impl IntoIterator<Item = Node>) -> Self {
        self.children.extend(children);
        self
    }

    /// Gives the element another name.
    pub fn renamed(mut self, name: String) -> Self {
        self.name = name;
        self
    }

    /// Finds the first element of that name.
    pub fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Reads an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Writes the element.
    pub fn to_xml(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        if self.raw {
            out.push_str(&self.text);
            return;
        }
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            out.push_str(&escape(value.as_str()));
            out.push('"');
        }
        if self.text.is_empty() && self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        out.push_str(&escape(self.text.as_str()));
        for child in &self.children {
            child.write(out);
        }
        out.push_str("</");
        out.push_str(&self.name);
        out.push('>');
    }

    /// Gives every name in the tree a prefix, to send back what was read.
    pub fn prefixed(&self, prefix: &str) -> Node {
        Node {
            name: format!("{prefix}:{}", self.name),
            children: self.children.iter().map(|child| child.prefixed(prefix)).collect(),
            ..self.clone()
        }
    }
}

/// Reads a document; nothing but elements, attributes, text and comments is accepted.
pub fn parse(bytes: &[u8]) -> Option<Node> {
    let mut reader = NsReader::from_reader(bytes);
    let mut open: Vec<Node> = vec![Node::default()];
    let mut buffer = Vec::new();
    loop {
        let (namespace, event) = reader.read_resolved_event_into(&mut buffer).ok()?;
        match event {
            Event::Start(start) => {
                open.push(element(&namespace, &start)?);
                if open.len() > DEPTH {
                    return None;
                }
            }
            Event::Empty(start) => open.last_mut()?.children.push(element(&namespace, &start)?),
            Event::End(_) => {
                let done = open.pop()?;
                open.last_mut()?.children.push(done);
            }
            Event::Text(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
            Event::CData(text) => open.last_mut()?.text.push_str(&text.xml10_content()),
            Event::GeneralRef(name) => {
                let text = &mut open.last_mut()?.text;
                match name.resolve_char_ref().ok()? {
                    Some(character) => text.push(character),
                    None => text.push_str(resolve_predefined_entity(&name)?),
                }
            }
            Event::DocType(_) | Event::PI(_) => return None,
            Event::Decl(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
        buffer.clear();
    }
    let mut document = open.pop()?;
    (open.is_empty() && document.children.len() == 1 && document.text.trim().is_empty())
        .then(|| document.children.remove(0))
}

fn element(namespace: &ResolveResult<'_>, start: &BytesStart<'_>) -> Option<Node> {
    let namespace = match namespace {
        ResolveResult::Bound(bound) => bound.0.to_owned(),
        ResolveResult::Unbound => String::new(),
        ResolveResult::Unknown(_) => return None,
    };
    let mut node = Node::new(start.local_name().as_ref());
    node.namespace = namespace;
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let name = attribute.key.as_ref().to_owned();
        if name != "xmlns" && !name.starts_with("xmlns:") {
            let value = attribute.normalized_value(XmlVersion::Explicit1_0).ok()?;
            node.attributes.push((name, value.into_owned()));
        }
    }
    Some(node)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let node = Node::new("a")
            .attribute("b", "<\"&")
            .with_leaf("c", "å & ö")
            .with(Node::new("d"));
        let read = parse(node.to_xml().as_bytes()).unwrap();
        assert_eq!(read.get("b"), Some("<\"&"));
        assert_eq!(read.child("c").unwrap().text, "å & ö");
    }

    #[test]
    fn refuses_document_types_and_loose_ends() {
        assert!(parse(b"<!DOCTYPE a><a/>").is_none());
        assert!(parse(b"<a><b></a>").is_none());
        assert!(parse(b"<a/><b/>").is_none());
        assert!(parse(b"<a>&unknown;</a>").is_none());
        assert!(parse("<a>".repeat(40).as_bytes()).is_none());
    }
}
