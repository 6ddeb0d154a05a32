use std::fmt::Write;

use jiff::Timestamp;
use mn_domain::Sensitive;
use ring::digest::{SHA256, digest};
use rustls::pki_types::CertificateDer;
use webpki::EndEntityCert;
use webpki::ring::RSA_PKCS1_2048_8192_SHA256;

use super::Verified;
use super::delivered::Delivered;
use super::ocsp::{About, Answer};
use super::path::Path;
use super::shape::{self, Parts, Signed};
use super::signer::Signer;
use crate::{
    Check, CheckName, Format, Indication, Outcome, Refusal, Refused, Report, Revocation, Roots, TimeSource,
    Trust,
};

/// What the signer of a signature, and not of a login, did.
const SIGNING: &str = "Signing";

pub(super) fn examine(
    signature: &[u8],
    ocsp: Option<&[u8]>,
    roots: &Roots,
    at: Timestamp,
) -> Result<Verified, Refused> {
    let mut examination = Examination {
        report: empty_report(signature),
        ocsp,
        roots,
        at,
    };
    match examination.run(signature) {
        Ok(found) => Ok(found.verified(examination.report)),
        Err(refusal) => Err(examination.refused(refusal)),
    }
}

/// What a signature says once every check has passed.
struct Found {
    signer: Signer,
    visible: Sensitive<String>,
    non_visible: Vec<u8>,
    signed_at: Timestamp,
}

impl Found {
    fn verified(self, mut report: Report) -> Verified {
        report.indication = Indication::TotalPassed;
        Verified {
            personal_number: self.signer.personal_number,
            name: self.signer.name,
            visible: self.visible,
            non_visible: self.non_visible,
            signed_at: self.signed_at,
            policies: self.signer.policies,
            report,
        }
    }
}

struct Examination<'a> {
    report: Report,
    ocsp: Option<&'a [u8]>,
    roots: &'a Roots,
    at: Timestamp,
}

impl Examination<'_> {
    fn run(&mut self, signature: &[u8]) -> Result<Found, Refusal> {
        let (delivered, parts) = self.check(CheckName::Shape, || {
            let delivered = Delivered::read(signature)?;
            // EXPOSE: the signature is taken apart into protected values.
            let parts = shape::read(delivered.xml.expose())?;
            Ok((delivered, parts))
        })?;
        self.report.certificates = parts.certificates.iter().map(|der| sha256(der)).collect();
        self.check(CheckName::Digests, || digests(&parts))?;
        let signer = parts.certificates.first().ok_or(Refusal::Shape)?;
        self.check(CheckName::SignatureValue, || signature_value(signer, &parts))?;
        let (answer, signed_at) = self.time()?;
        let roots = self.roots;
        let path = self.check(CheckName::CertificatePath, || {
            Path::find(&parts.certificates, roots, signed_at)
        });
        // A login is told apart even where its certificates lead nowhere: the report says both.
        let purpose = self.check(CheckName::Purpose, || purpose(signer, &parts));
        let path = path?;
        self.report.trust = Some(Trust {
            root_sha256: sha256(&path.root),
            kind: path.kind,
        });
        let (signer_says, visible) = purpose?;
        self.report.policies.clone_from(&signer_says.policies);
        let about = About {
            signer,
            issuer: &path.issuer,
            base64: &delivered.base64,
        };
        self.revocation(answer.as_ref(), &about)?;
        Ok(Found {
            signer: signer_says,
            visible,
            non_visible: parts.non_visible,
            signed_at,
        })
    }

    /// Runs one check and writes down how it went.
    fn check<T>(
        &mut self,
        name: CheckName,
        check: impl FnOnce() -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let result = check();
        self.note(
            name,
            if result.is_ok() {
                Outcome::Passed
            } else {
                Outcome::Failed
            },
        );
        result
    }

    fn note(&mut self, name: CheckName, outcome: Outcome) {
        if let Some(check) = self.report.checks.iter_mut().find(|check| check.check == name) {
            check.outcome = outcome;
        }
    }

    /// The time of signing: by the revocation answer, or else the time that was given.
    fn time(&mut self) -> Result<(Option<Answer>, Timestamp), Refusal> {
        let answer = self.ocsp.map(Answer::read).transpose().inspect_err(|_| {
            self.report.revocation = Revocation::Unreliable;
        });
        let answer = match answer {
            Ok(answer) => answer,
            Err(refusal) => {
                self.note(CheckName::Revocation, Outcome::Failed);
                return Err(refusal);
            }
        };
        let source = if answer.is_some() {
            TimeSource::Ocsp
        } else {
            TimeSource::Given
        };
        let signed_at = answer.as_ref().map_or(self.at, Answer::produced_at);
        self.report.signed_at = Some(signed_at);
        self.report.time_from = Some(source);
        Ok((answer, signed_at))
    }

    fn revocation(&mut self, answer: Option<&Answer>, about: &About<'_>) -> Result<(), Refusal> {
        let Some(answer) = answer else {
            self.note(CheckName::Revocation, Outcome::Unchecked);
            return Ok(());
        };
        let at = self.at;
        let result = self.check(CheckName::Revocation, || answer.verify(about, at));
        self.report.revocation = match result {
            Ok(()) => Revocation::Good,
            Err(Refusal::Revoked) => Revocation::Revoked,
            Err(_) => Revocation::Unreliable,
        };
        result
    }

    fn refused(mut self, refusal: Refusal) -> Refused {
        let reason = refusal.sub_indication();
        self.report.indication = reason.indication();
        self.report.sub_indication = Some(reason);
        self.report.refusal = Some(refusal);
        Refused {
            refusal,
            report: Box::new(self.report),
        }
    }
}

fn digests(parts: &Parts) -> Result<(), Refusal> {
    let agrees = |signed: &Signed| digest(&SHA256, &signed.canonical).as_ref() == signed.digest;
    if !agrees(&parts.content) {
        return Err(Refusal::ContentDigest);
    }
    if !agrees(&parts.key_info) {
        return Err(Refusal::CertificateDigest);
    }
    Ok(())
}

fn signature_value(signer: &[u8], parts: &Parts) -> Result<(), Refusal> {
    let der = CertificateDer::from(signer);
    let certificate = EndEntityCert::try_from(&der).map_err(|_| Refusal::Certificate)?;
    certificate
        .verify_signature(RSA_PKCS1_2048_8192_SHA256, &parts.signed_info, &parts.signature)
        .map_err(|_| Refusal::SignatureValue)
}

/// The signer and the text shown, when both certificate and content say signature.
fn purpose(signer: &[u8], parts: &Parts) -> Result<(Signer, Sensitive<String>), Refusal> {
    let signer = Signer::read(signer)?;
    if parts.function != SIGNING || !signer.is_for_signatures {
        return Err(Refusal::NotASignature);
    }
    let visible = parts.visible.clone().ok_or(Refusal::Shape)?;
    Ok((signer, visible))
}

fn empty_report(signature: &[u8]) -> Report {
    let unreached = |check| Check {
        check,
        outcome: Outcome::NotReached,
    };
    Report {
        format: Format::BankidXmldsig,
        indication: Indication::Indeterminate,
        sub_indication: None,
        refusal: None,
        checks: CheckName::ALL.map(unreached).to_vec(),
        revocation: Revocation::Unchecked,
        signed_at: None,
        time_from: None,
        trust: None,
        certificates: Vec::new(),
        policies: Vec::new(),
        signature_sha256: sha256(signature),
    }
}

fn sha256(bytes: &[u8]) -> String {
    let mut hex = String::new();
    for byte in digest(&SHA256, bytes).as_ref() {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
