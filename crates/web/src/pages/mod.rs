//! What each page shows, as plain data. A page knows nothing of sessions, stores or protocols: a handler fills
//! in the struct, and askama renders it. Dates, amounts and clock times arrive as text: see [`crate::show`].
//!
//! Every page has a [`Frame`]: language, municipality, and the room if there is one.

mod agree;
mod around;
mod copy;
mod form;
mod frame;
mod info;
mod later;
mod markup;
mod own_file;
mod review;
mod room;
mod sent;
mod sign;
mod source;
mod start;
mod wrong;

pub use agree::{AgreementPage, EndAgreementPage};
pub use around::{AboutSource, Missing};
pub use copy::{CopyPage, JournalFile, OwnCopyFile, rendered};
pub use form::{
    Asked, Choice, DisputePage, FetchedGroup, FetchedRow, FieldError, FormPage, Progress, Question,
    QuestionKind, Row, RowsQuestion, Treatment,
};
pub use frame::{Frame, LanguageChoice, Room};
pub use info::{AboutPage, AccessibilityPage, ContactView, Problem, ProblemPage, tel};
pub use later::{LaterOpenedPage, LaterPage};
pub use markup::Markup;
pub use own_file::{AccountView, BankRow, OwnFilePage, OwnFileRow, OwnFilesPage, OwnValue};
pub use review::{Estimate, EstimateRow, ReviewPage, ReviewRow, ReviewSection, ReviewSentPage};
pub use room::{DeletePage, DeletedPage, ExtendPage, JournalRow, OverPage, SeenPage, UnverifiedPage};
pub use sent::{LostView, ReceiptPage, ReceiptStep, ReceiptView, ReceiptsPage, SentPage};
pub use sign::{SignPage, SignParts, SignState, bankid_text};
pub use source::{
    ChoosePage, FetchPage, FetchParts, FetchRow, FetchStatus, Hindrance, LookAgain, NotBackPage, RecordCard,
    SourceChoice, SourcePage, ValueView, ValuesPage,
};
pub use start::{BeforeLoginPage, LoginFailedPage, Offer, ReturningPage, StartPage};
pub use wrong::{InApplication, WrongPage};
