use mn_domain::{AgreementId, Language, Texts};
use mn_seal::Digest;

use crate::{Folder, Mistakes};

/// The agreement between citizen and service: the same terms in every language, as Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The name of its files.
    pub id: AgreementId,
    /// Its texts.
    pub texts: Texts,
    /// Which version it is.
    pub version: AgreementVersion,
}

/// One version of an agreement: the SHA-256 of its texts, so that no word can change unnoticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgreementVersion(pub Digest);

impl std::fmt::Display for AgreementVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0, f)
    }
}

impl Agreement {
    /// Makes an agreement of its texts.
    #[must_use]
    pub fn new(id: AgreementId, texts: Texts) -> Self {
        let version = AgreementVersion(mn_seal::sha256(&framed(&texts)));
        Self { id, texts, version }
    }

    /// The terms in one language, as Markdown.
    #[must_use]
    pub fn text(&self, language: Language) -> &str {
        self.texts.get(language)
    }

    pub(crate) fn load(folder: &Folder, id: AgreementId, mistakes: &mut Mistakes) -> Option<Self> {
        let mut read = |language: Language| {
            let file = format!("agreements/{id}.{}.md", language.name());
            let text = folder.text(&file, mistakes)?;
            if !text.starts_with("# ") {
                mistakes.add(&file, "the text must begin with a heading");
            }
            Some(text)
        };
        let (sv, lattlast, en) = (read(Language::Sv), read(Language::Lattlast), read(Language::En));
        Some(Self::new(
            id,
            Texts {
                sv: sv?,
                lattlast: lattlast?,
                en: en?,
            },
        ))
    }
}

/// The texts in the order of the languages, each after its language and its length.
fn framed(texts: &Texts) -> Vec<u8> {
    let mut bytes = Vec::new();
    for language in Language::ALL {
        let text = texts.get(language);
        bytes.extend_from_slice(format!("{} {}\n", language.name(), text.len()).as_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}
