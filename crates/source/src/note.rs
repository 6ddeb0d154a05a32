use serde::{Deserialize, Serialize};

/// Something that the reader of a message noticed and went on from. Never holds a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What kind of thing it is.
    pub kind: NoteKind,
    /// Where: an element path or a part's name, as the contract spells it.
    pub at: String,
}

/// The kinds of things a reader may notice. Closed, so that no free text travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// An element that the contract requires is missing.
    MissingRequired,
    /// A code that the contract does not list; kept as text.
    UnknownCode,
    /// A value that is not of the contract's type; left out.
    UnreadableValue,
    /// Another version or namespace than asked for; read by local names.
    OtherVersion,
    /// A part of the answer failed at the source.
    PartFailed,
    /// A part of the answer is absent, which the contract allows but does not explain.
    PartAbsent,
    /// A part of the answer may not be given out to us.
    PartNotEntitled,
    /// An element that the contract does not know; left out.
    UnknownElement,
    /// The citizen was asked for her permission and did not give it.
    Declined,
    /// A sum is not what its parts make together.
    SumDiffers,
}

impl Note {
    /// Notes a thing at a place.
    pub fn new(kind: NoteKind, at: impl Into<String>) -> Self {
        Self { kind, at: at.into() }
    }
}
