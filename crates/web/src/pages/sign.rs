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
        /// The text that helps now: [`bankid_text`] of the hint.
        text: String,
    },
    /// The app has it.
    Pending {
        /// The text that helps now: [`bankid_text`] of the hint.
        text: String,
    },
    /// It came to nothing. Nothing has been sent.
    Failed {
        /// The text that helps now: [`bankid_text`] of the hint.
        text: String,
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
    pub fn text_key(&self) -> &str {
        match self {
            Self::Scan { text, .. } | Self::Pending { text } | Self::Failed { text } => text,
            Self::Done => "sign.done",
        }
    }

    /// Whether nothing changes any more by waiting.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Failed { .. } | Self::Done)
    }
}

/// The text of an entry of `metadata/texts/bankid.toml`, as the BankID client names them: `RFA6`. A signature that
/// we refused has a text of its own, `sign.refused`.
#[must_use]
pub fn bankid_text(entry: &str) -> String {
    format!("bankid.{entry}")
}
