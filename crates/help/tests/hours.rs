//! Hours at which a source is closed, and how long it may take, are data.
#![expect(
    clippy::unwrap_used,
    reason = "a fixture that does not load should stop the test"
)]

use mn_domain::ClosedHours;
use mn_help::{Catalogue, MetadataFile, Mistake, Problem};

const SOURCE: &str = include_str!("fixtures/prov.toml");
const WORDS: &str = include_str!("../../../metadata/words.toml");

/// The sample with one more line among its terms.
fn with(line: &str) -> Result<Catalogue, Vec<Mistake>> {
    let file = |name: &str, text: String| MetadataFile {
        name: name.to_owned(),
        text,
    };
    let more = format!("expected_seconds = 3\n{line}");
    let source = SOURCE.replacen("expected_seconds = 3", &more, 1);
    assert_ne!(source, SOURCE);
    Catalogue::from_files(&[
        file("words.toml", WORDS.to_owned()),
        file("sources/prov.toml", source),
    ])
}

fn mistake(line: &str) -> Mistake {
    let mut mistakes = with(line).unwrap_err();
    assert_eq!(mistakes.len(), 1, "{mistakes:#?}");
    mistakes.remove(0)
}

#[test]
fn closed_hours_are_swedish_and_each_of_their_days() {
    let nights = "closed = [{ days = [\"monday\", \"friday\"], from = \"22:00\", to = \"06:00\" }]";
    let catalogue = with(nights).unwrap();
    let source = catalogue.source(&"prov".parse().unwrap()).unwrap();
    let hours = source.terms.closed_hours();
    let opens = |at: &str| ClosedHours::open_after(&hours, at.parse().unwrap());
    for (night, morning) in [
        ("2026-11-23T21:30:00Z", "2026-11-24T05:00:00Z"),
        ("2026-11-27T21:30:00Z", "2026-11-28T05:00:00Z"),
    ] {
        assert_eq!(opens(night), Some(morning.parse().unwrap()), "{night}");
    }
    assert_eq!(opens("2026-11-25T21:30:00Z"), None, "a Wednesday");
}

#[test]
fn a_source_that_would_never_be_open_is_a_mistake() {
    let always = "closed = [{ days = [\"monday\", \"tuesday\", \"wednesday\", \"thursday\", \"friday\", \"saturday\", \"sunday\"], from = \"05:00\", to = \"05:00\" }]";
    let found = mistake(always);
    assert_eq!(
        (found.at.as_str(), found.problem),
        ("terms.closed", Problem::NeverOpen)
    );
}

#[test]
fn a_deadline_of_no_time_and_an_hour_that_is_none_are_mistakes() {
    let found = mistake("longest_seconds = 0");
    assert_eq!(
        (found.at.as_str(), found.problem),
        ("terms.longest_seconds", Problem::NoTime)
    );
    let found = mistake("closed = [{ days = [\"monday\"], from = \"27:00\", to = \"06:00\" }]");
    assert!(
        matches!(found.problem, Problem::Refused(_)) && found.line.is_some(),
        "{found}"
    );
}
