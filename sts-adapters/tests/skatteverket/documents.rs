//! What the documents say.

use std::collections::BTreeSet;

use mn_domain::{IdentityNumber, SourceState};
use mn_source::{NoteKind, SourceError, conformance};
use mn_sts_adapters::skatteverket::{Part, fields, read};
use proptest::prelude::*;

use crate::counterpart::PERSON;
use crate::fixture;

fn person() -> IdentityNumber {
    PERSON.parse().unwrap()
}

#[test]
fn each_document_gives_its_state_and_every_field_is_in_one() {
    let cases = [
        (Part::Skattekonto, "skattekonto.json", SourceState::Hit),
        (
            Part::Skattekonto,
            "skattekonto-odd.json",
            SourceState::Unavailable,
        ),
        (Part::Skattekonto, "skattekonto-nothing.json", SourceState::NoHit),
        (Part::Skatteuppgifter, "skatteuppgifter.json", SourceState::Hit),
        (
            Part::Skatteuppgifter,
            "skatteuppgifter-nothing.json",
            SourceState::NoHit,
        ),
    ];
    let mut seen = BTreeSet::new();
    for (part, name, state) in cases {
        let reading = read(part, fixture(name).as_bytes(), Some(&person())).unwrap();
        seen.extend(reading.answers.iter().map(|answer| answer.field.to_string()));
        let reply = mn_source::Reply {
            state: reading.state,
            answers: reading.answers,
            notes: reading.notes,
        };
        assert_eq!(conformance::check(&reply, fields()), [], "{name}");
        assert_eq!(reply.state, state, "{name}");
    }
    let listed: BTreeSet<String> = fields().iter().map(|spec| spec.id.to_owned()).collect();
    assert_eq!(seen, listed);
}

#[test]
fn what_is_not_as_assumed_is_noted_and_left_out() {
    let odd = fixture("skattekonto-odd.json");
    let reading = read(Part::Skattekonto, odd.as_bytes(), Some(&person())).unwrap();
    let notes: Vec<_> = reading
        .notes
        .iter()
        .map(|note| (note.kind, note.at.as_str()))
        .collect();
    assert_eq!(
        notes,
        [
            (NoteKind::UnreadableValue, "/skattekonto/saldo"),
            (NoteKind::UnreadableValue, "/skattekonto/bokforingsdag"),
            (NoteKind::UnknownElement, "/skattekonto/*"),
        ]
    );
}

#[test]
fn a_deep_document_is_refused() {
    let deep = format!("{{\"a\":{}1{}}}", "[{\"a\":".repeat(60), "}]".repeat(60));
    let outcome = read(Part::Skattekonto, deep.as_bytes(), Some(&person()));
    assert_eq!(outcome.err(), Some(SourceError::TooLarge));
}

proptest! {
    #[test]
    fn no_damage_makes_the_reader_panic_or_believe(
        at in 0_usize..700,
        byte in any::<u8>(),
        cut in 0_usize..700,
        taxes in any::<bool>(),
    ) {
        let (part, name) = if taxes {
            (Part::Skatteuppgifter, "skatteuppgifter.json")
        } else {
            (Part::Skattekonto, "skattekonto.json")
        };
        let mut body = fixture(name).into_bytes();
        let at = at % body.len();
        body[at] = byte;
        if cut % 2 == 0 {
            body.truncate(cut);
        }
        if let Ok(reading) = read(part, &body, Some(&person())) {
            let reply = mn_source::Reply { state: reading.state, answers: reading.answers, notes: reading.notes };
            prop_assert_eq!(conformance::check(&reply, fields()), []);
        }
    }
}
