//! A small tree that XML and JSON messages are read into, within limits.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use mn_domain::Sensitive;
use mn_source::SourceError;
use zeroize::Zeroizing;

/// Largest message that is read.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;
/// Deepest nesting that is read.
pub const MAX_DEPTH: usize = 48;
/// Most elements of one message.
pub const MAX_ELEMENTS: usize = 200_000;
/// Most attributes of one element.
pub const MAX_ATTRIBUTES: usize = 32;

/// One element: an XML element, or a member of a JSON object. It borrows from the document what the document spells plainly.
#[derive(Debug, Default)]
pub struct Element<'a> {
    /// The local name.
    pub name: Cow<'a, str>,
    /// The namespace, if it has one.
    pub namespace: Option<Arc<str>>,
    /// The attributes by local name.
    pub attributes: Vec<(String, Sensitive<String>)>,
    /// The elements inside.
    pub children: Vec<Element<'a>>,
    /// The text directly inside, all pieces joined.
    text: Said<'a>,
}

/// The text of an element.
#[derive(Default)]
enum Said<'a> {
    #[default]
    Nothing,
    /// As the document has it.
    Lent(&'a str),
    /// Put together from pieces.
    Own(Zeroizing<String>),
}

impl fmt::Debug for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[sensitive]")
    }
}

impl Said<'_> {
    fn as_str(&self) -> &str {
        match self {
            Self::Nothing => "",
            Self::Lent(text) => text,
            Self::Own(text) => text,
        }
    }
}

impl<'a> Element<'a> {
    /// Makes an empty element.
    pub fn named(name: Cow<'a, str>) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }

    /// Adds text of the document after the text that is there.
    pub fn lend_text(&mut self, more: &'a str) {
        if matches!(self.text, Said::Nothing) {
            self.text = Said::Lent(more);
        } else {
            self.push_text(more);
        }
    }

    /// Adds text of one's own after the text that is there.
    pub fn push_text(&mut self, more: &str) {
        if let Said::Own(text) = &mut self.text {
            text.push_str(more);
        } else {
            let mut text = Zeroizing::new(String::with_capacity(self.text.as_str().len() + more.len()));
            text.push_str(self.text.as_str());
            text.push_str(more);
            self.text = Said::Own(text);
        }
    }

    /// The text without space around it; `None` when there is nothing but space.
    pub fn text(&self) -> Option<&str> {
        let text = self.text.as_str().trim();
        (!text.is_empty()).then_some(text)
    }

    /// The first child of that name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The element at the end of a path such as `forman/id`.
    pub fn find(&self, path: &str) -> Option<&Self> {
        let mut rest = path;
        let mut element = self;
        while let Some((name, below)) = rest.split_once('/') {
            element = element.child(name)?;
            rest = below;
        }
        element.child(rest)
    }

    /// Adds every element at the ends of a path, whichever of several it leads through.
    pub fn each<'b>(&'b self, path: &str, found: &mut Vec<&'b Self>) {
        let (name, rest) = path.split_once('/').unwrap_or((path, ""));
        for child in self.children.iter().filter(|child| child.name == name) {
            if rest.is_empty() {
                found.push(child);
            } else {
                child.each(rest, found);
            }
        }
    }

    /// Every child of that name, in order.
    pub fn all<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// An attribute's text without space around it; `None` when there is nothing but space.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let (_, value) = self.attributes.iter().find(|(key, _)| key == name)?;
        // EXPOSE: for the reader of this message only, which wraps what it keeps.
        let value = value.expose().trim();
        (!value.is_empty()).then_some(value)
    }

    /// Whether the sender says that the element stands for no value (`xsi:nil`).
    pub fn is_nil(&self) -> bool {
        matches!(self.attribute("nil"), Some("true" | "1"))
    }
}

/// Counts what a message holds and stops where no honest one goes.
#[derive(Debug, Default)]
pub struct Budget {
    elements: usize,
}

impl Budget {
    /// Takes one more element at a depth.
    pub fn element(&mut self, depth: usize) -> Result<(), SourceError> {
        self.elements += 1;
        if self.elements > MAX_ELEMENTS || depth > MAX_DEPTH {
            return Err(SourceError::TooLarge);
        }
        Ok(())
    }

    /// Refuses a message that is larger than any honest one.
    pub const fn size(bytes: usize) -> Result<(), SourceError> {
        if bytes > MAX_BYTES {
            return Err(SourceError::TooLarge);
        }
        Ok(())
    }
}
