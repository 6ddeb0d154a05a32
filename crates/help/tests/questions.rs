//! The pages answer what fresh readers ask, in the words that the questions say.
#![expect(
    clippy::unwrap_used,
    reason = "a fixture that does not load should stop the test"
)]

use std::path::{Path, PathBuf};

use mn_help::{Catalogue, MetadataFile, Mistake, Problem, Questions};

const SOURCE: &str = include_str!("fixtures/prov.toml");
const QUESTIONS: &str = include_str!("fixtures/questions.toml");
const WORDS: &str = include_str!("../../../metadata/words.toml");

fn metadata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../metadata")
}

fn file(name: &str, text: &str) -> MetadataFile {
    MetadataFile {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

/// What is wrong with the questions beside a source, where three are enough.
fn asked(source: &str, questions: &[MetadataFile]) -> Result<Questions, Vec<Mistake>> {
    let words = WORDS.replacen("questions = 20", "questions = 3", 1);
    let catalogue =
        Catalogue::from_files(&[file("words.toml", &words), file("sources/prov.toml", source)]).unwrap();
    Questions::from_files(questions, &catalogue)
}

/// The problems that a change of the sample brings.
fn problems(source: &str, from: &str, to: &str) -> Vec<Problem> {
    assert!(QUESTIONS.contains(from), "the sample has no {from}");
    let changed = QUESTIONS.replacen(from, to, 1);
    let mistakes = asked(source, &[file("questions/prov.toml", &changed)]).unwrap_err();
    for mistake in &mistakes {
        assert_eq!(mistake.file, "questions/prov.toml");
    }
    mistakes.into_iter().map(|mistake| mistake.problem).collect()
}

#[test]
fn the_page_of_every_source_answers_at_least_twenty_questions() {
    let catalogue = Catalogue::load(&metadata()).unwrap();
    let questions = Questions::load(&metadata(), &catalogue).unwrap_or_else(|mistakes| {
        let named: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        panic!("{}", named.join("\n"))
    });
    assert!(!catalogue.sources().is_empty());
    for source in catalogue.sources() {
        assert!(questions.of(&source.id).len() >= 20, "{questions}");
    }
}

#[test]
fn the_sample_is_answered_and_counted() {
    let questions = asked(SOURCE, &[file("questions/prov.toml", QUESTIONS)]).unwrap();
    assert_eq!(questions.to_string(), "questions: prov: 3\n");
}

#[test]
fn a_source_that_is_asked_too_little_about_is_named() {
    let few = |count| Problem::TooFewQuestions { count, least: 3 };
    let problem = |questions: &[MetadataFile]| asked(SOURCE, questions).unwrap_err().remove(0).problem;
    assert_eq!(problem(&[]), few(0));
    let (two, _) = QUESTIONS.rsplit_once("[[questions]]").unwrap();
    assert_eq!(problem(&[file("questions/prov.toml", two)]), few(2));
}

#[test]
fn a_text_that_changes_leaves_its_questions_unanswered() {
    let changed = SOURCE.replacen("sv = \"Så mycket får du.\"", "sv = \"Din lön.\"", 1);
    let mistakes = asked(&changed, &[file("questions/prov.toml", QUESTIONS)]).unwrap_err();
    assert_eq!(mistakes.len(), 1, "{mistakes:#?}");
    let only = mistakes.first().unwrap();
    assert_eq!(only.problem, Problem::NotSaidThere("så mycket får du".to_owned()));
    assert!(only.line.is_some());
}

#[test]
fn questions_about_what_no_page_says_are_named() {
    let belopp = "fields[pr.betalning.belopp]";
    for (from, to, problem) in [
        (
            belopp,
            "fields[pr.betalning.finns_inte]",
            Problem::NoSuchPlace("fields[pr.betalning.finns_inte]".to_owned()),
        ),
        (
            belopp,
            "fields[pr.person.nummer]",
            Problem::NotShown("pr.person.nummer".to_owned()),
        ),
        (
            belopp,
            "terms.purposes",
            Problem::NoSuchPlace("terms.purposes".to_owned()),
        ),
        (
            "words = [\"så mycket får du\"]",
            "words = []",
            Problem::NoKeyWords,
        ),
        (
            "answer = \"Så mycket får du.\"",
            "answer = \"Det är lönen.\"",
            Problem::NotInAnswer("så mycket får du".to_owned()),
        ),
    ] {
        assert_eq!(problems(SOURCE, from, to), [problem], "{to}");
    }
}

#[test]
fn half_a_word_and_words_of_two_texts_are_no_answer() {
    for words in ["mycket får d", "till dig så mycket"] {
        let found = problems(
            SOURCE,
            "words = [\"så mycket får du\"]",
            &format!("words = [\"{words}\"]"),
        );
        assert!(
            found.contains(&Problem::NotSaidThere(words.to_owned())),
            "{found:?}"
        );
    }
}

#[test]
fn nothing_is_asked_twice() {
    let same_question = problems(SOURCE, "Vem har ansvar?", "Hur mycket får jag");
    assert_eq!(same_question, [Problem::AskedTwice]);
    let last = "at = \"defaults.if_wrong\"\nwords = [\"ring\"]";
    let same_answer = "at = \"authority\"\nwords = [\"Provmyndigheten\"]";
    let found = problems(SOURCE, last, same_answer);
    assert!(found.contains(&Problem::AskedTwice), "{found:?}");
}

#[test]
fn questions_about_nobody_are_named() {
    let files = [
        file("questions/prov.toml", QUESTIONS),
        file("questions/annan.toml", QUESTIONS),
    ];
    let mistakes = asked(SOURCE, &files).unwrap_err();
    let problems: Vec<_> = mistakes.into_iter().map(|mistake| mistake.problem).collect();
    assert_eq!(problems, [Problem::NoSuchSource("annan".to_owned())]);
}
