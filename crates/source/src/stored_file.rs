use mn_domain::{FileKind, Sensitive};

use crate::{NotStoredAnswers, StoredAnswers};

/// A file that a citizen added, as it rests in a slot `attachment/{number}`.
///
/// Of a file whose values are read out only the values are kept; a document or a picture is kept as it came.
#[derive(Clone, Debug)]
pub struct StoredFile {
    /// What it is.
    pub kind: FileKind,
    /// What was read out of it, and when it was added.
    pub answers: StoredAnswers,
    /// The file as it came; empty where its values are enough.
    pub content: Sensitive<Vec<u8>>,
}

/// Raised when the stored form changes; an older one is then no longer read.
const VERSION: u8 = 1;

impl StoredFile {
    /// Writes the file as bytes for the sealer, and for nobody else: version, kind, the answers' length, the
    /// answers, the content.
    ///
    /// # Errors
    /// [`NotStoredAnswers`] when it cannot be written.
    pub fn to_sealed_bytes(&self) -> Result<Sensitive<Vec<u8>>, NotStoredAnswers> {
        let answers = self.answers.to_sealed_bytes()?;
        // EXPOSE: written into bytes that go to the sealer.
        let (answers, content) = (answers.expose(), self.content.expose());
        let kind = FileKind::ALL.iter().position(|kind| *kind == self.kind);
        let kind = kind
            .and_then(|kind| u8::try_from(kind).ok())
            .ok_or(NotStoredAnswers)?;
        let length = u32::try_from(answers.len()).map_err(|_| NotStoredAnswers)?;
        let mut bytes = Vec::with_capacity(6 + answers.len() + content.len());
        bytes.extend_from_slice(&[VERSION, kind]);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(answers);
        bytes.extend_from_slice(content);
        Ok(Sensitive::new(bytes))
    }

    /// Reads the file from bytes that the opener gave.
    ///
    /// # Errors
    /// [`NotStoredAnswers`] when they are anything else.
    pub fn from_sealed_bytes(bytes: &Sensitive<Vec<u8>>) -> Result<Self, NotStoredAnswers> {
        // EXPOSE: reading needs the bytes; each part is moved into protection below.
        let [VERSION, kind, rest @ ..] = bytes.expose().as_slice() else {
            return Err(NotStoredAnswers);
        };
        let kind = FileKind::ALL.get(usize::from(*kind)).ok_or(NotStoredAnswers)?;
        let (length, rest) = rest.split_first_chunk::<4>().ok_or(NotStoredAnswers)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| NotStoredAnswers)?;
        let (answers, content) = rest.split_at_checked(length).ok_or(NotStoredAnswers)?;
        Ok(Self {
            kind: *kind,
            answers: StoredAnswers::from_sealed_bytes(&Sensitive::new(answers.to_vec()))?,
            content: Sensitive::new(content.to_vec()),
        })
    }
}

#[cfg(test)]
mod tests {
    use mn_domain::{CorrelationId, SourceState};

    use super::*;

    fn file() -> Option<StoredFile> {
        Some(StoredFile {
            kind: FileKind::Png,
            answers: StoredAnswers {
                source: "egen-fil".parse().ok()?,
                state: SourceState::Hit,
                asked_at: "2026-11-01T10:00:00Z".parse().ok()?,
                answered_at: "2026-11-01T10:00:02Z".parse().ok()?,
                correlation: CorrelationId::from_random([7; 15]),
                answers: Vec::new(),
                notes: Vec::new(),
            },
            content: Sensitive::new(b"\x89PNG planted".to_vec()),
        })
    }

    #[test]
    fn what_was_stored_comes_back() {
        for kind in FileKind::ALL {
            let before = StoredFile {
                kind,
                ..file().expect("the fixture")
            };
            let bytes = before.to_sealed_bytes().expect("written");
            let after = StoredFile::from_sealed_bytes(&bytes).expect("read");
            assert_eq!((after.kind, &after.content), (kind, &before.content));
            assert_eq!(after.answers.correlation, before.answers.correlation);
            assert!(!format!("{after:?}").contains("planted"));
        }
    }

    #[test]
    fn other_bytes_are_refused() {
        let whole = file().expect("the fixture").to_sealed_bytes().expect("written");
        let whole = whole.expose();
        let mut other = whole.clone();
        if let Some(version) = other.first_mut() {
            *version = 2;
        }
        let mut kind = whole.clone();
        if let Some(byte) = kind.get_mut(1) {
            *byte = 9;
        }
        let mut long = whole.clone();
        if let Some(byte) = long.get_mut(2) {
            *byte = 9;
        }
        let cut = whole.get(..20).unwrap_or_default().to_vec();
        for bad in [Vec::new(), vec![1, 0], other, kind, long, cut] {
            assert!(StoredFile::from_sealed_bytes(&Sensitive::new(bad)).is_err());
        }
    }
}
