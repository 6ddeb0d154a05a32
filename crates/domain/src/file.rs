use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a file is that a citizen added herself, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A bank's account statement by ISO 20022.
    Camt053,
    /// The rows of an account, as a bank exports them.
    BankCsv,
    /// A document.
    Pdf,
    /// A photograph.
    Jpeg,
    /// A picture.
    Png,
}

impl FileKind {
    /// Every kind. Stored files know theirs by its place here: new ones come last.
    pub const ALL: [Self; 5] = [Self::Camt053, Self::BankCsv, Self::Pdf, Self::Jpeg, Self::Png];

    /// The kind's name in messages and files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Camt053 => "camt053",
            Self::BankCsv => "bank_csv",
            Self::Pdf => "pdf",
            Self::Jpeg => "jpeg",
            Self::Png => "png",
        }
    }

    /// The media type of a file that is kept as it came; nothing for one whose values are read out of it.
    #[must_use]
    pub const fn kept_as(self) -> Option<&'static str> {
        match self {
            Self::Camt053 | Self::BankCsv => None,
            Self::Pdf => Some("application/pdf"),
            Self::Jpeg => Some("image/jpeg"),
            Self::Png => Some("image/png"),
        }
    }
}

/// Why a file is not taken. Variants are what the citizen is told; none carries a part of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileRefusal {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is larger, deeper or longer than any that is taken.
    #[error("the file is too large")]
    TooLarge,
    /// It is of a kind that is not taken.
    #[error("the file is of another kind")]
    OtherKind,
    /// It is rows of text, of a bank whose way of writing them nobody has described.
    #[error("the rows are of a bank that is not known")]
    OtherBank,
    /// It is a known bank's, and another program has saved it in another encoding.
    #[error("the file has been saved anew in another encoding")]
    OtherEncoding,
    /// It says what kind it is and is not whole.
    #[error("the file is damaged")]
    Damaged,
    /// It opens with a password only.
    #[error("the file is encrypted")]
    Encrypted,
    /// It holds programs or other files, or parts that cannot be looked into.
    #[error("the file holds programs or other files")]
    Active,
}

impl FileRefusal {
    /// The refusal's name in texts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too_large",
            Self::OtherKind => "other_kind",
            Self::OtherBank => "other_bank",
            Self::OtherEncoding => "other_encoding",
            Self::Damaged => "damaged",
            Self::Encrypted => "encrypted",
            Self::Active => "active",
        }
    }
}
