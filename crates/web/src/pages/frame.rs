use mn_domain::Language;

use crate::texts::{Text, Translator};

/// What surrounds every page.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The texts in the visitor's language.
    pub texts: Translator,
    /// This page's own path, to which the language menu and "stay longer" come back.
    pub path: String,
    /// In whose name the service is offered, for example `Björkviks kommun`; nothing before it is chosen.
    pub municipality: Option<String>,
    /// The private space, while there is one.
    pub room: Option<Room>,
    /// The token that every form carries back in the field `token`.
    pub token: String,
}

/// How long the private space lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// When it is deleted, as a clock time: `14.52`.
    pub ends: String,
    /// Seconds until then.
    pub seconds_left: u32,
    /// Seconds of a whole idle time: what the ring is a part of.
    pub seconds_whole: u32,
    /// Whether it can be extended; not when the longest time of a visit is near.
    pub can_stay: bool,
    /// The decider to whom an application has been sent in this visit, if any; until then nobody sees anything.
    pub sent_to: Option<String>,
}

/// One line of the language menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LanguageChoice {
    /// The name that the form sends.
    pub name: &'static str,
    /// The language of the label, for the `lang` attribute.
    pub tag: &'static str,
    /// Whether it is the language of this page.
    pub is_current: bool,
}

impl Frame {
    /// The text of a key.
    #[must_use]
    pub fn t(&self, key: &str) -> Text<'_> {
        self.texts.get(key)
    }

    /// The text of a key made of a beginning, one name of a closed set, and an end: `state.` `hit` `_means`.
    #[must_use]
    pub fn of(&self, start: &str, name: &str, end: &str) -> Text<'_> {
        self.texts.get(&format!("{start}{name}{end}"))
    }

    /// The language tag of the page.
    #[must_use]
    pub fn lang(&self) -> &'static str {
        self.texts.language().tag()
    }

    /// The language menu.
    #[must_use]
    pub fn languages(&self) -> [LanguageChoice; 3] {
        Language::ALL.map(|language| LanguageChoice {
            name: language.name(),
            tag: language.tag(),
            is_current: language == self.texts.language(),
        })
    }

    /// The name of the municipality, or what it is called before one is chosen.
    #[must_use]
    pub fn municipality_name(&self) -> String {
        let unnamed = || self.t("common.the_municipality").to_string();
        self.municipality.clone().unwrap_or_else(unnamed)
    }
}

impl Room {
    /// How much of the idle time is left, in per cent.
    #[must_use]
    pub fn percent_left(&self) -> u32 {
        (self.seconds_left.saturating_mul(100) / self.seconds_whole.max(1)).min(100)
    }
}
