//! What things are called on pages, in the reader's language. One that is known no longer is called by its id.

use mn_domain::{FormId, Language, RecipientId, SourceId};

use crate::app::App;
use crate::pages::LookAgain;

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

/// The mark at a value that does not fit, with why and what to do. Nothing where everything fits.
pub fn look_again(app: &App, source: &SourceId, language: Language, why: Vec<String>) -> Option<LookAgain> {
    let authority = &app.catalogue.source(source)?.authority.name;
    let words = &app.catalogue.words().checks;
    (!why.is_empty()).then(|| LookAgain {
        mark: words.mark.get(language).to_owned(),
        why,
        calm: words.calm.get(language).to_owned(),
        todo: words.todo.get(language).replace("{authority}", authority),
    })
}
