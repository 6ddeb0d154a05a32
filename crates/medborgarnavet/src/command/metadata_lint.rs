use std::path::Path;
use std::process::ExitCode;

use mn_domain::{FieldId, SourceId};
use mn_help::Questions;
use mn_source::{FieldSpec, FileReader as _};
use mn_sts_adapters::ssbtek::Agency;
use mn_sts_adapters::{file, skatteverket};

use super::{print, refuse};
use crate::config::Mistakes;
use crate::wiring::Metadata;

/// `metadata lint`: ends with 1 when something is wrong or not explained.
pub fn run(folder: &Path) -> ExitCode {
    let mut mistakes = Mistakes::default();
    let Some(metadata) = Metadata::load(folder, &mut mistakes) else {
        return refuse(mistakes, 1);
    };
    let given: Vec<(SourceId, &[FieldSpec])> = Agency::ALL
        .into_iter()
        .map(|agency| (agency.source(), agency.fields()))
        .chain([
            (skatteverket::SOURCE, skatteverket::fields()),
            (file::SOURCE, file::FIELDS),
        ])
        .filter_map(|(source, fields)| Some((source.parse().ok()?, fields)))
        .collect();
    let is_given = |source: &SourceId, field: &FieldId| {
        let specs = given
            .iter()
            .filter(|(id, _)| id == source)
            .flat_map(|(_, specs)| *specs);
        specs.into_iter().any(|spec| spec.id == field.as_str())
    };
    for definition in metadata.forms.values() {
        definition
            .unknown_fields(is_given)
            .0
            .iter()
            .for_each(|one| mistakes.add("metadata/forms", one));
    }
    let coverage = metadata.catalogue.coverage(&given);
    print(&coverage);
    match Questions::load(folder, &metadata.catalogue) {
        Ok(questions) => print(&questions),
        Err(all) => all.iter().for_each(|one| mistakes.add("metadata", one)),
    }
    for one in &coverage.mistakes {
        mistakes.add("metadata/sources", one);
    }
    let agencies = Agency::ALL
        .into_iter()
        .filter_map(|agency| Some((agency.source().parse().ok()?, agency.codes())));
    let own = (metadata.own_file.id().clone(), file::CODES.to_vec());
    for (source, codes) in agencies.chain([own]) {
        let unexplained = metadata.catalogue.unexplained(&source, &codes);
        for one in &unexplained {
            mistakes.add("metadata/sources", one);
        }
    }
    if mistakes.0.is_empty() {
        ExitCode::SUCCESS
    } else {
        refuse(mistakes, 1)
    }
}
