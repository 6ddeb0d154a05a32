use std::fmt;

use thiserror::Error;

/// One mistake in one metadata file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Which file, below `metadata/`.
    pub file: String,
    /// Which line, where it can be told.
    pub line: Option<usize>,
    /// Which key, for example `fields[csn.utbetalning.belopp].text.en`.
    pub at: String,
    /// What is wrong.
    pub problem: Problem,
}

impl fmt::Display for Mistake {
    /// `sources/csn.toml:12: fields[..].term: is missing`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.at.is_empty() {
            write!(f, ": {}", self.at)?;
        }
        write!(f, ": {}", self.problem)
    }
}

/// What is wrong with a metadata file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Problem {
    /// The file is not there or cannot be read.
    #[error("the file cannot be read")]
    Unreadable,
    /// It is not TOML.
    #[error("not TOML: {0}")]
    Syntax(String),
    /// A key that the schema does not know.
    #[error("is not a key that is known here")]
    UnknownKey,
    /// A key that must be there is not.
    #[error("is missing")]
    Missing,
    /// A text is empty.
    #[error("is empty")]
    Empty,
    /// A value of another type.
    #[error("should be {0}")]
    WrongType(String),
    /// A value that is not one of the allowed.
    #[error("should be one of {0}")]
    NotOneOf(String),
    /// A value that its type refuses.
    #[error("{0}")]
    Refused(String),
    /// Hours at which the source is closed that leave none open.
    #[error("the source would never be open")]
    NeverOpen,
    /// A deadline of no time.
    #[error("nothing answers in no time")]
    NoTime,
    /// The file's name is not its id.
    #[error("the file should be named {0}.toml")]
    NameDiffers(String),
    /// Two files or two fields have the same id.
    #[error("this id is used twice")]
    Twice,
    /// A field's id does not begin with the source's owner.
    #[error("the id should begin with {0}.")]
    ForeignOwner(String),
    /// A field is neither explained nor hidden.
    #[error("is neither explained (text) nor hidden with a reason (hidden)")]
    NeitherShownNorHidden,
    /// A field is both explained and hidden.
    #[error("is both explained and hidden; choose one")]
    ShownAndHidden,
    /// A field refers to a code list that is not there.
    #[error("there is no code list {0}")]
    NoCodeList(String),
    /// The contract lists a code that the field's code list does not explain.
    #[error("the code {0} is not explained")]
    CodeNotExplained(String),
    /// Something is left out without saying what.
    #[error("should name at least one place")]
    NoPlaces,
    /// A code list is empty, or a field of codes names none.
    #[error("a field of codes needs a code list with at least one value")]
    NoCodes,
    /// No field refers to this code list.
    #[error("no field refers to this code list")]
    UnusedCodeList,
    /// A number says not what it counts, or another type says so.
    #[error("a number, and only a number, says its unit: percent, days, weeks, count or year")]
    UnitAndTypeDisagree,
    /// Only an amount is gross or net, or comes per month.
    #[error("only an amount has `per` and `basis`")]
    OnlyAmounts,
    /// A field lacks something that the source has no default for.
    #[error("says nothing of {0}, and the source has no default for it")]
    NoDefault(&'static str),
    /// A group refers to a field that is not there.
    #[error("there is no field {0}")]
    NoSuchField(String),
    /// A check names a field whose values it cannot be about, or that nobody sees.
    #[error("this check cannot be about {0}: another type or unit, bounds of another kind, or hidden")]
    CannotCheck(String),
    /// A check of one record names a field of another.
    #[error("{0} does not stand beside the other field")]
    NotBeside(String),
    /// A total of nothing.
    #[error("should name at least one part in `add`")]
    NothingAdded,
    /// Bounds that no honest value keeps to, or every value.
    #[error("no value could be outside, or none inside")]
    NotPlausible,
    /// What may not be there twice is no payment.
    #[error("should name an amount and a day, and `mark` one of `same`")]
    NotAPayment,
    /// A shown field has no group, or a group has no fields.
    #[error("has no group in [groups]")]
    NoGroup,
    /// A group that no field belongs to.
    #[error("no field belongs to this group")]
    EmptyGroup,
    /// A word that citizens should not meet.
    #[error("the word \"{0}\" is not for citizens")]
    ForbiddenWord(String),
    /// A text lacks a placeholder.
    #[error("should hold {0}")]
    NoPlaceholder(&'static str),
    /// An adapter gives the field, and nothing explains it.
    #[error("the adapter gives this field, and nothing explains or hides it")]
    NotExplained,
    /// The field is explained, and no adapter gives it.
    #[error("no adapter gives this field")]
    NotGiven,
    /// An adapter gives the field in another unit.
    #[error("the adapter counts this field in {given}, the metadata in {said}")]
    UnitDiffers {
        /// What the adapter says.
        given: String,
        /// What the metadata says.
        said: String,
    },
    /// Questions about a source that is not there.
    #[error("there is no source {0}")]
    NoSuchSource(String),
    /// Fewer questions than each source must answer.
    #[error("{count} questions, and each source answers at least {least}")]
    TooFewQuestions {
        /// How many there are.
        count: usize,
        /// How many there must be.
        least: usize,
    },
    /// A question that has been asked, in these words or with this answer.
    #[error("is asked twice, or is answered by the same words as another")]
    AskedTwice,
    /// A question cites a place that the source does not have.
    #[error("the pages have no place {0}")]
    NoSuchPlace(String),
    /// A question cites a hidden field.
    #[error("the field {0} is hidden, so no page says it")]
    NotShown(String),
    /// A question says not which words carry its answer.
    #[error("names no words that carry the answer")]
    NoKeyWords,
    /// The place does not say what the answer builds on.
    #[error("the place does not say \"{0}\"")]
    NotSaidThere(String),
    /// The answer lacks the words that should carry it.
    #[error("the answer does not say \"{0}\"")]
    NotInAnswer(String),
    /// An adapter has no metadata file at all.
    #[error("the source has an adapter and no metadata file")]
    NoFile,
}
