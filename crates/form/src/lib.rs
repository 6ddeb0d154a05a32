//! From a form's definition and the citizen's private space to an application that can be signed.
//!
//! ```text
//!  metadata/forms -> Definition     answers of the visit
//!                        |                  |
//!  what the browser -> Draft -- review --> ReviewPage -- complete --> Completed
//!  sends                                   (shown)                   (sent: the same bytes)
//! ```
//! A [`Draft`] holds only what the citizen wrote, disputed and left out. What sources gave is read anew from the
//! sealed answers each time; it can be disputed or left out, never edited.

mod case;
mod complete;
mod definition;
mod disputing;
mod draft;
mod estimate;
mod kept;
mod norm;
mod problem;
mod review;
mod rows;
mod speak;
mod value;
mod written;

pub use case::{Applicant, Case};
pub use complete::{Completed, NotComplete};
pub use definition::{
    ChildrenRule, ChoiceOption, Condition, Definition, EstimateRule, FetchRule, Forms, Kind, Only,
    Placeholder, Question, QuestionId, Section, Sum, Template,
};
pub use disputing::Disputable;
pub use draft::{Applied, Draft, NotADraft};
pub use estimate::{Estimate, EstimateRow, NoEstimate, RowDoes};
pub use kept::{Kept, KeptError, TakenUp};
pub use norm::{ChildAmount, Norm, Norms};
pub use problem::{FieldError, FormWords, Problem};
pub use review::{
    AgreementShown, AnswerShown, ApplicantShown, Cell, CheckShown, Content, Counts, FetchedShown, FormShown,
    Item, LeftOut, Named, OptionShown, Review, ReviewPage, SectionShown, SourceShown, SumShown,
};
pub use rows::{FetchedRow, InvalidRowRef, RowRef, fetched_rows};
pub use speak::{Explained, Speak, Spoken};
pub use value::Value;
pub use written::Written;
