use mn_domain::{
    AgreementId, CheckKind, CorrelationId, FileKind, FileRefusal, FormId, MunicipalityId, RecipientId,
    SourceId, SourceState, SubmissionId,
};
use serde::Serialize;

use crate::{
    AnswerRefusal, Breaker, EndReason, LoginRefusal, OrderOutcome, Reach, RequestRefusal, SignatureRefusal,
    SourceFailure,
};

/// Everything that may be logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The service started. Digests are hexadecimal SHA-256.
    ServiceStarted {
        /// Version and build of the program.
        build: &'static str,
        /// Digest of the configuration.
        config: String,
        /// Digest of the metadata.
        metadata: String,
    },
    /// The service stopped in good order.
    ServiceStopped,
    /// Somebody was sent to the identity provider.
    LoginStarted {
        /// In whose name the service was offered.
        municipality: MunicipalityId,
    },
    /// Somebody logged in.
    LoginCompleted,
    /// A login was refused.
    LoginRefused {
        /// Why.
        reason: LoginRefusal,
    },
    /// A private space was made.
    VisitBegan,
    /// A private space lives longer because the citizen asked for it.
    VisitExtended,
    /// A private space is gone.
    VisitEnded {
        /// Why.
        reason: EndReason,
        /// How many values were destroyed.
        slots: u32,
    },
    /// Every private space was made unreadable, on every node: by the operator, or by whoever may write the store.
    AllSealed,
    /// The operator asked for that, and the store of visits could not be reached.
    SealingFailed,
    /// A sealed value did not open: it was changed, or moved from where it belongs.
    SealBroken,
    /// The citizen entered the agreement.
    AgreementEntered {
        /// Which agreement.
        agreement: AgreementId,
        /// Hexadecimal SHA-256 of its text.
        digest: String,
    },
    /// A source was asked.
    SourceAsked {
        /// Which source.
        source: SourceId,
        /// The id that the source logs too.
        correlation: CorrelationId,
    },
    /// A source answered.
    SourceAnswered {
        /// Which source.
        source: SourceId,
        /// The id that the source logs too.
        correlation: CorrelationId,
        /// In which state it is.
        state: SourceState,
        /// How many values it gave.
        answers: u32,
        /// How many things the reader noticed.
        notes: u32,
        /// How long it took.
        millis: u32,
    },
    /// Something in what a source answered does not fit, by the checks of its metadata: told once an answer and kind,
    /// of nobody.
    SourceDoubtful {
        /// Which source.
        source: SourceId,
        /// Which kind of check.
        check: CheckKind,
    },
    /// A source gave nothing.
    SourceFailed {
        /// Which source.
        source: SourceId,
        /// The id that the source logs too.
        correlation: CorrelationId,
        /// Why.
        failure: SourceFailure,
        /// How long it took.
        millis: u32,
    },
    /// A source that failed is asked the same again, within the same question's time.
    SourceAskedAgain {
        /// Which source.
        source: SourceId,
        /// The id that the source logs too.
        correlation: CorrelationId,
        /// Why.
        failure: SourceFailure,
    },
    /// A source is left alone, tried, or asked as usual again.
    SourceBreaker {
        /// Which source.
        source: SourceId,
        /// What is done from now on.
        state: Breaker,
    },
    /// A source can be reached, or no longer.
    SourceReach {
        /// Which source.
        source: SourceId,
        /// Whether it can.
        reach: Reach,
    },
    /// An answer was thrown away that no honest source gives: an attack until proved otherwise. Nothing was stored.
    AnswerRefused {
        /// In whose name it came.
        source: SourceId,
        /// The id of the question that it came to.
        correlation: CorrelationId,
        /// Why.
        reason: AnswerRefusal,
    },
    /// The citizen added a file of her own.
    FileAdded {
        /// What it is, by its content.
        kind: FileKind,
        /// How many values were read out of it.
        answers: u32,
        /// How many things the reader noticed.
        notes: u32,
    },
    /// A file that the citizen wanted to add was not taken.
    FileRefused {
        /// Why.
        reason: FileRefusal,
    },
    /// A signature order began.
    OrderStarted {
        /// What is to be signed.
        submission: SubmissionId,
    },
    /// A signature order ended.
    OrderEnded {
        /// What was to be signed.
        submission: SubmissionId,
        /// How.
        outcome: OrderOutcome,
    },
    /// A signature was refused.
    SignatureRefused {
        /// What was to be signed.
        submission: SubmissionId,
        /// Why.
        reason: SignatureRefusal,
    },
    /// An application was signed and is safe in the outbox: from here on it is sent.
    SubmissionSent {
        /// Which.
        submission: SubmissionId,
        /// Which form.
        form: FormId,
        /// To whom.
        recipient: RecipientId,
    },
    /// The recipient fetched an application.
    SubmissionFetched {
        /// Which.
        submission: SubmissionId,
        /// Who.
        recipient: RecipientId,
    },
    /// The recipient accepted an application.
    SubmissionAccepted {
        /// Which.
        submission: SubmissionId,
        /// Who.
        recipient: RecipientId,
    },
    /// The recipient rejected an application.
    SubmissionRejected {
        /// Which.
        submission: SubmissionId,
        /// Who.
        recipient: RecipientId,
    },
    /// A recipient has not accepted in time what was sent to it: people must ask why.
    DeliveriesOverdue {
        /// Who.
        recipient: RecipientId,
        /// How many wait to be fetched or accepted.
        waiting: u32,
        /// How many it rejected.
        rejected: u32,
    },
    /// Receipts were deleted because their time was over.
    ReceiptsForgotten {
        /// How many.
        receipts: u64,
    },
    /// A request was turned away.
    RequestRefused {
        /// Why.
        reason: RequestRefusal,
    },
}
