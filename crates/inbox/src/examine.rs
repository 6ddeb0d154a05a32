use jiff::Timestamp;
use mn_domain::{RecipientId, SubmissionId};
use mn_evidence::bankid::{self, Verified};
use mn_evidence::{Report, Roots};
use mn_package::{CheckError, OpenPartError, Package, PartName, RejectReason, SealedPart, open};
use mn_seal::is_same;
use mn_seal::jose::PrivateJwk;

/// A submission that passed every check.
#[derive(Debug)]
pub struct Examined {
    /// The package, whose parts agree with its manifest.
    pub package: Package,
    /// The signature over the manifest's digest.
    pub verified: Verified,
}

/// Why a submission is not taken.
#[derive(Debug)]
pub struct Finding {
    /// The reason that the service is told.
    pub reason: RejectReason,
    /// What was checked of the signature, if it came that far.
    pub report: Option<Box<Report>>,
}

impl From<RejectReason> for Finding {
    fn from(reason: RejectReason) -> Self {
        Self { reason, report: None }
    }
}

/// What a submission is examined with.
#[derive(Clone, Copy, Debug)]
pub struct Examiner<'a> {
    /// Private keys that it may be sealed to.
    pub keys: &'a [PrivateJwk],
    /// Who we are.
    pub recipient: &'a RecipientId,
    /// The roots that the signature has to lead to.
    pub roots: &'a Roots,
    /// The present.
    pub now: Timestamp,
}

impl Examiner<'_> {
    /// Opens every envelope, checks the parts against the manifest, verifies the signature, and that it is
    /// over this manifest and this visible text.
    ///
    /// # Errors
    /// [`Finding`] with the first thing that was wrong.
    pub fn examine(&self, submission: SubmissionId, parts: &[SealedPart]) -> Result<Examined, Finding> {
        let opened: Result<Vec<_>, _> = parts.iter().map(|part| open(self.keys, part)).collect();
        let opened = opened.map_err(|error| match error {
            OpenPartError::OtherKey => RejectReason::OtherKey,
            OpenPartError::Broken | OpenPartError::OtherKind => RejectReason::PartBroken,
        })?;
        let package = Package::check(submission, self.recipient, opened).map_err(|error| match error {
            CheckError::OtherSubmission | CheckError::OtherRecipient => RejectReason::WrongAddress,
            _ => RejectReason::PackageBroken,
        })?;
        let signature = package
            .part(PartName::Signature)
            .ok_or(RejectReason::SignatureMissing)?;
        let ocsp = package.part(PartName::OcspAnswer);
        let verified = bankid::verify(signature, ocsp, self.roots, self.now).map_err(|refused| Finding {
            reason: RejectReason::SignatureInvalid,
            report: Some(refused.report),
        })?;
        if is_over(&verified, &package) {
            Ok(Examined { package, verified })
        } else {
            Err(Finding {
                reason: RejectReason::SignatureOfOther,
                report: Some(Box::new(verified.report)),
            })
        }
    }
}

/// Whether the signature is over the digest of this manifest, and the signer saw the text that lies beside.
fn is_over(verified: &Verified, package: &Package) -> bool {
    // EXPOSE: comparing what was shown with what is in the package needs both.
    let shown = verified.visible.expose().as_bytes();
    is_same(&verified.non_visible, package.manifest_digest().as_bytes())
        && package
            .part(PartName::VisibleText)
            .is_none_or(|text| text == shown)
}
