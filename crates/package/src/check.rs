use std::collections::BTreeMap;

use mn_domain::{RecipientId, Sensitive, SubmissionId};
use mn_seal::Digest;
use thiserror::Error;

use crate::{Manifest, PartName, PlainPart, ReadManifestError};

/// A package whose parts are those that its manifest names, each with the right digest.
///
/// It says nothing yet about the signature: that is over [`Package::manifest_digest`].
#[derive(Debug)]
pub struct Package {
    manifest: Manifest,
    manifest_digest: Digest,
    parts: BTreeMap<PartName, Sensitive<Vec<u8>>>,
}

/// Why parts are not a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CheckError {
    /// A part that there must be is missing.
    #[error("the part is missing")]
    Missing(PartName),
    /// A part occurs twice.
    #[error("the part occurs twice")]
    Twice(PartName),
    /// A part is content, but the manifest does not name it.
    #[error("the part is not named in the manifest")]
    Unnamed(PartName),
    /// A part is not the one that the manifest names.
    #[error("the part is not the one that the manifest names")]
    Altered(PartName),
    /// The manifest cannot be read.
    #[error("the manifest cannot be read")]
    Manifest(#[from] ReadManifestError),
    /// The package is another submission than the one that was announced.
    #[error("the package is another submission")]
    OtherSubmission,
    /// The package is for another recipient.
    #[error("the package is for another recipient")]
    OtherRecipient,
}

impl Package {
    /// Checks the parts of a submission against their manifest: every part that it names is there with
    /// the right digest, and nothing else is, but for the manifest itself and what came with the signature.
    ///
    /// # Errors
    /// [`CheckError`] for the first thing that does not agree.
    pub fn check(
        submission: SubmissionId,
        recipient: &RecipientId,
        parts: Vec<PlainPart>,
    ) -> Result<Self, CheckError> {
        let mut by_name = BTreeMap::new();
        for PlainPart { name, bytes } in parts {
            if by_name.insert(name, bytes).is_some() {
                return Err(CheckError::Twice(name));
            }
        }
        let bytes = by_name
            .get(&PartName::Manifest)
            .ok_or(CheckError::Missing(PartName::Manifest))?;
        // EXPOSE: reading the manifest needs its bytes; what is kept of it is still in this package.
        let (manifest, manifest_digest) = (Manifest::read(bytes.expose())?, mn_seal::sha256(bytes.expose()));
        let package = Self {
            manifest,
            manifest_digest,
            parts: by_name,
        };
        package.check_parts()?;
        package.check_address(submission, recipient)?;
        Ok(package)
    }

    fn check_parts(&self) -> Result<(), CheckError> {
        for entry in &self.manifest.parts {
            let bytes = self.part(entry.name).ok_or(CheckError::Missing(entry.name))?;
            if bytes.len() as u64 != entry.size || mn_seal::sha256(bytes) != entry.sha256 {
                return Err(CheckError::Altered(entry.name));
            }
        }
        let is_named = |name: PartName| self.manifest.parts.iter().any(|entry| entry.name == name);
        match self
            .parts
            .keys()
            .find(|name| name.is_content() && !is_named(**name))
        {
            Some(name) => Err(CheckError::Unnamed(*name)),
            None => Ok(()),
        }
    }

    fn check_address(&self, submission: SubmissionId, recipient: &RecipientId) -> Result<(), CheckError> {
        if self.manifest.submission != submission {
            return Err(CheckError::OtherSubmission);
        }
        if self.manifest.recipient != *recipient {
            return Err(CheckError::OtherRecipient);
        }
        Ok(())
    }

    /// The manifest.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// SHA-256 of the manifest as it came: what the signature must be over.
    #[must_use]
    pub const fn manifest_digest(&self) -> &Digest {
        &self.manifest_digest
    }

    /// The bytes of a part, if the package has it.
    #[must_use]
    pub fn part(&self, name: PartName) -> Option<&[u8]> {
        // EXPOSE: this is the authority that decides, or its test: the package is made to be read here.
        self.parts.get(&name).map(|bytes| bytes.expose().as_slice())
    }

    /// Every part there is, in the order of a package.
    pub fn parts(&self) -> impl Iterator<Item = (PartName, &[u8])> {
        // EXPOSE: as `part`.
        self.parts
            .iter()
            .map(|(name, bytes)| (*name, bytes.expose().as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{parts, subject};

    fn whole() -> Vec<PlainPart> {
        let manifest = Manifest::new(subject(), &parts()).expect("a manifest").to_part();
        let signature = PlainPart::new(PartName::Signature, b"<Signature/>".to_vec());
        [vec![manifest, signature], parts()].concat()
    }

    fn checked(parts: Vec<PlainPart>) -> Result<(), CheckError> {
        Package::check(subject().submission, &subject().recipient, parts).map(drop)
    }

    fn without(name: PartName) -> Vec<PlainPart> {
        whole().into_iter().filter(|part| part.name != name).collect()
    }

    #[test]
    fn a_whole_package_agrees_with_its_manifest() {
        let package = Package::check(subject().submission, &subject().recipient, whole()).unwrap();
        assert_eq!(*package.manifest_digest(), package.manifest().digest());
        assert_eq!(package.parts().count(), 5);
    }

    #[test]
    fn a_missing_part_is_noticed() {
        for name in [PartName::Manifest, PartName::Application, PartName::VisibleText] {
            assert_eq!(checked(without(name)), Err(CheckError::Missing(name)));
        }
    }

    #[test]
    fn a_part_that_the_manifest_does_not_name_is_refused() {
        let extra = PlainPart::new(PartName::Document, b"%PDF".to_vec());
        let parts = [whole(), vec![extra]].concat();
        assert_eq!(checked(parts), Err(CheckError::Unnamed(PartName::Document)));
    }

    #[test]
    fn a_part_in_the_place_of_another_is_refused() {
        let mut swapped = without(PartName::Application);
        swapped.push(PlainPart::new(
            PartName::Application,
            br#"{"rent":"9000"}"#.to_vec(),
        ));
        assert_eq!(checked(swapped), Err(CheckError::Altered(PartName::Application)));
        let mut exchanged = whole();
        for part in &mut exchanged {
            part.name = match part.name {
                PartName::Application => PartName::Snapshot,
                PartName::Snapshot => PartName::Application,
                other => other,
            };
        }
        assert_eq!(
            checked(exchanged),
            Err(CheckError::Altered(PartName::Application))
        );
        let twice = [whole(), parts()].concat();
        assert_eq!(checked(twice), Err(CheckError::Twice(PartName::Application)));
    }

    #[test]
    fn another_submission_or_recipient_is_refused() {
        let other = SubmissionId::from_random([8; 16]);
        let result = Package::check(other, &subject().recipient, whole()).map(drop);
        assert_eq!(result, Err(CheckError::OtherSubmission));
        let elsewhere = "norrhamn-socialnamnd".parse().unwrap();
        let result = Package::check(subject().submission, &elsewhere, whole()).map(drop);
        assert_eq!(result, Err(CheckError::OtherRecipient));
    }
}
