//! The metadata catalogue of sources, and answers annotated with it.
//!
//! [`Catalogue`] reads `metadata/words.toml` and `metadata/sources/*.toml`, checks each file against the JSON
//! schema of its Rust type and against the rules of the catalogue, and names every mistake at once. What it
//! holds explains each value that a source can give ([`Catalogue::annotate`]) in each language. [`Questions`] are what
//! a fresh reader must be able to answer from that.

mod annotate;
mod annotated;
mod catalogue;
mod check;
mod check_rules;
mod checks;
mod code;
mod concern;
mod coverage;
mod display;
mod explained;
mod field;
mod files;
mod fill;
mod inspect;
mod lix;
mod mistake;
mod questions;
mod read;
mod said;
mod schema;
mod source;
mod text;
mod walk;
mod words;

pub use annotated::{Annotated, AnnotatedRecord, AnnotatedValue, Concern, Provenance};
pub use catalogue::Catalogue;
pub use checks::{Checks, OrderCheck, RangeCheck, SumCheck, TwiceCheck};
pub use code::{Code, CodeList, meaning};
pub use coverage::{Coverage, SourceCoverage};
pub use field::{Basis, Field, Kind, Per, PeriodMeaning, Sensitivity};
pub use files::{MetadataFile, digest, files_below};
pub use inspect::{Doubt, Inspection, Misfit, Side};
pub use lix::Readability;
pub use mistake::{Mistake, Problem};
pub use questions::{Question, QuestionFile, Questions};
pub use read::{Lines, read};
pub use schema::{questions_schema, schema, words_schema};
pub use source::{About, Authority, Closed, Concept, Day, Defaults, Group, LeftOut, Message, Source, Terms};
pub use text::{Term, Text};
pub use words::Words;
