//! Reads XML into a tree: streaming, by local names, without DTD and with the five entities only.

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

/// Reads a whole document from bytes.
pub fn parse(body: &[u8]) -> Result<Element, SourceError> {
    Budget::size(body.len())?;
    let text = Sensitive::new(super::encoding::decode(body)?);
    // EXPOSE: the parser reads the text; every value leaves it wrapped.
    parse_text(text.expose())
}

/// Reads a whole document from text, for documents that travel inside another.
pub fn parse_text(text: &str) -> Result<Element, SourceError> {
    Budget::size(text.len())?;
    let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}').trim());
    let mut tree = Builder::default();
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(|_| BROKEN)?;
        match event {
            Event::Start(start) => tree.open(&start, &namespace)?,
            Event::Empty(start) => {
                tree.open(&start, &namespace)?;
                tree.close()?;
            }
            Event::End(_) => tree.close()?,
            Event::Text(text) => tree.text(&text.xml10_content())?,
            Event::CData(text) => tree.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => tree.text(&resolve(&reference)?)?,
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

#[derive(Default)]
struct Builder {
    open: Vec<Element>,
    root: Option<Element>,
    budget: Budget,
}

impl Builder {
    fn open(&mut self, start: &BytesStart<'_>, namespace: &ResolveResult<'_>) -> Result<(), SourceError> {
        if self.root.is_some() {
            return Err(BROKEN);
        }
        self.budget.element(self.open.len() + 1)?;
        let mut element = Element::named(start.local_name().as_ref().to_owned());
        element.namespace = self.namespace(namespace)?;
        element.attributes = attributes(start)?;
        self.open.push(element);
        Ok(())
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

    fn text(&mut self, text: &str) -> Result<(), SourceError> {
        match self.open.last_mut() {
            Some(element) if !text.is_empty() => element.push_text(text),
            None if !text.trim().is_empty() => return Err(BROKEN),
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

    fn finish(self) -> Result<Element, SourceError> {
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
