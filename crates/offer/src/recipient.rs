use mn_domain::{FormId, MunicipalityId, RecipientId, Texts};
use serde::Deserialize;

use crate::Mistakes;

/// An authority that decides applications, and where they are handed over. Its keys are configuration, not
/// metadata: they are trusted by whoever runs the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The name of its file.
    pub id: RecipientId,
    /// What it is called, such as `Socialnämnden i Björkvik och Norrhamn`.
    pub name: Texts,
    /// The municipalities whose inhabitants it decides about.
    pub serves: Vec<MunicipalityId>,
    /// The forms that it takes.
    pub forms: Vec<FormId>,
    /// How it gets what is sent.
    pub channel: ChannelKind,
}

/// How an authority gets what is sent to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChannelKind {
    /// It fetches from the service's recipient API.
    Pull,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    name: Texts,
    serves: Vec<MunicipalityId>,
    forms: Vec<FormId>,
    channel: ChannelKind,
}

impl File {
    pub(crate) fn check(self, id: RecipientId, file: &str, mistakes: &mut Mistakes) -> Recipient {
        mistakes.need(file, "name", &self.name);
        if self.serves.is_empty() {
            mistakes.add(file, "serves no municipality");
        }
        Recipient {
            id,
            name: self.name,
            serves: self.serves,
            forms: self.forms,
            channel: self.channel,
        }
    }
}
