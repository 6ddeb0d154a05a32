//! What a copy holds, and in which shape: `metadata/schema/own-copy.schema.json` is made out of these types.
//! A change that an older reader would stumble over raises [`VERSION`].

use schemars::JsonSchema;
use serde::Serialize;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Raised with every change that is more than an addition.
pub const VERSION: u8 = 1;

/// Everything that was in the room.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "En egen kopia ur Medborgarnavet")]
pub struct OwnCopy {
    /// Always `medborgarnavet-egen-kopia`.
    pub format: &'static str,
    /// The version of this shape.
    pub version: u8,
    /// When the copy was made.
    pub made: Moment,
    /// The language of the words: `sv`, `lattlast` or `en`.
    pub language: &'static str,
    /// The program that made it.
    pub service: String,
    /// In whose name the service is offered.
    pub municipality: Option<String>,
    /// When the visit began.
    pub began: Moment,
    /// Every source of the service, also those that gave nothing.
    pub sources: Vec<SourceCopy>,
    /// The files that she added herself.
    pub own_files: Vec<FileCopy>,
    /// The application as far as it has come; nothing where no form is offered.
    pub application: Option<ApplicationCopy>,
    /// What has been sent, in this visit or earlier, as long as receipts are kept.
    pub receipts: Vec<ReceiptCopy>,
    /// Whether every receipt is there; not when those who keep them could not be reached.
    pub receipts_complete: bool,
    /// What has happened in the visit, the oldest first.
    pub journal: Vec<JournalLine>,
}

/// The journal of a visit by itself.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Historiken av ett besök i Medborgarnavet")]
pub struct JournalCopy {
    /// Always `medborgarnavet-historik`.
    pub format: &'static str,
    /// The version of this shape.
    pub version: u8,
    /// When the copy was made.
    pub made: Moment,
    /// The language of the words: `sv`, `lattlast` or `en`.
    pub language: &'static str,
    /// The lines, the oldest first.
    pub journal: Vec<JournalLine>,
}

/// A moment, in Swedish time.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Moment {
    /// RFC 3339 with the offset of Swedish time.
    pub at: String,
    /// In words.
    pub text: String,
}

/// One source, and what it gave.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SourceCopy {
    /// The source's id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The authority behind it.
    pub authority: String,
    /// `waiting`, `interrupted`, or how it went: `hit`, `no_hit`, `partial`, `not_entitled`, `unavailable`,
    /// `rejected`, `not_asked`.
    pub state: &'static str,
    /// The state in words.
    pub state_text: String,
    /// What the state means.
    pub state_means: String,
    /// When it was asked.
    pub asked: Option<Moment>,
    /// When it answered, or when the wait ended.
    pub answered: Option<Moment>,
    /// The id of the question, which the source has in its log too.
    pub correlation: Option<String>,
    /// Its values, those that belong together side by side.
    pub records: Vec<RecordCopy>,
    /// Values that the pages do not show. They are hers all the same.
    pub others: Vec<OtherCopy>,
}

/// A file that she added herself, and what was read out of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileCopy {
    /// Its number in the visit.
    pub number: u32,
    /// What it is by its content: `camt053`, `bank_csv`, `pdf`, `jpeg` or `png`.
    pub kind: &'static str,
    /// The media type, where the file itself is in the copy.
    pub media_type: Option<&'static str>,
    /// When it was added.
    pub added: Moment,
    /// What was read out of it, those that belong together side by side.
    pub records: Vec<RecordCopy>,
    /// Values that the pages do not show.
    pub others: Vec<OtherCopy>,
    /// The document or picture itself, in base64.
    pub content: Option<Content>,
}

/// A file in base64.
#[derive(Debug, Serialize, JsonSchema, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
pub struct Content(pub String);

/// Values that belong together: one payment, one decision.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RecordCopy {
    /// What it is, in words.
    pub heading: String,
    /// What such records are.
    pub explanation: String,
    /// The values.
    pub values: Vec<ValueCopy>,
}

/// One value, with what it means and where it comes from.
#[derive(Debug, Serialize, JsonSchema, Zeroize, ZeroizeOnDrop)]
pub struct ValueCopy {
    /// The field's id.
    pub field: String,
    /// The word for it.
    pub term: String,
    /// The value as the source gave it: amounts as decimal kronor, dates as `YYYY-MM-DD`.
    pub value: String,
    /// The value as people write it.
    pub shown: String,
    /// What the value itself means, where it is a code.
    pub means: Option<String>,
    /// What the field means.
    pub explanation: String,
    /// The days that it concerns, in words.
    pub period: Option<String>,
    /// The value's place in the source's message.
    pub place: String,
    /// Who answers for its being right.
    pub responsible: String,
    /// How to reach them.
    pub contact: String,
    /// What to do if it is wrong.
    pub if_wrong: String,
    /// What does not fit with other values, a sentence each. It may be right all the same.
    pub checks: Vec<String>,
    /// The law that lets it be fetched.
    pub legal_ground: String,
}

/// A value that the pages do not show.
#[derive(Debug, Serialize, JsonSchema, Zeroize, ZeroizeOnDrop)]
pub struct OtherCopy {
    /// The field's id.
    pub field: String,
    /// The value as the source gave it.
    pub value: String,
    /// The value's place in the source's message.
    pub place: String,
}

/// The application as far as it has come.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ApplicationCopy {
    /// The form's id.
    pub form: String,
    /// The form's name.
    pub title: String,
    /// Who would decide.
    pub recipient: String,
    /// Its parts.
    pub sections: Vec<SectionCopy>,
    /// What the citizen chose not to send.
    pub left_out: Vec<String>,
}

/// One part of the application.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SectionCopy {
    /// Its heading.
    pub title: String,
    /// Its lines.
    pub rows: Vec<RowCopy>,
}

/// One line of the application.
#[derive(Debug, Serialize, JsonSchema, Zeroize, ZeroizeOnDrop)]
pub struct RowCopy {
    /// What it is.
    pub label: String,
    /// Whose words they are: a source's, or her own.
    pub origin: String,
    /// What stands there.
    pub value: String,
    /// What she says against it.
    pub disputed: Option<String>,
}

/// What is known of something sent.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReceiptCopy {
    /// The submission's id.
    pub id: String,
    /// The form's name.
    pub form: String,
    /// To whom.
    pub recipient: String,
    /// When it was signed.
    pub signed: Moment,
    /// When it was sent.
    pub sent: Moment,
    /// When it arrived in the meaning of the law.
    pub arrived: Option<Moment>,
    /// When the recipient had fetched it.
    pub fetched: Option<Moment>,
    /// When the recipient accepted it.
    pub accepted: Option<Moment>,
    /// When the recipient rejected it.
    pub rejected: Option<Moment>,
    /// SHA-256 of what was signed, hexadecimal.
    pub manifest_sha256: String,
}

/// One line of the journal.
#[derive(Debug, Serialize, JsonSchema)]
pub struct JournalLine {
    /// When.
    pub when: Moment,
    /// `began`, `agreement_entered`, `led_away`, `came_back`, `asked`, `answered`, `seen`, `seen_in_form`, `seen_in_review`, `extended`, `downloaded`, `journal_downloaded`,
    /// `draft_saved`, `draft_opened`, `file_added`, `file_removed`, `order_started` or `sent`.
    pub act: &'static str,
    /// What happened, in words.
    pub what: String,
    /// Who could see it.
    pub seen_by: String,
    /// With which source or recipient, by id.
    pub with: Option<String>,
    /// The id of the question, where a source was asked or answered.
    pub correlation: Option<String>,
}
