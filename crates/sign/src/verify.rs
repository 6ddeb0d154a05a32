use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use mn_domain::{Clock, SubmissionId};
use mn_eid::bankid::Completion;
use mn_event::SignatureRefusal;
use mn_evidence::Roots;
use mn_evidence::bankid::{self, Verified};
use mn_package::{PartName, PlainPart, RecipientKeys, SealPartError, SealedPart};
use mn_seal::InstallationKey;
use thiserror::Error;

use crate::Awaited;

/// A verified signature, sealed beside what was frozen. Committed to the outbox, it is "inskickad".
#[derive(Clone, Debug)]
pub struct Sealed {
    /// Which application.
    pub submission: SubmissionId,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// The signature, the revocation answer and the report, one envelope each.
    pub parts: Vec<SealedPart>,
}

/// Why a signature did not finish an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotSealed {
    /// The signature is not accepted.
    #[error("the signature is not accepted")]
    Refused(SignatureRefusal),
    /// The signature is good, but could not be sealed to the recipient.
    #[error("the signature could not be sealed")]
    Seal(#[from] SealPartError),
}

/// Verifies signatures. It needs no key of any citizen: the poller of an order has one of these and an
/// [`Awaited`], nothing else.
#[derive(Clone)]
pub struct Verifier {
    roots: Arc<Roots>,
    people: Arc<InstallationKey>,
    clock: Arc<dyn Clock>,
}

impl Verifier {
    /// Makes a verifier. `people` is the key under which persons are found again.
    #[must_use]
    pub fn new(roots: Roots, people: InstallationKey, clock: Arc<dyn Clock>) -> Self {
        Self {
            roots: Arc::new(roots),
            people: Arc::new(people),
            clock,
        }
    }

    /// Verifies what BankID gave and seals it to the recipient: a good signature, by the citizen of the visit, of
    /// this manifest, under this text.
    ///
    /// # Errors
    /// [`NotSealed`]; then nothing is sent.
    pub fn seal(
        &self,
        awaited: &Awaited,
        completion: &Completion,
        keys: &RecipientKeys,
    ) -> Result<Sealed, NotSealed> {
        let ocsp = revocation_answer(completion).map_err(NotSealed::Refused)?;
        // EXPOSE: verification needs the signature to the letter.
        let text = completion.signature.expose();
        let verified = bankid::verify(text.as_bytes(), ocsp.as_deref(), &self.roots, self.clock.now())
            .map_err(|refused| NotSealed::Refused(refused.refusal.into()))?;
        self.holds(awaited, completion, &verified)
            .map_err(NotSealed::Refused)?;
        let report = serde_json::to_vec(&verified.report).unwrap_or_default();
        let mut parts = vec![
            PlainPart::new(PartName::Signature, as_delivered(text)),
            PlainPart::new(PartName::Report, report),
        ];
        parts.extend(ocsp.map(|der| PlainPart::new(PartName::OcspAnswer, der)));
        Ok(Sealed {
            submission: awaited.submission,
            signed_at: verified.signed_at,
            parts: keys.seal(&parts, self.clock.now())?,
        })
    }

    fn holds(
        &self,
        awaited: &Awaited,
        completion: &Completion,
        verified: &Verified,
    ) -> Result<(), SignatureRefusal> {
        // EXPOSE: only keyed hashes of the numbers are compared.
        let certificate = self.people.tag(verified.personal_number.expose().as_bytes());
        let said = self.people.tag(completion.personal_number.expose().as_bytes());
        let is_same = |one: &mn_seal::Digest| mn_seal::is_same(one.as_bytes(), awaited.signer.as_bytes());
        if !is_same(&certificate) || !is_same(&said) {
            return Err(SignatureRefusal::OtherPerson);
        }
        // EXPOSE: only a digest of the text is compared.
        let shown = mn_seal::sha256(verified.visible.expose().as_bytes());
        let is_shown = awaited.visible.is_none_or(|visible| visible == shown);
        if verified.non_visible != awaited.manifest.as_bytes() || !is_shown {
            return Err(SignatureRefusal::OtherContent);
        }
        Ok(())
    }
}

fn revocation_answer(completion: &Completion) -> Result<Option<Vec<u8>>, SignatureRefusal> {
    let text = completion.ocsp_response.as_deref();
    let der = text.map(|text| BASE64_STANDARD.decode(text.trim()));
    der.transpose().map_err(|_| SignatureRefusal::Revoked)
}

/// The signature as XML, if its base64 text can be written again to the letter; else that text. The revocation
/// answer is bound to the text, so it must never be lost.
fn as_delivered(text: &str) -> Vec<u8> {
    match BASE64_STANDARD.decode(text) {
        Ok(xml) if BASE64_STANDARD.encode(&xml) == text => xml,
        _ => text.as_bytes().to_vec(),
    }
}
