use askama::Template;
use askama::filters::HtmlSafe;

use super::{Frame, Markup};

/// Signs with BankID.
#[derive(Clone, Debug, Template)]
#[template(path = "sign.html")]
pub struct SignPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What changes on it; its frame is the page's own.
    pub parts: SignParts,
    /// To whom it is sent.
    pub recipient: String,
    /// The text that the app shows, word for word.
    pub visible: String,
}

/// The parts of [`SignPage`] that change: answered alone at [`crate::paths::SIGN_PARTS`].
#[derive(Clone, Debug, Template)]
#[template(path = "parts/sign_parts.html")]
pub struct SignParts {
    /// What surrounds the page.
    pub frame: Frame,
    /// How it goes.
    pub state: SignState,
}

/// How it goes with the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignState {
    /// The app has not taken the order up yet.
    Scan {
        /// This second's code; nothing if it cannot be drawn, then the link remains.
        qr: Option<Markup>,
        /// The link that starts the app on this device.
        same_device: String,
        /// BankID's hint code.
        hint: String,
    },
    /// The app has it.
    Pending {
        /// BankID's hint code.
        hint: String,
    },
    /// It came to nothing. Nothing has been sent.
    Failed {
        /// BankID's hint code.
        hint: String,
    },
    /// It is signed, verified and safe: go to [`crate::paths::SENT`].
    Done,
}

impl HtmlSafe for SignParts {}

impl SignPage {
    /// Makes the page of its state.
    #[must_use]
    pub fn new(frame: Frame, state: SignState, recipient: String, visible: String) -> Self {
        let parts = SignParts {
            frame: frame.clone(),
            state,
        };
        Self {
            frame,
            parts,
            recipient,
            visible,
        }
    }
}

impl SignState {
    /// The key of the text that says what to do.
    #[must_use]
    pub fn text_key(&self) -> &'static str {
        match self {
            Self::Scan { hint, .. } | Self::Pending { hint } => hint_key(hint, "bankid.pending"),
            Self::Failed { hint } => hint_key(hint, "bankid.failed"),
            Self::Done => "bankid.done",
        }
    }

    /// Whether nothing changes any more by waiting.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Failed { .. } | Self::Done)
    }
}

/// The text for one of BankID's hint codes; `unknown` for codes that we do not know, which must be expected.
#[must_use]
pub fn hint_key(hint: &str, unknown: &'static str) -> &'static str {
    match hint {
        "outstandingTransaction" => "bankid.outstanding_transaction",
        "noClient" => "bankid.no_client",
        "started" => "bankid.started",
        "userMrtd" => "bankid.user_mrtd",
        "userSign" => "bankid.user_sign",
        "userStepUp" | "userFace" => "bankid.user_step_up",
        "processing" => "bankid.processing",
        "expiredTransaction" => "bankid.expired_transaction",
        "certificateErr" => "bankid.certificate_err",
        "userCancel" => "bankid.user_cancel",
        "cancelled" => "bankid.cancelled",
        "startFailed" => "bankid.start_failed",
        "notSupportedByUserApp" => "bankid.not_supported",
        "transactionRiskBlocked" => "bankid.risk_blocked",
        "alreadyInProgress" => "bankid.already_in_progress",
        "unreachable" => "bankid.unreachable",
        "refused" => "bankid.refused",
        _ => unknown,
    }
}
