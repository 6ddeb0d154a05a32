use mn_domain::{Clock, FormId, IdentityNumber, MunicipalityId, RecipientId, Sensitive, SubmissionId};
use mn_form::Completed;
use mn_package::{
    AgreementRef, MakeManifestError, Manifest, PartName, PlainPart, RecipientKeys, SealPartError, SealedPart,
    Subject,
};
use mn_seal::{Digest, InstallationKey};
use thiserror::Error;

use crate::Awaited;

/// BankID takes at most so many characters of base64 of visible text.
pub const MAX_VISIBLE: usize = 40_000;

/// An application that can no longer change: sealed to the recipient, ready to be signed.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// Its number.
    pub submission: SubmissionId,
    /// Which form.
    pub form: FormId,
    /// In whose name the form was offered.
    pub municipality: MunicipalityId,
    /// Who decides; nobody else can open the parts.
    pub recipient: RecipientId,
    /// SHA-256 of the manifest: what is signed.
    pub manifest: Digest,
    /// The manifest and the content, one envelope each.
    pub parts: Vec<SealedPart>,
    /// What the citizen reads in the e-ID app.
    pub visible: Sensitive<String>,
}

/// Why an application could not be frozen. Nothing has been sent or signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FreezeError {
    /// The keys are another recipient's.
    #[error("the keys are another recipient's")]
    OtherRecipient,
    /// The visible text is longer than the e-ID app takes.
    #[error("the visible text is too long")]
    VisibleTooLong,
    /// The parts do not make a package.
    #[error("the parts do not make a package")]
    Manifest(#[from] MakeManifestError),
    /// The parts could not be sealed.
    #[error("the parts could not be sealed")]
    Seal(#[from] SealPartError),
}

/// Freezes an application: gives it its number, lists its parts, and seals each to the recipient.
///
/// # Errors
/// [`FreezeError`]; the citizen's draft is untouched.
pub fn freeze(completed: Completed, keys: &RecipientKeys, clock: &dyn Clock) -> Result<Frozen, FreezeError> {
    if *keys.recipient() != completed.recipient {
        return Err(FreezeError::OtherRecipient);
    }
    let (submission, now) = (SubmissionId::from_random(mn_seal::random()), clock.now());
    let visible = completed.visible_text(submission);
    // EXPOSE: only the length is looked at; base64 writes four characters for three bytes.
    if visible.expose().len().div_ceil(3) * 4 > MAX_VISIBLE {
        return Err(FreezeError::VisibleTooLong);
    }
    let subject = Subject {
        submission,
        form: completed.form.clone(),
        recipient: completed.recipient.clone(),
        created: now,
        agreement: AgreementRef {
            id: completed.agreement.clone(),
            digest: completed.agreement_version.0,
        },
    };
    let content = content(&completed, &visible);
    let manifest = Manifest::new(subject, &content)?;
    let mut parts = vec![manifest.to_part()];
    parts.extend(content);
    Ok(Frozen {
        submission,
        form: completed.form,
        municipality: completed.municipality,
        recipient: completed.recipient,
        manifest: manifest.digest(),
        parts: keys.seal(&parts, now)?,
        visible,
    })
}

fn content(completed: &Completed, visible: &Sensitive<String>) -> Vec<PlainPart> {
    let part = |name, bytes: &Sensitive<Vec<u8>>| PlainPart {
        name,
        bytes: bytes.clone(),
    };
    vec![
        part(PartName::Application, &completed.application),
        part(PartName::Snapshot, &completed.snapshot),
        // EXPOSE: the text becomes a part, under protection again.
        PlainPart::new(PartName::VisibleText, visible.expose().as_bytes().to_vec()),
    ]
}

impl Frozen {
    /// What a signature must be to finish this application. `people` is the key under which persons are found
    /// again.
    #[must_use]
    pub fn awaited(&self, signer: &IdentityNumber, people: &InstallationKey) -> Awaited {
        Awaited {
            submission: self.submission,
            manifest: self.manifest,
            // EXPOSE: only a digest of the text is kept.
            visible: Some(mn_seal::sha256(self.visible.expose().as_bytes())),
            // EXPOSE: only a keyed hash of the number is kept.
            signer: people.tag(signer.digits().expose().as_bytes()),
        }
    }
}
