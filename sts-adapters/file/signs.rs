//! The signs with which banks write rows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How characters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// What Windows calls ANSI in western Europe. Latin-1 is a part of it.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// UTF-16, little-endian, with a byte order mark.
    #[serde(rename = "utf-16le")]
    Utf16,
}

/// What stands between columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Separator {
    /// `;`
    Semicolon,
    /// `,`
    Comma,
    /// A tab.
    Tab,
}

/// What stands before the decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecimalSign {
    /// `,`
    Comma,
    /// `.`
    Dot,
}

/// What may stand between thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ThousandsSign {
    /// A space of any kind.
    Space,
    /// `.`
    Dot,
    /// `,`
    Comma,
    /// `'`
    Apostrophe,
}

impl Separator {
    /// The sign itself.
    pub(super) const fn sign(self) -> char {
        match self {
            Self::Semicolon => ';',
            Self::Comma => ',',
            Self::Tab => '\t',
        }
    }
}

impl DecimalSign {
    /// The sign itself.
    pub(super) const fn sign(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Dot => '.',
        }
    }
}

impl ThousandsSign {
    /// Whether it may be written so.
    pub(super) const fn is(self, sign: char) -> bool {
        match self {
            Self::Space => matches!(sign, ' ' | '\u{a0}' | '\u{202f}'),
            Self::Dot => sign == '.',
            Self::Comma => sign == ',',
            Self::Apostrophe => matches!(sign, '\'' | '\u{2019}'),
        }
    }
}
