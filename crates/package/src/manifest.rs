use std::collections::BTreeSet;

use jiff::Timestamp;
use mn_domain::{AgreementId, FormId, RecipientId, SubmissionId};
use mn_seal::Digest;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{PartName, PlainPart};

/// The version of the package format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Schema {
    /// The first.
    #[serde(rename = "medborgarnavet-package-1")]
    V1,
}

/// The agreement between citizen and service that held when the package was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreementRef {
    /// Which agreement.
    pub id: AgreementId,
    /// SHA-256 of its text.
    pub digest: Digest,
}

/// One content part as the manifest names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartEntry {
    /// Which part.
    pub name: PartName,
    /// Its media type.
    pub media_type: String,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// How many bytes.
    pub size: u64,
}

/// What a package is about, apart from its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Which application.
    pub submission: SubmissionId,
    /// Which form.
    pub form: FormId,
    /// Who decides.
    pub recipient: RecipientId,
    /// When the package was frozen.
    pub created: Timestamp,
    /// The agreement in force.
    pub agreement: AgreementRef,
}

/// The list of content parts, each with its digest.
///
/// Its bytes are canonical JSON (RFC 8785), so that there is one digest to sign and one way to check it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of the format.
    pub schema: Schema,
    /// Which application.
    pub submission: SubmissionId,
    /// Which form.
    pub form: FormId,
    /// Who decides.
    pub recipient: RecipientId,
    /// When the package was frozen.
    pub created: Timestamp,
    /// The agreement in force.
    pub agreement: AgreementRef,
    /// The content parts.
    pub parts: Vec<PartEntry>,
}

/// Why a manifest cannot be made of these parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MakeManifestError {
    /// A part is not content: only content is named in a manifest.
    #[error("the part is not content")]
    NotContent(PartName),
    /// A part occurs twice.
    #[error("the part occurs twice")]
    Twice(PartName),
    /// A part has another media type than its name says.
    #[error("the part has another media type")]
    MediaType(PartName),
    /// There is no application to sign.
    #[error("the application itself is missing")]
    NoApplication,
}

/// Why bytes are not a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReadManifestError {
    /// They are not a manifest of a known version.
    #[error("not a manifest of a known version")]
    Malformed,
    /// They are a manifest, but not in the one canonical form.
    #[error("the manifest is not in canonical form")]
    NotCanonical,
    /// The list of parts is one that cannot be made.
    #[error("the manifest lists impossible parts")]
    Parts,
}

impl Manifest {
    /// Makes the manifest of the content parts.
    ///
    /// # Errors
    /// [`MakeManifestError`] when a part is not content or occurs twice, or the application is missing.
    pub fn new(subject: Subject, parts: &[PlainPart]) -> Result<Self, MakeManifestError> {
        let manifest = Self {
            schema: Schema::V1,
            submission: subject.submission,
            form: subject.form,
            recipient: subject.recipient,
            created: subject.created,
            agreement: subject.agreement,
            parts: parts.iter().map(entry).collect(),
        };
        manifest.check_names()?;
        Ok(manifest)
    }

    /// The canonical bytes (RFC 8785).
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        // Strings and integers only: nothing in a manifest can fail to be written.
        serde_json_canonicalizer::to_vec(self).unwrap_or_default()
    }

    /// SHA-256 of the canonical bytes: what the citizen signs.
    #[must_use]
    pub fn digest(&self) -> Digest {
        mn_seal::sha256(&self.canonical())
    }

    /// The manifest as a part.
    #[must_use]
    pub fn to_part(&self) -> PlainPart {
        PlainPart::new(PartName::Manifest, self.canonical())
    }

    /// Reads a manifest from its canonical bytes.
    ///
    /// # Errors
    /// [`ReadManifestError`] when the bytes are anything else.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadManifestError> {
        let manifest: Self = serde_json::from_slice(bytes).map_err(|_| ReadManifestError::Malformed)?;
        if manifest.canonical() != bytes {
            return Err(ReadManifestError::NotCanonical);
        }
        manifest.check_names().map_err(|_| ReadManifestError::Parts)?;
        Ok(manifest)
    }

    fn check_names(&self) -> Result<(), MakeManifestError> {
        let mut seen = BTreeSet::new();
        for PartEntry { name, media_type, .. } in &self.parts {
            if !name.is_content() {
                return Err(MakeManifestError::NotContent(*name));
            }
            if media_type != name.media_type() {
                return Err(MakeManifestError::MediaType(*name));
            }
            if !seen.insert(*name) {
                return Err(MakeManifestError::Twice(*name));
            }
        }
        if !seen.contains(&PartName::Application) {
            return Err(MakeManifestError::NoApplication);
        }
        Ok(())
    }
}

fn entry(part: &PlainPart) -> PartEntry {
    // EXPOSE: digest and size are taken of the bytes; neither shows them.
    let bytes = part.bytes.expose();
    PartEntry {
        name: part.name,
        media_type: part.name.media_type().to_owned(),
        sha256: mn_seal::sha256(bytes),
        size: bytes.len() as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{parts, subject};

    #[test]
    fn canonical_bytes_come_back_as_the_same_manifest() {
        let manifest = Manifest::new(subject(), &parts()).unwrap();
        assert_eq!(Manifest::read(&manifest.canonical()), Ok(manifest.clone()));
        let text = String::from_utf8(manifest.canonical()).unwrap();
        assert!(text.starts_with(r#"{"agreement":{"digest":"#), "{text}");
        assert!(!text.contains('\n'), "{text}");
    }

    #[test]
    fn the_same_manifest_in_other_words_is_refused() {
        let manifest = Manifest::new(subject(), &parts()).unwrap();
        let pretty = serde_json::to_vec_pretty(&manifest).unwrap();
        assert_eq!(Manifest::read(&pretty), Err(ReadManifestError::NotCanonical));
        let more = String::from_utf8(manifest.canonical())
            .unwrap()
            .replace(r#"{"agreement""#, r#"{"a":1,"agreement""#);
        assert_eq!(Manifest::read(more.as_bytes()), Err(ReadManifestError::Malformed));
        assert_eq!(Manifest::read(b""), Err(ReadManifestError::Malformed));
        let later = String::from_utf8(manifest.canonical())
            .unwrap()
            .replace("package-1", "package-2");
        assert_eq!(
            Manifest::read(later.as_bytes()),
            Err(ReadManifestError::Malformed)
        );
    }

    #[test]
    fn only_content_is_named_and_once() {
        let with = |name| [parts(), vec![PlainPart::new(name, vec![1])]].concat();
        let made = |parts: &[PlainPart]| Manifest::new(subject(), parts).err();
        assert_eq!(
            made(&with(PartName::Signature)),
            Some(MakeManifestError::NotContent(PartName::Signature))
        );
        assert_eq!(
            made(&with(PartName::Application)),
            Some(MakeManifestError::Twice(PartName::Application))
        );
        assert_eq!(made(&[]), Some(MakeManifestError::NoApplication));
    }

    #[test]
    fn an_impossible_list_is_not_read() {
        let mut manifest = Manifest::new(subject(), &parts()).unwrap();
        let twice = manifest.parts.first().cloned().unwrap();
        manifest.parts.push(twice);
        assert_eq!(
            Manifest::read(&manifest.canonical()),
            Err(ReadManifestError::Parts)
        );
    }
}
