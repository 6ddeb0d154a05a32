//! The suite that every adapter's replies pass: pure functions, so that tests of any adapter can call them.

use std::collections::HashSet;

use mn_domain::{Amount, FieldId, PartialDate, SourceState, Unit};

use crate::{Answer, FieldSpec, Reply};

/// What is wrong with a reply. Names fields and places, never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// The adapter does not list the field.
    Undeclared(FieldId),
    /// The field is listed with another unit.
    OtherUnit(FieldId),
    /// The value is not of its unit.
    NotOfUnit(FieldId),
    /// The value is empty, or has space around it.
    Blank(FieldId),
    /// A field stands twice in one record.
    Twice(FieldId, u16),
    /// A record's answers do not stand together.
    Scattered(u16),
    /// A period ends before it begins.
    Backwards(FieldId),
    /// A place or a note could carry a value.
    Telling(String),
    /// The state does not fit: a hit without answers, or answers of a source that was not asked.
    State(SourceState),
}

/// Checks one reply against the fields that its adapter lists.
#[must_use]
pub fn check(reply: &Reply, fields: &[FieldSpec]) -> Vec<Violation> {
    let mut found: Vec<Violation> = reply
        .answers
        .iter()
        .flat_map(|answer| value(answer, fields))
        .collect();
    found.extend(records(&reply.answers));
    let places = reply.answers.iter().map(|answer| &answer.place);
    let notes = reply.notes.iter().map(|note| &note.at);
    found.extend(
        places
            .chain(notes)
            .filter(|at| is_telling(at))
            .cloned()
            .map(Violation::Telling),
    );
    let silent = matches!(reply.state, SourceState::NotAsked | SourceState::NotEntitled);
    if reply.answers.is_empty() && reply.state == SourceState::Hit || !reply.answers.is_empty() && silent {
        found.push(Violation::State(reply.state));
    }
    found
}

fn value(answer: &Answer, fields: &[FieldSpec]) -> Vec<Violation> {
    let field = || answer.field.clone();
    let mut found = Vec::new();
    match fields.iter().find(|spec| spec.id == answer.field.as_str()) {
        None => found.push(Violation::Undeclared(field())),
        Some(spec) if spec.unit != answer.unit => found.push(Violation::OtherUnit(field())),
        Some(_) => {}
    }
    // EXPOSE: the suite looks at the value's shape; violations carry none of it.
    let text = answer.value.expose();
    if text.trim() != text || text.is_empty() {
        found.push(Violation::Blank(field()));
    }
    if answer.unit.is_some_and(|unit| !is_of(unit, text)) {
        found.push(Violation::NotOfUnit(field()));
    }
    let ends = answer.period.map(|period| {
        (
            period.from.and_then(PartialDate::first_day),
            period.to.and_then(PartialDate::last_day),
        )
    });
    if matches!(ends, Some((Some(from), Some(to))) if from > to) {
        found.push(Violation::Backwards(field()));
    }
    found
}

fn is_of(unit: Unit, text: &str) -> bool {
    match unit {
        Unit::Kronor => text.parse::<Amount>().is_ok(),
        Unit::Percent | Unit::Days | Unit::Weeks | Unit::Count => {
            text.parse::<f64>().is_ok_and(|number| number >= 0.0)
        }
        Unit::Date => text.parse::<PartialDate>().is_ok(),
        Unit::Year => text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()),
        Unit::YesNo => matches!(text, "true" | "false"),
        Unit::Code => true,
    }
}

fn records(answers: &[Answer]) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut closed = HashSet::new();
    for run in answers.chunk_by(|one, next| one.record == next.record) {
        let Some(record) = run
            .first()
            .map(|answer| answer.record)
            .filter(|record| *record != 0)
        else {
            continue;
        };
        if !closed.insert(record) {
            found.push(Violation::Scattered(record));
        }
        let mut fields = HashSet::new();
        for answer in run.iter().filter(|answer| !fields.insert(&answer.field)) {
            found.push(Violation::Twice(answer.field.clone(), record));
        }
    }
    found
}

/// Whether a place holds more than names and positions: a long run of digits, or signs that no contract's path has.
fn is_telling(at: &str) -> bool {
    let longest = at
        .split(|c: char| !c.is_ascii_digit())
        .map(str::len)
        .max()
        .unwrap_or_default();
    let plain = |c: char| c.is_alphanumeric() || "/[]@*._:-".contains(c);
    longest > 5 || !at.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use mn_domain::{Period, Sensitive};

    use super::*;
    use crate::{Note, NoteKind};

    const FIELDS: &[FieldSpec] = &[
        FieldSpec {
            id: "x.a.belopp",
            unit: Some(Unit::Kronor),
        },
        FieldSpec {
            id: "x.a.datum",
            unit: Some(Unit::Date),
        },
    ];

    fn answer(field: &str, value: &str, unit: Unit, record: u16) -> Answer {
        Answer {
            field: field.parse().expect("a field"),
            value: Sensitive::from(value),
            unit: Some(unit),
            period: None,
            record,
            place: "/x/a[1]".into(),
        }
    }

    fn reply(answers: Vec<Answer>) -> Reply {
        Reply {
            state: SourceState::Hit,
            answers,
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_good_reply_passes() {
        let good = reply(vec![
            answer("x.a.belopp", "12.5", Unit::Kronor, 1),
            answer("x.a.datum", "2024-02", Unit::Date, 1),
            answer("x.a.belopp", "7", Unit::Kronor, 2),
        ]);
        assert_eq!(check(&good, FIELDS), []);
    }

    #[test]
    fn each_fault_is_named() {
        let field = |id: &str| id.parse::<FieldId>().expect("a field");
        let one = |answer: Answer| check(&reply(vec![answer]), FIELDS);
        assert_eq!(
            one(answer("x.b.c", "1", Unit::Count, 0)),
            [Violation::Undeclared(field("x.b.c"))]
        );
        assert_eq!(
            one(answer("x.a.belopp", "1", Unit::Count, 0)),
            [Violation::OtherUnit(field("x.a.belopp"))]
        );
        assert_eq!(
            one(answer("x.a.belopp", "1 kr", Unit::Kronor, 0)),
            [Violation::NotOfUnit(field("x.a.belopp"))]
        );
        let telling = Answer {
            place: "/x/198501012382".into(),
            ..answer("x.a.belopp", "1", Unit::Kronor, 0)
        };
        assert_eq!(one(telling), [Violation::Telling("/x/198501012382".into())]);
        let (from, to) = (
            "2024-02-01".parse().expect("a date"),
            "2024-01-01".parse().expect("a date"),
        );
        let backwards = Answer {
            period: Some(Period::days(from, to)),
            ..answer("x.a.belopp", "1", Unit::Kronor, 0)
        };
        assert_eq!(one(backwards), [Violation::Backwards(field("x.a.belopp"))]);
        assert_eq!(
            check(&reply(vec![]), FIELDS),
            [Violation::State(SourceState::Hit)]
        );
    }

    #[test]
    fn records_stand_together_and_hold_each_field_once() {
        let field: FieldId = "x.a.belopp".parse().expect("a field");
        let of = |records: &[u16]| {
            check(
                &reply(
                    records
                        .iter()
                        .map(|r| answer("x.a.belopp", "1", Unit::Kronor, *r))
                        .collect(),
                ),
                FIELDS,
            )
        };
        assert_eq!(of(&[1, 2, 1]), [Violation::Scattered(1)]);
        assert_eq!(of(&[1, 1]), [Violation::Twice(field, 1)]);
        assert_eq!(of(&[0, 0]), []);
    }

    #[test]
    fn notes_tell_nothing() {
        let noted = Reply {
            state: SourceState::NoHit,
            answers: Vec::new(),
            notes: vec![Note::new(NoteKind::UnknownCode, "/x/fel värde")],
        };
        assert_eq!(check(&noted, FIELDS), [Violation::Telling("/x/fel värde".into())]);
    }
}
