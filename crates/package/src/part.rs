use std::fmt;
use std::str::FromStr;

use mn_domain::Sensitive;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a part of a package can be. A closed set: a package holds nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum PartName {
    /// The list of content parts, each with its digest. Its own digest is what the citizen signs.
    Manifest,
    /// The application as typed data.
    Application,
    /// Questions, help and answers as the citizen saw them.
    Snapshot,
    /// The application as a document for people.
    Document,
    /// The text that the citizen declared when signing.
    VisibleText,
    /// The signature as the e-ID provider gave it.
    Signature,
    /// The provider's answer about the revocation of the signer's certificate.
    OcspAnswer,
    /// What the service found when it verified the signature.
    Report,
}

/// The text names no part of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a part of a package")]
pub struct UnknownPart;

impl PartName {
    /// Every part there can be, in the order of a package.
    pub const ALL: [Self; 8] = [
        Self::Manifest,
        Self::Application,
        Self::Snapshot,
        Self::Document,
        Self::VisibleText,
        Self::Signature,
        Self::OcspAnswer,
        Self::Report,
    ];

    /// The name in the manifest, in the recipient's API and in the recipient's folder.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manifest => "manifest.json",
            Self::Application => "application.json",
            Self::Snapshot => "snapshot.json",
            Self::Document => "application.pdf",
            Self::VisibleText => "signature/visible.txt",
            Self::Signature => "signature/bankid.xml",
            Self::OcspAnswer => "signature/ocsp.der",
            Self::Report => "report.json",
        }
    }

    /// The media type, which is the `cty` of the part's JWE.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Manifest | Self::Application | Self::Snapshot | Self::Report => "application/json",
            Self::Document => "application/pdf",
            Self::VisibleText => "text/plain; charset=utf-8",
            Self::Signature => "application/xml",
            Self::OcspAnswer => "application/ocsp-response",
        }
    }

    /// Whether the part is content, frozen before the signature and named in the manifest. The other
    /// parts are the manifest itself and what came with the signature.
    #[must_use]
    pub const fn is_content(self) -> bool {
        matches!(
            self,
            Self::Application | Self::Snapshot | Self::Document | Self::VisibleText
        )
    }
}

impl FromStr for PartName {
    type Err = UnknownPart;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|part| part.as_str() == text)
            .ok_or(UnknownPart)
    }
}

impl TryFrom<String> for PartName {
    type Error = UnknownPart;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PartName> for &'static str {
    fn from(part: PartName) -> Self {
        part.as_str()
    }
}

impl fmt::Display for PartName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One part that can be read.
#[derive(Clone, Debug)]
pub struct PlainPart {
    /// Which part it is.
    pub name: PartName,
    /// What it holds.
    pub bytes: Sensitive<Vec<u8>>,
}

impl PlainPart {
    /// Makes a part of its bytes.
    #[must_use]
    pub const fn new(name: PartName, bytes: Vec<u8>) -> Self {
        Self {
            name,
            bytes: Sensitive::new(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_known_by_its_exact_name_only() {
        for part in PartName::ALL {
            assert_eq!(part.as_str().parse(), Ok(part));
        }
        for bad in ["", "Manifest.json", "../manifest.json", "signature", "notes.txt"] {
            assert_eq!(bad.parse::<PartName>(), Err(UnknownPart), "{bad}");
        }
    }

    #[test]
    fn a_part_does_not_show_what_it_holds() {
        let part = PlainPart::new(PartName::Application, b"planted".to_vec());
        assert!(!format!("{part:?}").contains("planted"));
        assert!(!format!("{part:?}").contains("112, 108"));
    }
}
