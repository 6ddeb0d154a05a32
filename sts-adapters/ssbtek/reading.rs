use mn_domain::SourceState;
use mn_source::{Answer, Note, Reply, SourceError};
use serde_json::{Value, json};

/// What a message of SSBTEK said, agency by agency.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Which of the contract's messages it was.
    pub message: Message,
    /// The correlation id that the message repeats, if it does.
    pub correlation: Option<String>,
    /// The fault of the whole call, if it failed.
    pub fault: Option<Fault>,
    /// Every agency in the contract's order; those that the message does not mention are `NotAsked`.
    pub parts: Vec<PartReading>,
    /// What was noticed about the envelope.
    pub notes: Vec<Note>,
}

/// The messages that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// The answer to `hamtaBastjanstInformation`.
    Answer,
    /// The answer to `testaBastjanstInformation`: which agencies were reached; nothing about a person.
    Health,
    /// A SOAP fault: the whole call failed.
    Fault,
}

/// What one agency said.
#[derive(Clone, Debug)]
pub struct PartReading {
    /// The agency's name in the contract; contract v11 splits Skatteverket into `SKV/<element>`.
    pub part: &'static str,
    /// Which of the seven states it is in.
    pub state: SourceState,
    /// The values, in the order of the message.
    pub answers: Vec<Answer>,
    /// What was noticed.
    pub notes: Vec<Note>,
    /// The error that stands in place of an answer.
    pub fault: Option<Fault>,
    /// Whether the agency's own test was called (answers to `testaBastjanstInformation` only).
    pub called: Option<bool>,
    /// Why the agency's answer could not be read, if it could not.
    pub broken: Option<SourceError>,
}

/// An error as SSBTEK writes it, without the words, which may quote the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Who failed.
    pub origin: Origin,
    /// The code, if it is one that can be shown: short, and no number that could be a person's.
    pub code: Option<String>,
}

/// Who failed (`kalla`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The joint service itself, for example a time-out towards an agency.
    Ssbt,
    /// The agency's own service.
    Bt,
    /// The message does not say.
    Unknown,
}

impl Origin {
    const fn name(self) -> Option<&'static str> {
        match self {
            Self::Ssbt => Some("SSBT"),
            Self::Bt => Some("BT"),
            Self::Unknown => None,
        }
    }
}

impl PartReading {
    /// A part in a state, with nothing in it.
    #[must_use]
    pub const fn empty(part: &'static str, state: SourceState) -> Self {
        Self {
            part,
            state,
            answers: Vec::new(),
            notes: Vec::new(),
            fault: None,
            called: None,
            broken: None,
        }
    }

    /// The part as a source's reply.
    #[must_use]
    pub fn into_reply(self) -> Reply {
        Reply {
            state: self.state,
            answers: self.answers,
            notes: self.notes,
        }
    }
}

/// A reading as JSON, for the command line. Shows every value: for recorded messages of test persons only.
#[must_use]
pub fn to_json(reading: &Reading) -> Value {
    let mut whole = json!({
        "source": "ssbtek",
        "parts": reading.parts.iter().map(part).collect::<Vec<_>>(),
    });
    if let Some(members) = whole.as_object_mut() {
        if let Some(id) = &reading.correlation {
            members.insert("correlation".into(), json!(id));
        }
        if let Some(fault) = &reading.fault {
            members.insert("fault".into(), self::fault(fault));
        }
        if !reading.notes.is_empty() {
            members.insert("notes".into(), json!(reading.notes));
        }
    }
    whole
}

fn part(part: &PartReading) -> Value {
    let mut whole = json!({
        "part": part.part,
        "state": part.state.name(),
        "answers": part.answers.iter().map(answer).collect::<Vec<_>>(),
        "notes": part.notes,
    });
    if let Some(members) = whole.as_object_mut() {
        if let Some(fault) = &part.fault {
            members.insert("error".into(), self::fault(fault));
        }
        if let Some(called) = part.called {
            members.insert("called".into(), json!(called));
        }
        if let Some(broken) = part.broken {
            members.insert("broken".into(), json!(broken.to_string()));
        }
    }
    whole
}

fn answer(answer: &Answer) -> Value {
    json!({
        "field": answer.field,
        // EXPOSE: printing recorded messages is what this function is for.
        "value": answer.value.expose(),
        "unit": answer.unit,
        "period": answer.period,
        "record": answer.record,
        "place": answer.place,
    })
}

fn fault(fault: &Fault) -> Value {
    json!({ "kalla": fault.origin.name(), "felkod": fault.code })
}
