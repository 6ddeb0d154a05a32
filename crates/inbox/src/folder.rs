use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use mn_domain::SubmissionId;

use crate::InboxError;

/// The signed event, in the folder before it is sent.
pub const EVENT: &str = "event.jws";
/// The service's receipt for the event.
pub const RECEIPT: &str = "receipt.json";
/// What we found when we verified.
pub const VERIFICATION: &str = "verification.json";

/// The folder of submissions, held by one inbox at a time.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    _lock: File,
}

/// Where a submission has been put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// It was taken.
    Taken(PathBuf),
    /// It could not be taken.
    Quarantine(PathBuf),
}

impl Place {
    /// The submission's own folder.
    pub fn path(&self) -> &Path {
        match self {
            Self::Taken(path) | Self::Quarantine(path) => path,
        }
    }

    /// Adds the service's receipt to a submission's folder.
    pub fn add_receipt(&self, receipt: &[u8]) -> Result<(), InboxError> {
        let (half, whole) = (self.path().join(".receipt"), self.path().join(RECEIPT));
        let _ = std::fs::remove_file(&half);
        write(&half, receipt)
            .and_then(|()| std::fs::rename(&half, &whole))
            .map_err(InboxError::file(whole.display().to_string()))
    }
}

impl Folder {
    /// Takes the folder for this process and clears away what a killed one left half-written.
    pub fn open(root: &Path) -> Result<Self, InboxError> {
        let name = root.display().to_string();
        for folder in [root.to_owned(), root.join(".incoming"), root.join(".quarantine")] {
            make(&folder).map_err(InboxError::file(&name))?;
        }
        let lock = (OpenOptions::new().create(true).append(true).mode(0o600))
            .open(root.join(".lock"))
            .map_err(InboxError::file(&name))?;
        lock.try_lock().map_err(|_| InboxError::Busy(name.clone()))?;
        let folder = Self {
            root: root.to_owned(),
            _lock: lock,
        };
        folder.clear().map_err(InboxError::file(&name))?;
        Ok(folder)
    }

    /// Where a submission was put before, if it was.
    pub fn find(&self, submission: SubmissionId) -> Option<Place> {
        let (taken, quarantine) = (self.taken(submission), self.quarantine(submission));
        if taken.path().is_dir() {
            Some(taken)
        } else {
            quarantine.path().is_dir().then_some(quarantine)
        }
    }

    pub fn taken(&self, submission: SubmissionId) -> Place {
        Place::Taken(self.root.join(submission.to_string()))
    }

    pub fn quarantine(&self, submission: SubmissionId) -> Place {
        Place::Quarantine(self.root.join(".quarantine").join(submission.to_string()))
    }

    /// Puts files into a submission's folder: all of them or, whenever the process is killed, none.
    pub fn put(&self, place: &Place, files: &[(&str, &[u8])]) -> Result<(), InboxError> {
        let name = place.path().display().to_string();
        self.put_all(place.path(), files).map_err(InboxError::file(name))
    }

    fn put_all(&self, place: &Path, files: &[(&str, &[u8])]) -> io::Result<()> {
        let own = place.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let incoming = self.root.join(".incoming").join(own);
        make(&incoming)?;
        for (file, bytes) in files {
            let path = incoming.join(file);
            if let Some(folder) = path.parent() {
                make(folder)?;
            }
            write(&path, bytes)?;
            sync(path.parent())?;
        }
        sync(Some(&incoming))?;
        std::fs::rename(&incoming, place)?;
        sync(place.parent())
    }

    /// Clears a submission that has been taken after all out of quarantine.
    pub fn release(&self, submission: SubmissionId) -> Result<(), InboxError> {
        let place = self.quarantine(submission);
        if !place.path().is_dir() {
            return Ok(());
        }
        std::fs::remove_dir_all(place.path()).map_err(InboxError::file(place.path().display().to_string()))
    }

    fn clear(&self) -> io::Result<()> {
        for entry in std::fs::read_dir(self.root.join(".incoming"))? {
            std::fs::remove_dir_all(entry?.path())?;
        }
        Ok(())
    }
}

fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn sync(folder: Option<&Path>) -> io::Result<()> {
    folder.map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
