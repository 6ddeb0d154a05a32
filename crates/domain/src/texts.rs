use serde::{Deserialize, Serialize};

use crate::Language;

/// One text in every language of the service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// In Swedish.
    pub sv: String,
    /// In easy-to-read Swedish.
    pub lattlast: String,
    /// In English.
    pub en: String,
}

impl Texts {
    /// The text in one language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Sv => &self.sv,
            Language::Lattlast => &self.lattlast,
            Language::En => &self.en,
        }
    }

    /// The languages in which the text says nothing.
    pub fn blank(&self) -> impl Iterator<Item = Language> {
        Language::ALL
            .into_iter()
            .filter(|language| self.get(*language).trim().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_languages_that_lack_a_text() {
        let texts = Texts {
            sv: "hyra".into(),
            lattlast: " ".into(),
            en: "rent".into(),
        };
        assert_eq!(texts.get(Language::En), "rent");
        assert_eq!(texts.blank().collect::<Vec<_>>(), [Language::Lattlast]);
    }
}
