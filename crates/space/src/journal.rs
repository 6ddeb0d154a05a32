use jiff::Timestamp;
use mn_domain::{
    AgreementId, CorrelationId, FileKind, FormId, MunicipalityId, Purpose, RecipientId, Sensitive, SourceId,
    SourceState, SubmissionId,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// One line of the citizen's own journal. It lives in the space and goes with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub act: Act,
}

/// What happened with the citizen's data, and with whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// The visit began, in the name of a municipality.
    Began {
        /// Which one.
        municipality: Option<MunicipalityId>,
    },
    /// The citizen entered the agreement.
    AgreementEntered {
        /// Which agreement.
        agreement: AgreementId,
        /// Which version of it.
        version: String,
        /// Hexadecimal SHA-256 of its text.
        digest: String,
    },
    /// The citizen was led to a source, to give her permission there.
    LedAway {
        /// Which source.
        source: SourceId,
    },
    /// The citizen came back from where she was led.
    CameBack {
        /// From which source.
        source: SourceId,
        /// Whether with her permission: else nobody was asked.
        permitted: bool,
    },
    /// The citizen let a source be asked.
    Asked {
        /// Which source.
        source: SourceId,
        /// For what.
        purpose: Purpose,
        /// The id that the source logs too.
        correlation: CorrelationId,
    },
    /// A source answered, or did not.
    Answered {
        /// Which source.
        source: SourceId,
        /// How it went.
        state: SourceState,
        /// How many values it gave.
        answers: u32,
        /// The id that the source logs too.
        correlation: CorrelationId,
    },
    /// The citizen saw what a source answered.
    Seen {
        /// Which source.
        source: SourceId,
        /// Which answer of it: the id of the question that it answers.
        correlation: CorrelationId,
    },
    /// The citizen saw in the form what a source answered.
    SeenInForm {
        /// Which source.
        source: SourceId,
        /// Which answer of it: the id of the question that it answers.
        correlation: CorrelationId,
    },
    /// The citizen saw what a source answered where she reviewed what will be sent.
    SeenInReview {
        /// Which source.
        source: SourceId,
        /// Which answer of it: the id of the question that it answers.
        correlation: CorrelationId,
    },
    /// The citizen stays longer.
    Extended,
    /// The citizen took a copy of everything.
    Downloaded,
    /// The citizen took a copy of this journal.
    JournalDownloaded,
    /// The citizen took home what she had written, to go on another day.
    DraftSaved {
        /// Which form.
        form: FormId,
    },
    /// The citizen brought back what she had written on another day.
    DraftOpened {
        /// Which form.
        form: FormId,
    },
    /// The citizen added a file of her own. What it is called is told to nobody.
    FileAdded {
        /// What it is.
        kind: FileKind,
    },
    /// The citizen removed a file of her own.
    FileRemoved {
        /// What it was.
        kind: FileKind,
    },
    /// A signature order began.
    OrderStarted {
        /// What is to be signed.
        submission: SubmissionId,
    },
    /// The application was signed and sent.
    Sent {
        /// Which.
        submission: SubmissionId,
        /// Which form.
        form: FormId,
        /// To whom.
        recipient: RecipientId,
    },
}

/// One JSON value on each line: appending never reads what stands before.
pub(crate) fn line(entry: &JournalEntry) -> Option<Zeroizing<Vec<u8>>> {
    let mut line = Zeroizing::new(Vec::with_capacity(256));
    serde_json::to_writer(&mut *line, entry).ok()?;
    line.push(b'\n');
    Some(line)
}

/// Gives nothing where a line is not an entry.
pub(crate) fn read(journal: &Sensitive<Vec<u8>>) -> Option<Vec<JournalEntry>> {
    // EXPOSE: the journal is read here to be shown to the citizen whose it is.
    let lines = journal.expose().split(|byte| *byte == b'\n');
    lines
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).ok())
        .collect()
}
