use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use mn_domain::SourceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::read::Lines;
use crate::{Catalogue, MetadataFile, Mistake, Problem, Source, files_below, read};

const FOLDER: &str = "questions/";

/// What a fresh reader must be able to answer from each source's page alone: `metadata/questions/*.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Questions(BTreeMap<SourceId, Vec<Question>>);

/// The questions about one source, whose id is the file's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionFile {
    /// The questions.
    pub questions: Vec<Question>,
}

/// One question of somebody who reads the page of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What she wants to know, in plain Swedish.
    pub question: String,
    /// The right answer, short.
    pub answer: String,
    /// Where the page says it: `fields[csn.utbetalning.belopp]`, `codes.status.BESLUTAD`, `groups.csn.arende`,
    /// `about.purpose`, `defaults.if_wrong`, `authority`.
    pub at: String,
    /// The words that carry the answer. They stand in the answer and, just so, at that place.
    pub words: Vec<String>,
}

impl Questions {
    /// Reads the questions of every source from the folder `metadata/`, and holds each against what the pages say.
    ///
    /// # Errors
    /// Every mistake in every file, and every source that is asked too little about.
    pub fn load(metadata: &Path, catalogue: &Catalogue) -> Result<Self, Vec<Mistake>> {
        let files: Result<Vec<MetadataFile>, Mistake> = files_below(metadata).into_iter().collect();
        Self::from_files(&files.map_err(|mistake| vec![mistake])?, catalogue)
    }

    /// Reads the questions from files that are at hand. Files of other folders are left alone.
    ///
    /// # Errors
    /// Every mistake in every file, and every source that is asked too little about.
    pub fn from_files(files: &[MetadataFile], catalogue: &Catalogue) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let mut asked = BTreeMap::new();
        for file in files {
            let Some(name) = file.name.strip_prefix(FOLDER) else {
                continue;
            };
            match one(&file.name, name.trim_end_matches(".toml"), &file.text, catalogue) {
                Ok((source, questions)) => drop(asked.insert(source, questions)),
                Err(more) => mistakes.extend(more),
            }
        }
        let least = usize::from(catalogue.words().language.questions);
        for source in catalogue.sources() {
            let name = format!("{FOLDER}{}.toml", source.id);
            let count = asked.get(&source.id).map_or(0, Vec::len);
            let is_read = mistakes.iter().all(|mistake| mistake.file != name);
            if count < least && is_read {
                let problem = Problem::TooFewQuestions { count, least };
                mistakes.push(mistake(&name, "questions", None, problem));
            }
        }
        if mistakes.is_empty() {
            Ok(Self(asked))
        } else {
            Err(mistakes)
        }
    }

    /// The questions about one source.
    #[must_use]
    pub fn of(&self, source: &SourceId) -> &[Question] {
        self.0.get(source).map_or(&[], Vec::as_slice)
    }
}

impl fmt::Display for Questions {
    /// One line per source.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (source, questions) in &self.0 {
            writeln!(f, "questions: {source}: {}", questions.len())?;
        }
        Ok(())
    }
}

fn one(
    file: &str,
    name: &str,
    text: &str,
    catalogue: &Catalogue,
) -> Result<(SourceId, Vec<Question>), Vec<Mistake>> {
    let id = name.parse().ok();
    let Some(source) = id.and_then(|id| catalogue.source(&id)) else {
        let problem = Problem::NoSuchSource(name.to_owned());
        return Err(vec![mistake(file, "", None, problem)]);
    };
    let (read, lines) = read::<QuestionFile>(file, text)?;
    let mistakes = check(file, &read.questions, &lines, source, catalogue);
    if mistakes.is_empty() {
        Ok((source.id.clone(), read.questions))
    } else {
        Err(mistakes)
    }
}

fn check(
    file: &str,
    questions: &[Question],
    lines: &Lines,
    source: &Source,
    catalogue: &Catalogue,
) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut asked = BTreeSet::new();
    let mut answered = BTreeSet::new();
    for (index, question) in questions.iter().enumerate() {
        let at = format!("questions[{index}]");
        let mut note = |problem| mistakes.push(mistake(file, &at, lines.of(&at), problem));
        let carrying: Vec<Vec<String>> = question.words.iter().map(|one| words(one)).collect();
        if !asked.insert(words(&question.question)) || !answered.insert((&question.at, carrying.clone())) {
            note(Problem::AskedTwice);
        }
        if carrying.is_empty() {
            note(Problem::NoKeyWords);
        }
        let said = match source.said_at(&question.at, catalogue.words()) {
            Ok(said) => said.into_iter().map(words).collect::<Vec<_>>(),
            Err(problem) => {
                note(problem);
                continue;
            }
        };
        let answer = words(&question.answer);
        for (words, written) in carrying.iter().zip(&question.words) {
            if !said.iter().any(|text| holds(text, words)) {
                note(Problem::NotSaidThere(written.clone()));
            }
            if !holds(&answer, words) {
                note(Problem::NotInAnswer(written.clone()));
            }
        }
    }
    mistakes
}

/// A text as words alone: no signs, no capitals.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Whether the words stand in the text, in a row.
fn holds(text: &[String], words: &[String]) -> bool {
    !words.is_empty() && text.windows(words.len()).any(|window| window == words)
}

fn mistake(file: &str, at: &str, line: Option<usize>, problem: Problem) -> Mistake {
    Mistake {
        file: file.to_owned(),
        line,
        at: at.to_owned(),
        problem,
    }
}
