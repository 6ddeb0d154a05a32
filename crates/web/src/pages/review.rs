use askama::Template;

use super::{Frame, LookAgain, Progress};

/// It has been sent, and there is nothing new to review.
#[derive(Clone, Debug, Template)]
#[template(path = "review_sent.html")]
pub struct ReviewSentPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Who got it.
    pub recipient: String,
    /// The address of its receipt.
    pub receipt: String,
}

/// Exactly what will be sent.
#[derive(Clone, Debug, Template)]
#[template(path = "review.html")]
pub struct ReviewPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// To whom: `socialnämnden i Björkvik`.
    pub recipient: String,
    /// What is sent.
    pub sections: Vec<ReviewSection>,
    /// What was fetched and is not sent, each in a few words.
    pub left_out: Vec<String>,
    /// Sources that were not reached, each in a sentence.
    pub silent: Vec<String>,
    /// How the municipality counts, or why that cannot be said.
    pub estimate: Result<Estimate, String>,
    /// What is worth a thought before signing: a second application for the same month.
    pub warnings: Vec<String>,
    /// What the citizen declares by signing.
    pub declaration: String,
    /// The digest of what this page shows, sent back so that nothing else is signed.
    pub digest: String,
    /// What is still missing, each with the page where it is answered; nothing can be signed before.
    pub missing: Vec<(String, String)>,
    /// The page before.
    pub back: String,
    /// The last page of the form.
    pub progress: Progress,
}

/// One part of what is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewSection {
    /// What it is: `Inkomster i november`.
    pub title: String,
    /// Its rows.
    pub rows: Vec<ReviewRow>,
    /// The sum, when the rows have one.
    pub sum: Option<String>,
}

/// One thing that is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRow {
    /// What it is.
    pub label: String,
    /// Where it comes from: `CSN`, `du skrev själv`.
    pub origin: String,
    /// The value.
    pub value: String,
    /// What the citizen says against it.
    pub disputed: Option<String>,
    /// What does not fit with other values; the recipient sees it too.
    pub look: Option<LookAgain>,
    /// The page where it is changed, disputed or left out.
    pub change: String,
}

/// Roughly how the municipality counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// The rows.
    pub rows: Vec<EstimateRow>,
    /// The outcome.
    pub outcome: String,
}

/// One row of the estimate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EstimateRow {
    /// What it is, with its sign: `+ Hyra, el och hemförsäkring`.
    pub label: String,
    /// Why.
    pub explanation: Option<String>,
    /// The amount.
    pub value: String,
}
