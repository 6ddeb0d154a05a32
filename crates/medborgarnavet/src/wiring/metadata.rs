use std::path::Path;
use std::sync::Arc;

use mn_form::{Definition, FormWords, Forms, Norm, Norms};
use mn_help::{Catalogue, MetadataFile, Mistake, Problem};
use mn_offer::Offer;
use mn_sts_adapters::file::{Mapping, OwnFile};
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
    /// Reads what citizens add themselves, by the banks whose rows are described.
    pub own_file: OwnFile,
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
        let own_file = own_file(folder, mistakes);
        Some(Self {
            catalogue: catalogue?,
            offer: offer?,
            forms: forms?,
            form_words: form_words?,
            norms: norms?,
            texts: Arc::new(texts?),
            own_file: own_file?,
        })
    }
}

fn taken<T>(outcome: Result<T, mn_offer::Mistakes>, mistakes: &mut Mistakes) -> Option<T> {
    outcome
        .map_err(|all| all.0.iter().for_each(|one| mistakes.add("metadata", one)))
        .ok()
}

const BANKS: &str = "banks-csv";

/// Reads how banks write the rows that they export; every mistake is noted.
fn own_file(folder: &Path, mistakes: &mut Mistakes) -> Option<OwnFile> {
    let mut banks = Vec::new();
    let mut is_whole = true;
    for file in mn_help::files_below(&folder.join(BANKS)) {
        let read = file.map_err(|one| vec![one]).and_then(|file| bank(&file));
        match read {
            Ok(mapping) => banks.push(mapping),
            Err(all) => {
                is_whole = false;
                for one in all {
                    mistakes.add("metadata", one);
                }
            }
        }
    }
    let reader = OwnFile::new(banks);
    let reader = reader.map_err(|all| {
        for (id, fault) in all {
            mistakes.add("metadata", format!("{BANKS}/{id}.toml: {fault}"));
        }
    });
    reader.ok().filter(|_| is_whole)
}

fn bank(file: &MetadataFile) -> Result<Mapping, Vec<Mistake>> {
    let name = format!("{BANKS}/{}", file.name);
    let (mapping, _) = mn_help::read::<Mapping>(&name, &file.text)?;
    if file.name == format!("{}.toml", mapping.id) {
        return Ok(mapping);
    }
    Err(vec![Mistake {
        file: name,
        line: None,
        at: "id".to_owned(),
        problem: Problem::NameDiffers(mapping.id),
    }])
}
