use mn_domain::{FieldId, Period, Sensitive, SourceState, Unit};

use crate::Note;

/// What one source answered about one person.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Which of the seven states the source is in.
    pub state: SourceState,
    /// The values, in the order of the source's message.
    pub answers: Vec<Answer>,
    /// What the reader of the message noticed.
    pub notes: Vec<Note>,
}

/// One value out of a source's message.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Which field it is.
    pub field: FieldId,
    /// The value: amounts as decimal kronor, dates as `YYYY-MM-DD`, codes as the source wrote them.
    pub value: Sensitive<String>,
    /// What the value is counted in, if anything.
    pub unit: Option<Unit>,
    /// The days that the value concerns, if the source says so.
    pub period: Option<Period>,
    /// Answers with the same number belong together (one payment, one decision); 0 stands alone.
    pub record: u16,
    /// The value's place in the source's message, for example `/CSNSvar/Personer/Person/Studiemedel/Arende[1]/status`.
    /// Names and positions only, never a value.
    pub place: String,
}

/// One field that an adapter may emit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// The field's id, as [`mn_domain::FieldId`] parses it.
    pub id: &'static str,
    /// What its values are counted in.
    pub unit: Option<Unit>,
}
