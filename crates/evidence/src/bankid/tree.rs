use bergshamra_xml::{Document, Element, NodeId, NodeKind};

use crate::Refusal;

/// The namespace of XML signatures.
pub(super) const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
/// The namespace of BankID's signed data.
pub(super) const BANKID: &str = "http://www.bankid.com/signature/v1.0.0/types";

/// An element of the parsed signature, read strictly: whatever was not asked for is refused.
#[derive(Clone, Copy)]
pub(super) struct Node<'d> {
    document: &'d Document<'d>,
    pub(super) id: NodeId,
    element: &'d Element<'d>,
}

impl<'d> Node<'d> {
    pub(super) fn root(document: &'d Document<'d>) -> Result<Self, Refusal> {
        let id = document.document_element().ok_or(Refusal::Unreadable)?;
        Self::new(document, id)
    }

    fn new(document: &'d Document<'d>, id: NodeId) -> Result<Self, Refusal> {
        let element = document.element(id).ok_or(Refusal::Shape)?;
        Ok(Self {
            document,
            id,
            element,
        })
    }

    pub(super) fn is(&self, namespace: &str, name: &str) -> bool {
        self.element.matches_name_ns(namespace, name)
    }

    pub(super) fn named(self, namespace: &str, name: &str) -> Result<Self, Refusal> {
        if self.is(namespace, name) {
            Ok(self)
        } else {
            Err(Refusal::Shape)
        }
    }

    /// The element's children, when nothing but white space stands between them.
    pub(super) fn elements(&self) -> Result<Vec<Self>, Refusal> {
        let mut elements = Vec::new();
        for child in self.document.children_iter(self.id) {
            match self.document.node_kind(child) {
                Some(NodeKind::Element(_)) => elements.push(Self::new(self.document, child)?),
                Some(NodeKind::Text(text)) if text.trim_ascii().is_empty() => {}
                _ => return Err(Refusal::Shape),
            }
        }
        Ok(elements)
    }

    /// Exactly so many children.
    pub(super) fn exactly<const N: usize>(&self) -> Result<[Self; N], Refusal> {
        self.elements()?.try_into().map_err(|_| Refusal::Shape)
    }

    /// The one child of this name, or none.
    pub(super) fn optional(&self, namespace: &str, name: &str) -> Result<Option<Self>, Refusal> {
        let mut found = self
            .elements()?
            .into_iter()
            .filter(|node| node.is(namespace, name));
        match (found.next(), found.next()) {
            (first, None) => Ok(first),
            (_, Some(_)) => Err(Refusal::Shape),
        }
    }

    /// The one child of this name.
    pub(super) fn one(&self, namespace: &str, name: &str) -> Result<Self, Refusal> {
        self.optional(namespace, name)?.ok_or(Refusal::Shape)
    }

    /// The element's text, when it holds nothing else.
    pub(super) fn text(&self) -> Result<String, Refusal> {
        let mut all = String::new();
        for child in self.document.children_iter(self.id) {
            match self.document.node_kind(child) {
                Some(NodeKind::Text(text)) => all.push_str(text),
                _ => return Err(Refusal::Shape),
            }
        }
        Ok(all)
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&'d str> {
        self.element
            .attributes
            .iter()
            .find(|attribute| attribute.name.namespace_uri.is_none() && attribute.name.local_name == name)
            .map(|attribute| attribute.value.as_ref())
    }

    /// Refuses any attribute that is not among the names.
    pub(super) fn only_attributes(&self, names: &[&str]) -> Result<(), Refusal> {
        let known = |attribute: &bergshamra_xml::Attribute<'_>| {
            attribute.name.namespace_uri.is_none() && names.contains(&attribute.name.local_name.as_ref())
        };
        if self.element.attributes.iter().all(known) {
            Ok(())
        } else {
            Err(Refusal::Shape)
        }
    }

    /// The element and every one below it.
    pub(super) fn all(&self) -> Vec<Self> {
        let below = self.document.descendants(self.id).into_iter();
        below
            .filter_map(|id| Self::new(self.document, id).ok())
            .chain([*self])
            .collect()
    }

    /// Whether the element declares no namespace but, as the default, one of the two known.
    pub(super) fn declares_nothing_else(&self) -> bool {
        let known = |uri: &str| uri == DSIG || uri == BANKID;
        let declared = &self.element.namespace_declarations;
        declared.len() <= 1
            && declared
                .iter()
                .all(|(prefix, uri)| prefix.is_empty() && known(uri))
    }

    pub(super) fn name(&self) -> &str {
        self.element.name.local_name.as_ref()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &'d str> + use<'d> {
        let attributes = self.element.attributes.iter();
        attributes
            .filter(|attribute| attribute.name.local_name.eq_ignore_ascii_case("id"))
            .map(|attribute| attribute.value.as_ref())
    }
}
