use std::path::Path;
use std::sync::Arc;

use mn_form::{Definition, FormWords, Forms, Norm, Norms};
use mn_help::Catalogue;
use mn_offer::Offer;
use mn_web::texts::Texts;

use crate::config::Mistakes;

/// Everything that `metadata/` says.
pub struct Metadata {
    /// The sources and their fields.
    pub catalogue: Catalogue,
    /// Municipalities, recipients, agreements, scope.
    pub offer: Offer,
    /// The forms.
    pub forms: Forms,
    /// The words that all forms share.
    pub form_words: FormWords,
    /// Amounts that change with the year.
    pub norms: Norms,
    /// What the pages say.
    pub texts: Arc<Texts>,
}

impl Metadata {
    /// Reads the folder; every mistake in it is noted.
    pub fn load(folder: &Path, mistakes: &mut Mistakes) -> Option<Self> {
        let catalogue = Catalogue::load(folder);
        let catalogue = catalogue
            .map_err(|all| all.iter().for_each(|one| mistakes.add("metadata", one)))
            .ok();
        let offer = taken(Offer::load(folder), mistakes);
        let forms = offer
            .as_ref()
            .and_then(|offer| taken(Definition::load_all(folder, offer), mistakes));
        let form_words = taken(FormWords::load(folder), mistakes);
        let norms = taken(Norm::load_all(folder), mistakes);
        let texts = mistakes.take("metadata/texts", Texts::load(&folder.join("texts")));
        Some(Self {
            catalogue: catalogue?,
            offer: offer?,
            forms: forms?,
            form_words: form_words?,
            norms: norms?,
            texts: Arc::new(texts?),
        })
    }
}

fn taken<T>(outcome: Result<T, mn_offer::Mistakes>, mistakes: &mut Mistakes) -> Option<T> {
    outcome
        .map_err(|all| all.0.iter().for_each(|one| mistakes.add("metadata", one)))
        .ok()
}
