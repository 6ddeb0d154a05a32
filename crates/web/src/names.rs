//! What things are called on pages, in the reader's language. One that is known no longer is called by its id.

use mn_domain::{FormId, Language, RecipientId, SourceId};

use crate::app::App;

/// What a source is called.
pub fn source(app: &App, language: Language, id: &SourceId) -> String {
    let known = app.catalogue.source(id);
    known.map_or_else(|| id.to_string(), |source| source.name.get(language).to_owned())
}

/// What the authority behind a source is called.
pub fn authority(app: &App, id: &SourceId) -> String {
    let known = app.catalogue.source(id);
    known.map_or_else(|| id.to_string(), |source| source.authority.name.clone())
}

/// What a form is called.
pub fn form(app: &App, language: Language, id: &FormId) -> String {
    let known = app.forms.get(id);
    known.map_or_else(|| id.to_string(), |form| form.title.get(language).to_owned())
}

/// What a recipient is called.
pub fn recipient(app: &App, language: Language, id: &RecipientId) -> String {
    let known = app.offer.recipients.get(id);
    known.map_or_else(|| id.to_string(), |one| one.name.get(language).to_owned())
}
