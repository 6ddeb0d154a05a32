//! Words of the domain: identity numbers, fields, amounts, periods, time, and what is about a person.
//!
//! Layer 0: every other crate may speak these words; this one knows none of the others.

mod amount;
mod check;
mod clock;
mod closed;
mod correlation;
mod field;
mod file;
mod identity;
mod language;
mod period;
mod purpose;
mod sensitive;
mod slug;
mod state;
mod submission;
mod texts;
mod unit;

pub use amount::{Amount, InvalidAmount};
pub use check::CheckKind;
pub use clock::{Clock, SystemClock};
pub use closed::ClosedHours;
pub use correlation::CorrelationId;
pub use field::{FieldId, InvalidFieldId};
pub use file::{FileKind, FileRefusal};
pub use identity::{IdentityNumber, InvalidIdentityNumber, Personnummer, Samordningsnummer};
pub use language::Language;
pub use period::{PartialDate, Period};
pub use purpose::Purpose;
pub use sensitive::{Sensitive, Wipe};
pub use slug::{AgreementId, FormId, InvalidSlug, MunicipalityId, RecipientId, SourceId};
pub use state::SourceState;
pub use submission::SubmissionId;
pub use texts::Texts;
pub use unit::Unit;
