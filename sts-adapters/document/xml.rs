//! Reads XML into a tree: streaming, by local names, without DTD and with the five entities only.

use std::borrow::Cow;
use std::sync::Arc;

use mn_domain::Sensitive;
use mn_source::SourceError;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::tree::{Budget, Element, MAX_ATTRIBUTES};

const BROKEN: SourceError = SourceError::Malformed { at: "XML" };

/// Reads a whole document from text. The tree borrows from it.
pub fn parse(text: &str) -> Result<Element<'_>, SourceError> {
    Budget::size(text.len())?;
    let text = text.trim();
    let mut reader = NsReader::from_str(text);
    let mut tree = Builder::new(text);
    loop {
        let from = usize::try_from(reader.buffer_position()).map_err(|_| BROKEN)?;
        let (namespace, event) = reader.read_resolved_event().map_err(|_| BROKEN)?;
        match event {
            Event::Start(start) => tree.open(&start, from, &namespace)?,
            Event::Empty(start) => {
                tree.open(&start, from, &namespace)?;
                tree.close()?;
            }
            Event::End(_) => tree.close()?,
            Event::Text(text) => tree.text(text.into_inner())?,
            Event::CData(text) => tree.text(text.into_inner())?,
            Event::GeneralRef(reference) => tree.text(Cow::Owned(resolve(&reference)?))?,
            Event::DocType(_) => return Err(SourceError::Malformed { at: "DOCTYPE" }),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => return tree.finish(),
        }
    }
}

/// A character reference, or one of the five entities that XML itself defines. There are no others.
fn resolve(reference: &BytesRef<'_>) -> Result<String, SourceError> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| BROKEN)? {
        return Ok(character.to_string());
    }
    resolve_predefined_entity(reference)
        .map(str::to_owned)
        .ok_or(SourceError::Malformed { at: "entity" })
}

struct Builder<'a> {
    document: &'a str,
    open: Vec<Element<'a>>,
    root: Option<Element<'a>>,
    budget: Budget,
}

impl<'a> Builder<'a> {
    fn new(document: &'a str) -> Self {
        Self {
            document,
            open: Vec::new(),
            root: None,
            budget: Budget::default(),
        }
    }

    fn open(
        &mut self,
        start: &BytesStart<'_>,
        from: usize,
        namespace: &ResolveResult<'_>,
    ) -> Result<(), SourceError> {
        if self.root.is_some() {
            return Err(BROKEN);
        }
        self.budget.element(self.open.len() + 1)?;
        let mut element = Element::named(self.name(start, from));
        element.namespace = self.namespace(namespace)?;
        element.attributes = attributes(start)?;
        self.open.push(element);
        Ok(())
    }

    /// The local name as it stands in the document, behind the sign that opens the tag.
    fn name(&self, start: &BytesStart<'_>, from: usize) -> Cow<'a, str> {
        let (name, whole) = (start.local_name(), start.name());
        let end = from + 1 + whole.as_ref().len();
        let written = self.document.get(end - name.as_ref().len()..end);
        match written {
            Some(written) if written == name.as_ref() => Cow::Borrowed(written),
            _ => Cow::Owned(name.as_ref().to_owned()),
        }
    }

    fn namespace(&self, resolved: &ResolveResult<'_>) -> Result<Option<Arc<str>>, SourceError> {
        match resolved {
            ResolveResult::Unbound => Ok(None),
            ResolveResult::Unknown(_) => Err(BROKEN),
            ResolveResult::Bound(namespace) => {
                let name: &str = namespace.as_ref();
                let parent = self.open.last().and_then(|parent| parent.namespace.clone());
                Ok(parent
                    .filter(|known| **known == *name)
                    .or_else(|| Some(name.into())))
            }
        }
    }

    fn text(&mut self, text: Cow<'a, str>) -> Result<(), SourceError> {
        match (self.open.last_mut(), text) {
            (None, text) if !text.trim().is_empty() => return Err(BROKEN),
            (Some(element), Cow::Borrowed(text)) if !text.is_empty() => element.lend_text(text),
            (Some(element), Cow::Owned(text)) => element.push_text(&text),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), SourceError> {
        let element = self.open.pop().ok_or(BROKEN)?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn finish(self) -> Result<Element<'a>, SourceError> {
        if !self.open.is_empty() {
            return Err(BROKEN);
        }
        self.root.ok_or(BROKEN)
    }
}

fn attributes(start: &BytesStart<'_>) -> Result<Vec<(String, Sensitive<String>)>, SourceError> {
    let mut found = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| BROKEN)?;
        if found.len() >= MAX_ATTRIBUTES {
            return Err(SourceError::TooLarge);
        }
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|_| BROKEN)?;
        let name = attribute.key.local_name().as_ref().to_owned();
        found.push((name, Sensitive::new(value.into_owned())));
    }
    Ok(found)
}
