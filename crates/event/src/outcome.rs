use serde::{Deserialize, Serialize};

/// Why a visit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The citizen logged out.
    LoggedOut,
    /// The citizen chose to delete everything.
    Deleted,
    /// The citizen ended the agreement.
    AgreementEnded,
    /// Nothing happened for the idle time.
    Idle,
    /// The longest time of a visit was over.
    TimeUp,
    /// A new visit began in the same browser.
    Replaced,
    /// The browser left before it got the visit that began for it.
    Unclaimed,
    /// The identity provider told that the login has ended.
    BackChannel,
    /// The operator sealed every visit, or the service stopped.
    Sealed,
}

/// Why a login was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginRefusal {
    /// The state did not belong to this browser, or was used before.
    UnknownState,
    /// The answer came from another issuer than the one that was asked.
    WrongIssuer,
    /// The citizen cancelled.
    Cancelled,
    /// The provider answered with another error.
    ProviderError,
    /// The provider could not be reached.
    Unreachable,
    /// The provider refused the code: used before, too old, or not its own.
    CodeRefused,
    /// The ID token did not verify.
    TokenInvalid,
    /// The login was below assurance level 3.
    AssuranceTooLow,
    /// The ID token holds no identity number, or both kinds.
    NoIdentityNumber,
    /// The login took longer than its ten minutes.
    TooLate,
    /// The service is full.
    Full,
}

/// Why a source gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceFailure {
    /// It could not be reached.
    Unreachable,
    /// It did not answer in time.
    Late,
    /// It has a fault of its own.
    Faulty,
    /// It refused the question.
    Refused,
    /// Its answer breaks the contract.
    Malformed,
    /// Its answer is larger or deeper than any honest one.
    TooLarge,
    /// Its answer is about somebody else: a threat until proved otherwise.
    WrongPerson,
    /// Its answer is to another question, or to none: a threat until proved otherwise.
    Unasked,
    /// It may not be asked for this purpose.
    PurposeNotAllowed,
    /// The visit ended before it answered.
    Cancelled,
}

/// Why an answer was thrown away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerRefusal {
    /// It is about somebody else.
    OtherPerson,
    /// It is to another question, or to none.
    Unasked,
    /// The question has been answered already.
    Repeated,
    /// It is to an older question than the one that has been answered.
    Older,
    /// It is larger or deeper than any honest one.
    TooLarge,
}

/// How a signature order ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderOutcome {
    /// The citizen signed and the signature was verified.
    Signed,
    /// The citizen cancelled.
    Cancelled,
    /// The time of the order ran out, or the app never started.
    Expired,
    /// The e-ID could not be used.
    Failed,
    /// The provider could not be reached.
    Unreachable,
    /// A signature came, and was refused.
    Refused,
    /// Nobody knows any more how the order ended: the service stopped in between.
    Lost,
}

/// Why a signature was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureRefusal {
    /// It does not have the shape of the provider's signatures.
    Shape,
    /// A digest or the signature value does not agree.
    Tampered,
    /// The certificate chain does not lead to a trusted root.
    Untrusted,
    /// It is a login, not a signature.
    NotASignature,
    /// It is somebody else's signature.
    OtherPerson,
    /// It is over something else than what was frozen.
    OtherContent,
    /// The certificate was revoked, or its revocation answer does not belong to this signature.
    Revoked,
}

/// Why a request was turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestRefusal {
    /// A form without its token, or with another's.
    FormToken,
    /// A request from another site.
    CrossSite,
    /// A cookie that opens nothing.
    UnknownVisit,
    /// More requests than the limit.
    TooMany,
    /// A body over the limit.
    TooLarge,
    /// A handler broke.
    Broken,
    /// A return from a source to which nobody in that visit was led.
    ForeignReturn,
    /// A client certificate that belongs to no recipient.
    UnknownRecipient,
    /// A recipient's event that its own key did not sign.
    UntrustedEvent,
}
