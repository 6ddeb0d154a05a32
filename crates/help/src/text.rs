use mn_domain::Language;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A text in every language of the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Plain Swedish.
    pub sv: String,
    /// Easy Swedish (lättläst).
    pub lattlast: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The text in one language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Sv => &self.sv,
            Language::Lattlast => &self.lattlast,
            Language::En => &self.en,
        }
    }
}

/// A word or a short name. Easy Swedish uses the Swedish word unless it has one of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Swedish.
    pub sv: String,
    /// Easy Swedish, where it differs.
    pub lattlast: Option<String>,
    /// English.
    pub en: String,
}

impl Term {
    /// The word in one language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Sv => &self.sv,
            Language::Lattlast => self.lattlast.as_deref().unwrap_or(&self.sv),
            Language::En => &self.en,
        }
    }
}
