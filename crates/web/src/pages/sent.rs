use askama::Template;

use super::Frame;

/// It has been sent.
#[derive(Clone, Debug, Template)]
#[template(path = "sent.html")]
pub struct SentPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The receipt.
    pub receipt: ReceiptView,
    /// Where the citizen takes an own copy, while the room lives.
    pub copy: Option<String>,
}

/// One receipt again.
#[derive(Clone, Debug, Template)]
#[template(path = "receipt.html")]
pub struct ReceiptPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The receipt.
    pub receipt: ReceiptView,
}

/// Every receipt that is still kept for this person.
#[derive(Clone, Debug, Template)]
#[template(path = "receipts.html")]
pub struct ReceiptsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The newest first.
    pub receipts: Vec<ReceiptView>,
    /// What may have been signed in vain.
    pub lost: Vec<LostView>,
}

/// A signature order of which nobody knows how it ended. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostView {
    /// The form's name.
    pub form: String,
    /// To whom it would have gone.
    pub recipient: String,
    /// When the order began.
    pub at: String,
}

/// What is known of something sent. The content is not: it is sealed to the authority that decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptView {
    /// The submission's id.
    pub id: String,
    /// The form's name.
    pub form: String,
    /// To whom.
    pub recipient: String,
    /// When it was sent: `23 november 2026 14.31`.
    pub sent: String,
    /// When it arrived, which is the day the law counts; nothing until it has.
    pub arrived: Option<String>,
    /// The way, step by step, in order.
    pub steps: Vec<ReceiptStep>,
    /// SHA-256 of the manifest, hexadecimal, which is what was signed.
    pub digest: String,
}

/// One step of the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptStep {
    /// `signed`, `sealed`, `offered`, `fetched`, `accepted` or `rejected`: the text `receipt.step_<this>`.
    pub name: &'static str,
    /// When; nothing if it has not come to that.
    pub at: Option<String>,
}

impl ReceiptView {
    /// The last step that was taken.
    #[must_use]
    pub fn latest(&self) -> &'static str {
        let taken = |step: &&ReceiptStep| step.at.is_some();
        self.steps
            .iter()
            .rev()
            .find(taken)
            .map_or("signed", |step| step.name)
    }
}
