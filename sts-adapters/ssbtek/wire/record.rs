//! Tables that say which elements of a record become which fields, and the one reader of such tables.

use mn_domain::{PartialDate, Period, Sensitive};
use mn_source::{Answer, Note, NoteKind, SourceError};

use super::place::Place;
use super::values::{Kind, Read, partial_date};
use crate::ssbtek::tree::Element;

/// One value of a record: where it stands and what it becomes.
#[derive(Clone, Copy, Debug)]
pub struct Leaf {
    /// The path below the record's element; `@name` is an attribute.
    pub path: &'static str,
    /// The field.
    pub field: &'static str,
    /// What the value is.
    pub kind: Kind,
    /// The values that the contract lists, if it lists them all.
    pub known: &'static [&'static str],
    /// Whether the contract requires the element.
    pub required: bool,
}

impl Leaf {
    /// A value that may be left out.
    pub const fn of(path: &'static str, field: &'static str, kind: Kind) -> Self {
        Self {
            path,
            field,
            kind,
            known: &[],
            required: false,
        }
    }

    /// A value that the contract requires.
    pub const fn required(path: &'static str, field: &'static str, kind: Kind) -> Self {
        Self {
            required: true,
            ..Self::of(path, field, kind)
        }
    }

    /// The same, with the list of values that the contract knows.
    pub const fn among(self, known: &'static [&'static str]) -> Self {
        Self { known, ..self }
    }
}

/// One kind of record.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its values.
    pub leaves: &'static [Leaf],
    /// The paths of the first and the last day that the values concern.
    pub period: Option<(&'static str, &'static str)>,
    /// Other elements that the contract knows here and somebody else reads, or nobody needs.
    pub known: &'static [&'static str],
}

/// Where a value belongs.
#[derive(Debug)]
pub struct Spot {
    /// Its place in the message.
    pub place: Place,
    /// Its record; 0 stands alone.
    pub record: u16,
    /// The days that it concerns.
    pub period: Option<Period>,
}

/// Collects what is read out of one part of a message.
#[derive(Debug, Default)]
pub struct Collector {
    /// The values.
    pub answers: Vec<Answer>,
    /// What was noticed.
    pub notes: Vec<Note>,
    records: u16,
}

impl Collector {
    /// Notes a thing at a place.
    pub fn note(&mut self, kind: NoteKind, at: &Place) {
        self.notes.push(Note::new(kind, at.to_string()));
    }

    /// The number of a new record.
    pub fn next_record(&mut self) -> Result<u16, SourceError> {
        self.records = self.records.checked_add(1).ok_or(SourceError::TooLarge)?;
        Ok(self.records)
    }

    /// Whether a value with such a beginning of its field's name is there.
    pub fn has(&self, beginning: &str) -> bool {
        self.answers
            .iter()
            .any(|answer| answer.field.as_str().starts_with(beginning))
    }

    /// Reads a record of its own; gives back its number, and `None` when it held nothing.
    pub fn record(
        &mut self,
        table: &Table,
        element: &Element,
        at: &Place,
    ) -> Result<Option<u16>, SourceError> {
        let record = self.next_record()?;
        let before = self.answers.len();
        self.values(table, element, at, record)?;
        Ok((self.answers.len() > before).then_some(record))
    }

    /// Reads values that stand alone.
    pub fn alone(&mut self, table: &Table, element: &Element, at: &Place) -> Result<(), SourceError> {
        self.values(table, element, at, 0)
    }

    fn values(
        &mut self,
        table: &Table,
        element: &Element,
        at: &Place,
        record: u16,
    ) -> Result<(), SourceError> {
        let period = table.period.and_then(|paths| self.period(paths, element, at));
        for leaf in table.leaves {
            let place = at.join(leaf.path);
            let read = match leaf.path.strip_prefix('@') {
                Some(name) => element.attribute(name).map(|text| leaf.kind.read_text(text)),
                None => element.find(leaf.path).map(|found| leaf.kind.read(found)),
            };
            match read {
                Some(Read::Value(value)) => {
                    if !leaf.known.is_empty() && !leaf.known.contains(&value.as_str()) {
                        self.note(NoteKind::UnknownCode, &place);
                    }
                    self.push(
                        leaf,
                        value,
                        &Spot {
                            place,
                            record,
                            period,
                        },
                    )?;
                }
                Some(Read::Unreadable) => self.note(NoteKind::UnreadableValue, &place),
                Some(Read::Blank) | None if leaf.required && !allows_blank(leaf, read.is_some()) => {
                    self.note(NoteKind::MissingRequired, &place);
                }
                Some(Read::Blank) | None => {}
            }
        }
        self.strangers(table, element, at);
        Ok(())
    }

    /// Adds one value that was found in another way than by a table.
    pub fn push(&mut self, leaf: &Leaf, value: String, spot: &Spot) -> Result<(), SourceError> {
        let field = leaf
            .field
            .parse()
            .map_err(|_| SourceError::Malformed { at: "field" })?;
        self.answers.push(Answer {
            field,
            value: Sensitive::new(value),
            unit: leaf.kind.unit(),
            period: spot.period,
            record: spot.record,
            place: spot.place.to_string(),
        });
        Ok(())
    }

    /// Reads a period; a side that is absent is open.
    fn period(
        &mut self,
        (from, to): (&'static str, &'static str),
        element: &Element,
        at: &Place,
    ) -> Option<Period> {
        let mut side = |path: &'static str| {
            let text = element.find(path).and_then(Element::text)?;
            let date = partial_date(text);
            if date.is_none() {
                self.note(NoteKind::UnreadableValue, &at.join(path));
            }
            date
        };
        let period = Period {
            from: side(from),
            to: side(to),
        };
        let ends = (
            period.from.and_then(PartialDate::first_day),
            period.to.and_then(PartialDate::last_day),
        );
        if matches!(ends, (Some(first), Some(last)) if first > last) {
            self.note(NoteKind::UnreadableValue, &at.join(to));
            return None;
        }
        (period.from.is_some() || period.to.is_some()).then_some(period)
    }

    /// Notes once that there are elements which the contract does not know. Their names are the sender's and are not repeated.
    fn strangers(&mut self, table: &Table, element: &Element, at: &Place) {
        let head = |path: &'static str| path.split('/').next().unwrap_or(path);
        let known = |name: &str| {
            table.known.contains(&name)
                || table.leaves.iter().any(|leaf| head(leaf.path) == name)
                || table
                    .period
                    .is_some_and(|(from, to)| head(from) == name || head(to) == name)
        };
        if element.children.iter().any(|child| !known(&child.name)) {
            self.note(NoteKind::UnknownElement, &at.join("*"));
        }
    }
}

/// CSN writes blanks where a code or a mark has nothing to say; that is not an absence.
fn allows_blank(leaf: &Leaf, present: bool) -> bool {
    present && matches!(leaf.kind, Kind::Code | Kind::Text | Kind::YesNo)
}
