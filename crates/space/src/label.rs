use std::fmt;

use mn_seal::{NamingKey, Token};

use crate::SlotName;

/// What a store knows a slot by: its name in the memory of one process, bytes that say nothing where others
/// can look.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotLabel(Box<[u8]>);

impl SlotLabel {
    /// The bytes, as a store keeps them.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Takes the bytes back from a store.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }
}

impl fmt::Debug for SlotLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SlotLabel(..)")
    }
}

impl From<&SlotName> for SlotLabel {
    fn from(name: &SlotName) -> Self {
        Self(name.to_string().into_bytes().into_boxed_slice())
    }
}

/// How a visit labels its slots.
#[derive(Clone)]
pub(crate) enum Labels {
    /// By their names.
    Plain,
    /// By what only this visit can compute.
    Opaque(NamingKey),
}

impl Labels {
    pub(crate) fn of(token: &Token, is_shared: bool) -> Self {
        if is_shared {
            Self::Opaque(NamingKey::of(token))
        } else {
            Self::Plain
        }
    }

    pub(crate) const fn are_opaque(&self) -> bool {
        matches!(self, Self::Opaque(_))
    }

    pub(crate) fn label(&self, name: &SlotName) -> SlotLabel {
        match self {
            Self::Plain => name.into(),
            Self::Opaque(key) => SlotLabel(Box::new(key.label(&name.to_string()))),
        }
    }

    /// The name, where it can be read from the label.
    pub(crate) fn name(&self, label: &SlotLabel) -> Option<SlotName> {
        match self {
            Self::Plain => std::str::from_utf8(&label.0).ok()?.parse().ok(),
            Self::Opaque(_) => None,
        }
    }
}
