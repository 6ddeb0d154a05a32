use std::borrow::Cow;

use jiff::Timestamp;
use mn_domain::{CorrelationId, FieldId, Period, Sensitive, SourceId, SourceState, Unit};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Answer, Note};

/// What one source answered in one visit, as it rests in the visit's slot `answers/{source}`.
///
/// It has no `Serialize`: the only ways in and out are [`StoredAnswers::to_sealed_bytes`], whose result goes
/// to the sealer, and [`StoredAnswers::from_sealed_bytes`], whose argument comes from the opener.
#[derive(Clone, Debug)]
pub struct StoredAnswers {
    /// Which source.
    pub source: SourceId,
    /// Which of the seven states it is in.
    pub state: SourceState,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When it answered, or when the wait for it ended.
    pub answered_at: Timestamp,
    /// The identifier that both sides logged.
    pub correlation: CorrelationId,
    /// The values, in the order of the source's message.
    pub answers: Vec<Answer>,
    /// What the reader of the message noticed.
    pub notes: Vec<Note>,
}

/// Which question stored answers belong to. Read without touching any value.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Question {
    version: u8,
    /// Which source was asked.
    pub source: SourceId,
    /// When. Of two questions to one source in one visit the newer has the later moment, whatever clocks say.
    pub asked_at: Timestamp,
    /// The identifier that both sides logged.
    pub correlation: CorrelationId,
}

impl Question {
    /// Reads which question the bytes of stored answers belong to.
    ///
    /// # Errors
    /// [`NotStoredAnswers`] when they are anything else.
    pub fn of_stored(bytes: &[u8]) -> Result<Self, NotStoredAnswers> {
        let question: Self = serde_json::from_slice(bytes).map_err(|_| NotStoredAnswers)?;
        if question.version == VERSION {
            Ok(question)
        } else {
            Err(NotStoredAnswers)
        }
    }
}

/// The bytes are not stored answers of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not stored answers")]
pub struct NotStoredAnswers;

/// Raised when the stored form changes; an older one is then no longer read.
const VERSION: u8 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record<'a> {
    version: u8,
    source: Cow<'a, SourceId>,
    state: SourceState,
    asked_at: Timestamp,
    answered_at: Timestamp,
    correlation: Cow<'a, CorrelationId>,
    #[serde(borrow)]
    answers: Vec<Entry<'a>>,
    notes: Cow<'a, [Note]>,
}

/// On the way out the value is borrowed; on the way in it is moved straight into protection.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry<'a> {
    #[serde(borrow)]
    field: Cow<'a, str>,
    value: Cow<'a, str>,
    unit: Option<Unit>,
    period: Option<Period>,
    record: u16,
    place: Cow<'a, str>,
}

impl StoredAnswers {
    /// Writes the answers as bytes for the sealer, and for nobody else.
    ///
    /// # Errors
    /// [`NotStoredAnswers`] when they cannot be written.
    pub fn to_sealed_bytes(&self) -> Result<Sensitive<Vec<u8>>, NotStoredAnswers> {
        let record = Record {
            version: VERSION,
            source: Cow::Borrowed(&self.source),
            state: self.state,
            asked_at: self.asked_at,
            answered_at: self.answered_at,
            correlation: Cow::Borrowed(&self.correlation),
            answers: self.answers.iter().map(Entry::of).collect(),
            notes: Cow::Borrowed(&self.notes),
        };
        let bytes = serde_json::to_vec(&record).map_err(|_| NotStoredAnswers)?;
        Ok(Sensitive::new(bytes))
    }

    /// Reads the answers from bytes that the opener gave.
    ///
    /// # Errors
    /// [`NotStoredAnswers`] when they are anything else.
    pub fn from_sealed_bytes(bytes: &Sensitive<Vec<u8>>) -> Result<Self, NotStoredAnswers> {
        // EXPOSE: reading needs the bytes; each value is moved into protection below.
        let text = std::str::from_utf8(bytes.expose()).map_err(|_| NotStoredAnswers)?;
        let record: Record<'_> = serde_json::from_str(text).map_err(|_| NotStoredAnswers)?;
        if record.version != VERSION {
            return Err(NotStoredAnswers);
        }
        let mut fields = Vec::new();
        let answers = record.answers.into_iter();
        let answers = answers.map(|entry| entry.into_answer(&mut fields));
        Ok(Self {
            source: record.source.into_owned(),
            state: record.state,
            asked_at: record.asked_at,
            answered_at: record.answered_at,
            correlation: record.correlation.into_owned(),
            answers: answers.collect::<Result<_, _>>()?,
            notes: record.notes.into_owned(),
        })
    }
}

impl<'a> Entry<'a> {
    fn of(answer: &'a Answer) -> Self {
        Self {
            field: Cow::Borrowed(answer.field.as_str()),
            // EXPOSE: written into bytes that go to the sealer.
            value: Cow::Borrowed(answer.value.expose()),
            unit: answer.unit,
            period: answer.period,
            record: answer.record,
            place: Cow::Borrowed(&answer.place),
        }
    }

    /// The answer; its field is taken from those that came up before, where it is one of them.
    fn into_answer(self, fields: &mut Vec<FieldId>) -> Result<Answer, NotStoredAnswers> {
        let known = fields.iter().rev().find(|known| known.as_str() == self.field);
        let field = if let Some(known) = known {
            known.clone()
        } else {
            let field: FieldId = self.field.parse().map_err(|_| NotStoredAnswers)?;
            fields.push(field.clone());
            field
        };
        Ok(Answer {
            field,
            value: Sensitive::new(self.value.into_owned()),
            unit: self.unit,
            period: self.period,
            record: self.record,
            place: self.place.into_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NoteKind;

    fn stored() -> Option<StoredAnswers> {
        Some(StoredAnswers {
            source: "csn".parse().ok()?,
            state: SourceState::Partial,
            asked_at: "2026-11-01T10:00:00Z".parse().ok()?,
            answered_at: "2026-11-01T10:00:02Z".parse().ok()?,
            correlation: CorrelationId::from_random([7; 15]),
            answers: vec![Answer {
                field: "csn.utbetalning.belopp".parse().ok()?,
                value: "3292 \"planted\" \u{e5}".into(),
                unit: Some(Unit::Kronor),
                period: Some(Period {
                    from: "2026-10".parse().ok(),
                    to: None,
                }),
                record: 3,
                place: "/CSNSvar/belopp[2]".into(),
            }],
            notes: vec![Note::new(NoteKind::PartFailed, "HUT")],
        })
    }

    #[test]
    fn what_was_stored_comes_back() {
        let before = stored().expect("the fixture");
        let bytes = before.to_sealed_bytes().expect("written");
        let after = StoredAnswers::from_sealed_bytes(&bytes).expect("read");
        assert_eq!(after.source, before.source);
        assert_eq!(after.state, before.state);
        assert_eq!(after.asked_at, before.asked_at);
        assert_eq!(after.answered_at, before.answered_at);
        assert_eq!(after.correlation, before.correlation);
        assert_eq!(after.notes, before.notes);
        let (old, new) = (before.answers.first(), after.answers.first());
        assert_eq!(new.map(|a| &a.value), old.map(|a| &a.value));
        assert_eq!(new.map(|a| &a.field), old.map(|a| &a.field));
        assert_eq!(
            new.map(|a| (a.unit, a.period, a.record)),
            old.map(|a| (a.unit, a.period, a.record))
        );
        assert_eq!(new.map(|a| &a.place), old.map(|a| &a.place));
        assert!(!format!("{after:?}").contains("planted"));
        let question = Question::of_stored(bytes.expose()).expect("read");
        assert_eq!(
            (question.source, question.asked_at, question.correlation),
            (before.source, before.asked_at, before.correlation)
        );
    }

    #[test]
    fn other_bytes_are_refused() {
        let bytes = stored().expect("the fixture").to_sealed_bytes().expect("written");
        let text = String::from_utf8(bytes.expose().clone()).expect("JSON");
        let changed = [
            String::new(),
            "{}".to_owned(),
            text.replace("\"version\":1", "\"version\":2"),
            text.replace("\"record\":3", "\"record\":3,\"more\":1"),
            text.replace("csn.utbetalning.belopp", "CSN"),
        ];
        for bad in changed {
            let bytes = Sensitive::new(bad.into_bytes());
            assert!(StoredAnswers::from_sealed_bytes(&bytes).is_err());
        }
        assert!(Question::of_stored(text.replace("\"version\":1", "\"version\":2").as_bytes()).is_err());
    }
}
