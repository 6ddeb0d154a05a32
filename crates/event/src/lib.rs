//! What may be logged: access, never content.
//!
//! [`Event`] is a closed enum whose fields are counts, codes, names of our own metadata and random ids.
//! There is no free text, so nothing a person or a source wrote can reach a log.

mod event;
mod outcome;
mod record;
mod sink;
mod standing;

pub use event::Event;
pub use outcome::{
    AnswerRefusal, EndReason, LoginRefusal, OrderOutcome, RequestRefusal, SignatureRefusal, SourceFailure,
};
pub use record::{Pseudonym, Record};
pub use sink::{EventLog, EventSink, StdoutSink};
pub use standing::{Breaker, Reach};
