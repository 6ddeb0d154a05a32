//! The one reader of the tables that say which elements of a record become which fields.

use mn_domain::{PartialDate, Period, Sensitive};
use mn_source::{Answer, Note, NoteKind, SourceError};

use super::place::Place;
use super::table::{Leaf, Named, Table};
use super::values::{Kind, Read, partial_date};
use crate::ssbtek::fields;
use crate::ssbtek::tree::Element;

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

impl Spot {
    /// A place in a record, without days.
    pub const fn of(place: Place, record: u16) -> Self {
        Self {
            place,
            record,
            period: None,
        }
    }
}

/// The mark of a person whose identity is protected.
const PROTECTED: &str = "skyddad";

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
        self.notes.push(Note::new(kind, String::from(at.clone())));
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

    /// Reads a record and those below it. `outer` is the outermost list's name.
    pub fn tree(
        &mut self,
        table: &'static Table,
        element: &Element,
        at: &Place,
        outer: &'static str,
    ) -> Result<Option<u16>, SourceError> {
        let (table, record) = self.head(table, element, at, (outer, outer))?;
        self.below(table, element, at, outer)?;
        Ok(record)
    }

    /// Reads a record without those below it; gives back the table that it was read by.
    fn head(
        &mut self,
        table: &'static Table,
        element: &Element,
        at: &Place,
        (outer, own): (&'static str, &'static str),
    ) -> Result<(&'static Table, Option<u16>), SourceError> {
        let table = self.guarded(table, element, at);
        let record = self.record(table, element, at)?;
        let said = match table.named {
            Named::No => None,
            Named::Outer(leaf) => Some((leaf, outer)),
            Named::Own(leaf) => Some((leaf, own)),
        };
        if let (Some((leaf, name)), Some(record)) = (said, record) {
            self.push(&leaf, name.to_owned(), Spot::of(at.clone(), record))?;
        }
        Ok((table, record))
    }

    /// Reads the records below one.
    pub fn below(
        &mut self,
        table: &'static Table,
        element: &Element,
        at: &Place,
        outer: &'static str,
    ) -> Result<(), SourceError> {
        for inner in table.inner {
            let (head, own) = inner.path.rsplit_once('/').unwrap_or(("", inner.path));
            let Some(list) = (if head.is_empty() {
                Some(element)
            } else {
                element.find(head)
            }) else {
                continue;
            };
            for (index, found) in list.all(own).enumerate() {
                let place = at.nth(inner.path, index);
                let (table, record) = self.head(inner.table, found, &place, (outer, own))?;
                self.carry(inner.carry, element, at, record)?;
                self.below(table, found, &place, outer)?;
            }
        }
        Ok(())
    }

    /// Says values of the record above again in a record that holds something.
    fn carry(
        &mut self,
        leaves: &'static [Leaf],
        above: &Element,
        at: &Place,
        record: Option<u16>,
    ) -> Result<(), SourceError> {
        let Some(record) = record else { return Ok(()) };
        for leaf in leaves {
            if let Some(Read::Value(value)) = above.find(leaf.path).map(|found| leaf.kind.read(found)) {
                self.push(leaf, value, Spot::of(at.join(leaf.path), record))?;
            }
        }
        Ok(())
    }

    /// The table, or what stands in for it when a person may be protected. A missing mark is noted and taken for one.
    fn guarded(&mut self, table: &'static Table, element: &Element, at: &Place) -> &'static Table {
        let Some(guard) = table.guard else {
            return table;
        };
        let Some(mark) = element.find(PROTECTED) else {
            self.note(NoteKind::MissingRequired, &at.join(PROTECTED));
            return guard;
        };
        match Kind::YesNo.read(mark) {
            Read::Value(value) if value == "false" => table,
            _ => guard,
        }
    }

    fn values(
        &mut self,
        table: &Table,
        element: &Element,
        at: &Place,
        record: u16,
    ) -> Result<(), SourceError> {
        let period = table.period.and_then(|paths| self.period(paths, element, at));
        for leaf in table.values() {
            let spot = |place| Spot {
                place,
                record,
                period,
            };
            match leaf.read(element) {
                Some(Read::Value(value)) => self.take(leaf, value, spot(at.join(leaf.path)))?,
                Some(Read::Unreadable) => self.note(NoteKind::UnreadableValue, &at.join(leaf.path)),
                read @ (Some(Read::Blank) | None) => {
                    if leaf.required && !allows_blank(leaf, read.is_some()) {
                        self.note(NoteKind::MissingRequired, &at.join(leaf.path));
                    }
                }
            }
        }
        for leaf in table.values().filter(|leaf| leaf.many) {
            self.further(leaf, element, at, period)?;
        }
        self.strangers(table, element, at);
        Ok(())
    }

    /// Takes a value of a table's leaf, and notes one that the contract does not list.
    fn take(&mut self, leaf: &Leaf, value: String, spot: Spot) -> Result<(), SourceError> {
        if !leaf.known.is_empty() && !leaf.known.contains(&value.as_str()) {
            self.note(NoteKind::UnknownCode, &spot.place);
        }
        self.push(leaf, value, spot)
    }

    /// Reads what stands beside the first of several, each as a record of its own.
    fn further(
        &mut self,
        leaf: &Leaf,
        element: &Element,
        at: &Place,
        period: Option<Period>,
    ) -> Result<(), SourceError> {
        let mut all = Vec::new();
        element.each(leaf.path, &mut all);
        for (index, found) in all.into_iter().enumerate().skip(1) {
            let place = at.nth(leaf.path, index);
            match leaf.kind.read(found) {
                Read::Value(value) => {
                    let record = self.next_record()?;
                    self.take(
                        leaf,
                        value,
                        Spot {
                            place,
                            record,
                            period,
                        },
                    )?;
                }
                Read::Unreadable => self.note(NoteKind::UnreadableValue, &place),
                Read::Blank => {}
            }
        }
        Ok(())
    }

    /// Adds one value that was found in another way than by a table.
    pub fn push(&mut self, leaf: &Leaf, value: String, spot: Spot) -> Result<(), SourceError> {
        let field = fields::id(leaf.field).ok_or(SourceError::Malformed { at: "field" })?;
        self.answers.push(Answer {
            field,
            value: Sensitive::new(value),
            unit: leaf.kind.unit(),
            period: spot.period,
            record: spot.record,
            place: spot.place.into(),
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
    pub fn strangers(&mut self, table: &Table, element: &Element, at: &Place) {
        if table.has_strangers(element) {
            self.note(NoteKind::UnknownElement, &at.join("*"));
        }
    }
}

/// CSN writes blanks where a code or a mark has nothing to say; that is not an absence.
fn allows_blank(leaf: &Leaf, present: bool) -> bool {
    present && matches!(leaf.kind, Kind::Code | Kind::Text | Kind::YesNo)
}
