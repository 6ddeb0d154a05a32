use mn_domain::{AgreementId, FormId, Language, MunicipalityId, RecipientId, Sensitive, SubmissionId};
use mn_offer::AgreementVersion;
use mn_seal::Digest;
use serde_json::json;
use thiserror::Error;

use crate::{Case, Draft, FieldError, Kind, Placeholder, ReviewPage, Value};

/// An application that can be signed. It is made of a draft, and ends it.
#[derive(Clone, Debug)]
pub struct Completed {
    /// Which form.
    pub form: FormId,
    /// In whose name the form was offered.
    pub municipality: MunicipalityId,
    /// Who decides.
    pub recipient: RecipientId,
    /// The agreement in force.
    pub agreement: AgreementId,
    /// Which version of it.
    pub agreement_version: AgreementVersion,
    /// In which language it was shown.
    pub language: Language,
    /// The application as typed JSON.
    pub application: Sensitive<Vec<u8>>,
    /// What was shown, as JSON.
    pub snapshot: Sensitive<Vec<u8>>,
    visible: Sensitive<String>,
}

/// Why a draft is not complete.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotComplete {
    /// Something is missing or in the way.
    #[error("answers are missing or in the way")]
    Missing(Vec<FieldError>),
    /// What would be sent is no longer what the page showed: the citizen must see it first.
    #[error("not what the citizen reviewed")]
    NotAsReviewed,
}

/// Where the number of the application goes into the visible text. Nothing that a person wrote stands in that
/// text, so nothing else can look like it.
const SUBMISSION: &str = "{submission}";

impl Draft {
    /// Makes the application of the draft, if it is complete and exactly what the citizen reviewed.
    ///
    /// # Errors
    /// [`NotComplete`]; the draft is then still in its slot.
    pub fn complete(self, case: &Case<'_>, reviewed: &Digest) -> Result<Completed, NotComplete> {
        let errors = case.reading(&self).all_errors();
        if !errors.is_empty() {
            return Err(NotComplete::Missing(errors));
        }
        let page = self.review(case);
        if page.digest != *reviewed {
            return Err(NotComplete::NotAsReviewed);
        }
        Ok(Completed {
            form: case.definition.id.clone(),
            municipality: case.municipality.id.clone(),
            recipient: case.recipient.id.clone(),
            agreement: case.agreement.id.clone(),
            agreement_version: case.agreement.version,
            language: case.language,
            application: application(case, &page),
            visible: Sensitive::new(visible(case, &self, &page)),
            snapshot: page.snapshot,
        })
    }
}

impl Completed {
    /// What the citizen reads in the e-ID app before signing, in plain words.
    #[must_use]
    pub fn visible_text(&self, submission: SubmissionId) -> Sensitive<String> {
        // EXPOSE: the number is put in; the result is protected again.
        let text = self.visible.expose();
        Sensitive::new(text.replace(SUBMISSION, &submission.to_string()))
    }
}

fn application(case: &Case<'_>, page: &ReviewPage) -> Sensitive<Vec<u8>> {
    let review = &page.review;
    let sums = page
        .amounts
        .iter()
        .map(|(id, sum)| (id.to_string(), json!(sum.to_string())));
    let application = json!({
        "schema": "medborgarnavet-application-1",
        "form": { "id": review.form.id, "version": review.form.version },
        "municipality": { "id": review.municipality.id, "code": case.municipality.code },
        "recipient": review.recipient.id,
        "agreement": review.agreement,
        "role": "self",
        "applicant": review.applicant,
        "answers": page.answers,
        "sums": sums.collect::<serde_json::Map<_, _>>(),
        "declaration": { "text": review.declaration, "made": true },
    });
    Sensitive::new(application.to_string().into_bytes())
}

fn visible(case: &Case<'_>, draft: &Draft, page: &ReviewPage) -> String {
    let counts = page.counts;
    case.definition.visible.fill(case.language, |place| match place {
        Placeholder::Form => page.review.form.title.clone(),
        Placeholder::Recipient => page.review.recipient.name.clone(),
        Placeholder::Municipality => page.review.municipality.name.clone(),
        Placeholder::Values => (counts.fetched + counts.own + counts.written).to_string(),
        Placeholder::Fetched => counts.fetched.to_string(),
        Placeholder::Own => counts.own.to_string(),
        Placeholder::Written => counts.written.to_string(),
        Placeholder::Disputed => counts.disputed.to_string(),
        Placeholder::Declaration => page.review.declaration.clone(),
        Placeholder::Submission => SUBMISSION.to_owned(),
        Placeholder::Sum(id) => page.amounts.get(id).copied().unwrap_or_default().swedish(),
        Placeholder::Month(id) => {
            let question = case
                .definition
                .question(id)
                .filter(|one| matches!(one.kind, Kind::Month { .. }));
            match question.map(|question| case.reading(draft).value(question)) {
                Some(Ok(Some(Value::Month(first)))) => case.speak.month(first),
                _ => String::new(),
            }
        }
    })
}
