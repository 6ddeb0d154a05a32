use std::fmt;

use mn_domain::{FieldId, Language, SourceId};
use mn_source::FieldSpec;

use crate::{Catalogue, CodeList, Mistake, Problem, Readability, Source, check, meaning};

/// How much of what adapters give is explained, and how easily it reads: what `metadata lint` prints.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// Each source that has an adapter.
    pub sources: Vec<SourceCoverage>,
    /// What is missing or disagrees.
    pub mistakes: Vec<Mistake>,
}

/// The coverage of one source.
#[derive(Clone, Debug)]
pub struct SourceCoverage {
    /// Which source.
    pub source: SourceId,
    /// How many fields its adapter may give.
    pub given: usize,
    /// How many of them are explained, in every language.
    pub explained: usize,
    /// Those hidden on purpose, and why.
    pub hidden: Vec<(FieldId, String)>,
    /// What its message may hold and nobody fetches: the places, and why.
    pub left_out: Vec<(String, String)>,
    /// How many code values are explained, in every language.
    pub codes: usize,
    /// How easily its page reads, in the order of [`Language::ALL`].
    pub readability: [Readability; 3],
    /// Whether plain and easy Swedish keep to the aims.
    pub reads_easily: bool,
}

impl Catalogue {
    /// Compares the catalogue with the fields that adapters may give.
    #[must_use]
    pub fn coverage(&self, adapters: &[(SourceId, &[FieldSpec])]) -> Coverage {
        let mut coverage = Coverage {
            sources: Vec::new(),
            mistakes: Vec::new(),
        };
        for (id, specs) in adapters {
            if let Some(source) = self.source(id) {
                coverage.sources.push(self.measure(source, specs));
                coverage.mistakes.extend(differences(source, specs));
            } else {
                coverage
                    .mistakes
                    .push(mistake(id, String::new(), Problem::NoFile));
            }
        }
        coverage
    }

    /// Which codes of a source's contract are not explained: field and code. A field that is hidden, or not there at
    /// all, is another mistake.
    #[must_use]
    pub fn unexplained(&self, id: &SourceId, codes: &[(&str, &str)]) -> Vec<Mistake> {
        let Some(source) = self.source(id) else {
            return vec![mistake(id, String::new(), Problem::NoFile)];
        };
        let explained = |field: &str, code: &str| {
            let field = source.fields.iter().find(|known| known.id.as_str() == field);
            let list = field
                .filter(|field| field.hidden.is_none())
                .map(|field| source.codes_of(field));
            list.is_none_or(|list| list.is_some_and(|list| meaning(list, code).is_some()))
        };
        let missing = codes.iter().filter(|(field, code)| !explained(field, code));
        missing
            .map(|(field, code)| {
                let problem = Problem::CodeNotExplained((*code).to_owned());
                mistake(id, format!("fields[{field}].codes"), problem)
            })
            .collect()
    }

    fn measure(&self, source: &Source, specs: &[FieldSpec]) -> SourceCoverage {
        let given = |field: &&crate::Field| specs.iter().any(|spec| spec.id == field.id.as_str());
        let fields: Vec<_> = source.fields.iter().filter(given).collect();
        let hidden = fields
            .iter()
            .filter_map(|field| Some((field.id.clone(), field.hidden.clone()?)));
        let readability = Language::ALL.map(|language| readability(source, language));
        let [plain, easy, _] = readability.map(Readability::lix);
        let rules = &self.words().language;
        SourceCoverage {
            source: source.id.clone(),
            given: specs.len(),
            explained: fields.iter().filter(|field| field.text.is_some()).count(),
            hidden: hidden.collect(),
            left_out: source
                .left_out
                .iter()
                .map(|entry| (entry.paths.join(", "), entry.reason.clone()))
                .collect(),
            codes: source
                .codes
                .values()
                .flat_map(CodeList::values)
                .map(|code| 1 + code.also.len())
                .sum(),
            readability,
            reads_easily: plain <= usize::from(rules.lix_sv) && easy <= usize::from(rules.lix_lattlast),
        }
    }
}

fn readability(source: &Source, language: Language) -> Readability {
    let mut sum = Readability::default();
    for (_, text) in check::texts(source) {
        sum += Readability::of(text.get(language));
    }
    sum
}

fn differences(source: &Source, specs: &[FieldSpec]) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for spec in specs {
        let at = format!("fields[{}]", spec.id);
        match source.fields.iter().find(|field| field.id.as_str() == spec.id) {
            None => mistakes.push(mistake(&source.id, at, Problem::NotExplained)),
            Some(field) if field.counted_in() != spec.unit => {
                let problem = Problem::UnitDiffers {
                    given: format!("{:?}", spec.unit),
                    said: format!("{:?}", field.counted_in()),
                };
                mistakes.push(mistake(&source.id, at, problem));
            }
            Some(_) => {}
        }
    }
    for field in &source.fields {
        if !specs.iter().any(|spec| spec.id == field.id.as_str()) {
            mistakes.push(mistake(
                &source.id,
                format!("fields[{}]", field.id),
                Problem::NotGiven,
            ));
        }
    }
    mistakes
}

fn mistake(source: &SourceId, at: String, problem: Problem) -> Mistake {
    Mistake {
        file: format!("sources/{source}.toml"),
        line: None,
        at,
        problem,
    }
}

impl fmt::Display for Coverage {
    /// One line per source, then what is hidden and why, then the mistakes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<20} {:>6} {:>9} {:>7} {:>6} {:>8} {:>8} {:>12} {:>6}",
            "source", "fields", "explained", "hidden", "codes", "langs", "LIX sv", "LIX lattlast", "aims"
        )?;
        for source in &self.sources {
            let [plain, easy, _] = source.readability.map(Readability::lix);
            writeln!(
                f,
                "{:<20} {:>6} {:>9} {:>7} {:>6} {:>8} {plain:>8} {easy:>12} {:>6}",
                source.source.as_str(),
                source.given,
                source.explained,
                source.hidden.len(),
                source.codes,
                "sv ll en",
                if source.reads_easily { "met" } else { "missed" },
            )?;
        }
        for source in &self.sources {
            for (field, reason) in &source.hidden {
                writeln!(f, "hidden: {field}: {reason}")?;
            }
            for (places, reason) in &source.left_out {
                writeln!(f, "left out: {}: {places}: {reason}", source.source)?;
            }
        }
        for mistake in &self.mistakes {
            writeln!(f, "{mistake}")?;
        }
        Ok(())
    }
}
