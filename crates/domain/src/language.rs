use serde::{Deserialize, Serialize};

/// The languages that the service speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Swedish.
    #[default]
    Sv,
    /// Easy-to-read Swedish.
    Lattlast,
    /// English.
    En,
}

impl Language {
    /// Every language, in the order of the language menu.
    pub const ALL: [Self; 3] = [Self::Sv, Self::Lattlast, Self::En];

    /// The language tag of the `lang` attribute (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Sv | Self::Lattlast => "sv",
            Self::En => "en",
        }
    }

    /// The name used in files, cookies and forms.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::Lattlast => "lattlast",
            Self::En => "en",
        }
    }
}
