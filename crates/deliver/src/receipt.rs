use std::str::FromStr;

use jiff::Timestamp;
use mn_domain::{FormId, RecipientId, SubmissionId};
use mn_package::RejectReason;
use mn_seal::Digest;
use serde::{Deserialize, Serialize};

use crate::Fault;

/// How far an application has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Frozen and safe, but not signed yet: a signature order is running. Not sent.
    Prepared,
    /// Signed, sealed to the recipient and durable: sent.
    Sealed,
    /// The recipient has seen that it is there.
    Offered,
    /// The recipient has fetched every part.
    Fetched,
    /// The recipient has opened, verified and taken it.
    Accepted,
    /// The recipient could not take it. It is kept, and escalated.
    Rejected,
}

impl State {
    pub(crate) const ALL: [Self; 6] = [
        Self::Prepared,
        Self::Sealed,
        Self::Offered,
        Self::Fetched,
        Self::Accepted,
        Self::Rejected,
    ];

    /// The state's name in messages and in the outbox.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Sealed => "sealed",
            Self::Offered => "offered",
            Self::Fetched => "fetched",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}

impl FromStr for State {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|state| state.name() == text)
            .ok_or(Fault::Broken)
    }
}

/// Where an application has to be available to have arrived in the meaning of the law (förvaltningslagen
/// 22 §). The agreement with the recipient says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reception {
    /// The outbox is the agreed place: it has arrived when it is sent.
    Outbox,
    /// The recipient's own inbox is: it has arrived when it is fetched.
    Inbox,
}

impl Reception {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Inbox => "inbox",
        }
    }
}

/// What remains for the citizen: that it was sent, to whom, and how it went. Holds nothing of the content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// Which application.
    pub submission: SubmissionId,
    /// To whom.
    pub recipient: RecipientId,
    /// Which form.
    pub form: FormId,
    /// SHA-256 of the manifest: what was signed.
    pub manifest_sha256: Digest,
    /// How far it has come.
    pub state: State,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// When it was safe in the outbox.
    pub sent_at: Timestamp,
    /// When it arrived in the meaning of the law.
    pub arrived_at: Option<Timestamp>,
    /// When the recipient had fetched it.
    pub fetched_at: Option<Timestamp>,
    /// When the recipient accepted it.
    pub accepted_at: Option<Timestamp>,
    /// When the recipient rejected it.
    pub rejected_at: Option<Timestamp>,
    /// Why the recipient rejected it.
    pub reject_reason: Option<RejectReason>,
}
