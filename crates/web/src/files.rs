//! The files that citizens add: read away from the threads that serve pages, and kept in slots of their visit.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use mn_domain::{CorrelationId, FileKind, FileRefusal, Sensitive, SourceId, SourceState};
use mn_event::Event;
use mn_source::{FileReader, ReadFile, StoredAnswers, StoredFile};
use mn_space::{Act, SlotName, Visit, WriteError};
use tokio::sync::Semaphore;

use crate::app::App;
use crate::pages::Problem;
use crate::refused::Refused;
use crate::room::AgreedRoom;

/// Most files of one visit.
pub const MOST: u32 = 10;
/// More records than any file has: 2 000 rows, as many accounts, and the file itself. The records of ten files can
/// still be numbered.
const RECORDS: u16 = 6_000;
/// How many files are read at a time.
const AT_A_TIME: usize = 2;
/// How long somebody waits for a turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who reads files, and how many at a time. Cheap to clone.
#[derive(Clone)]
pub struct Files {
    reader: Arc<dyn FileReader>,
    turns: Arc<Semaphore>,
}

/// Why a file was not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdded {
    /// It is not taken.
    Refused(FileRefusal),
    /// There are as many as a visit takes.
    TooMany,
    /// The visit holds no more.
    Full,
}

impl Files {
    /// Makes the way in for files.
    #[must_use]
    pub fn new(reader: Arc<dyn FileReader>) -> Self {
        Self {
            reader,
            turns: Arc::new(Semaphore::new(AT_A_TIME)),
        }
    }

    /// The largest file that is taken, in bytes.
    #[must_use]
    pub fn largest(&self) -> usize {
        self.reader.largest()
    }

    /// Whether a source is what citizens add themselves.
    #[must_use]
    pub fn is_source(&self, id: &SourceId) -> bool {
        self.reader.id() == id
    }

    async fn read(
        &self,
        room: &AgreedRoom,
        content: &Arc<Sensitive<Vec<u8>>>,
    ) -> Result<Result<ReadFile, FileRefusal>, Refused> {
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn.ok().and_then(Result::ok).ok_or(Problem::Unavailable)?;
        let (reader, content) = (Arc::clone(&self.reader), Arc::clone(content));
        let person = room.person().principal().clone();
        let work = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            // EXPOSE: read into values that are wrapped one by one.
            reader.read(content.expose(), &person)
        });
        work.await.map_err(|_| Refused::For(Problem::Broken))
    }
}

/// Every file of the visit with its number, in the order of the numbers.
///
/// # Errors
/// When the room cannot be read.
pub async fn all(visit: &Visit) -> Result<Vec<(u32, StoredFile)>, Refused> {
    let mut files = Vec::new();
    for number in numbers(visit).await? {
        // Another tab may have removed it in the meantime.
        if let Some(file) = one(visit, number).await? {
            files.push((number, file));
        }
    }
    Ok(files)
}

/// What statements and rows of banks say, all files together, as one source's answers: each record keeps its place
/// as long as its file is there. Nothing where there is no such file.
pub fn together(files: Vec<(u32, StoredFile)>) -> Option<StoredAnswers> {
    let mut all: Option<StoredAnswers> = None;
    for (number, file) in files {
        if file.kind.kept_as().is_some() {
            continue;
        }
        let mut answers = file.answers;
        for answer in &mut answers.answers {
            answer.record = records(number).start.saturating_add(answer.record);
        }
        match &mut all {
            None => all = Some(answers),
            Some(all) => {
                all.state = worse(all.state, answers.state);
                all.answered_at = all.answered_at.max(answers.answered_at);
                all.answers.append(&mut answers.answers);
            }
        }
    }
    all
}

/// The records of one file among those of all files.
pub fn records(number: u32) -> Range<u16> {
    let before = u16::try_from(number.saturating_sub(1)).unwrap_or(u16::MAX);
    let start = before.saturating_mul(RECORDS);
    start..start.saturating_add(RECORDS)
}

/// Whether all of two files was read.
fn worse(one: SourceState, other: SourceState) -> SourceState {
    match (one, other) {
        (SourceState::Partial, _) | (_, SourceState::Partial) => SourceState::Partial,
        (SourceState::NoHit, SourceState::NoHit) => SourceState::NoHit,
        _ => SourceState::Hit,
    }
}

/// One file of the visit.
///
/// # Errors
/// When the room cannot be read.
pub async fn one(visit: &Visit, number: u32) -> Result<Option<StoredFile>, Refused> {
    let slot = visit.read(&SlotName::Attachment(number)).await?;
    let file = slot.map(|slot| StoredFile::from_sealed_bytes(&slot.value));
    file.transpose().map_err(|_| Problem::Broken.into())
}

/// Reads a file and keeps it. Gives its number.
///
/// # Errors
/// When the room cannot be written, or too many files are being read.
pub async fn add(
    app: &App,
    room: &AgreedRoom,
    content: Sensitive<Vec<u8>>,
) -> Result<Result<u32, NotAdded>, Refused> {
    let asked_at = app.clock.now();
    let content = Arc::new(content);
    let read = match app.files.read(room, &content).await? {
        Ok(read) => read,
        Err(refusal) => return Ok(Err(refuse(app, room, refusal))),
    };
    let (kind, values) = (read.kind, read.reply.answers.len());
    let file = StoredFile {
        kind,
        answers: StoredAnswers {
            source: app.files.reader.id().clone(),
            state: read.reply.state,
            asked_at,
            answered_at: app.clock.now(),
            correlation: CorrelationId::from_random(mn_seal::random()),
            answers: read.reply.answers,
            notes: read.reply.notes,
        },
        content: kept(kind, &content),
    };
    let notes = file.answers.notes.len();
    let number = match keep(room, &file).await? {
        Ok(number) => number,
        Err(not_added) => return Ok(Err(not_added)),
    };
    room.note(Act::FileAdded { kind }).await?;
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    app.log.record(
        Some(room.pseudonym()),
        Event::FileAdded {
            kind,
            answers: count(values),
            notes: count(notes),
        },
    );
    Ok(Ok(number))
}

/// Tells the log of a file that is not taken.
pub fn refuse(app: &App, room: &AgreedRoom, reason: FileRefusal) -> NotAdded {
    app.log
        .record(Some(room.pseudonym()), Event::FileRefused { reason });
    NotAdded::Refused(reason)
}

/// The file as it came, where it is one to keep.
fn kept(kind: FileKind, content: &Sensitive<Vec<u8>>) -> Sensitive<Vec<u8>> {
    if kind.kept_as().is_some() {
        content.clone()
    } else {
        Sensitive::new(Vec::new())
    }
}

/// Puts a file into the first number that is free. Two tabs at once get two numbers.
async fn keep(room: &AgreedRoom, file: &StoredFile) -> Result<Result<u32, NotAdded>, Refused> {
    let bytes = file.to_sealed_bytes().map_err(|_| Problem::Broken)?;
    let taken = numbers(room).await?;
    for number in (1..=MOST).filter(|number| !taken.contains(number)) {
        // EXPOSE: straight to the sealer.
        let written = room.write(&SlotName::Attachment(number), 0, bytes.expose()).await;
        match written {
            Ok(_) => return Ok(Ok(number)),
            Err(WriteError::Conflict) => {}
            Err(WriteError::Full) => return Ok(Err(NotAdded::Full)),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Err(NotAdded::TooMany))
}

/// Removes a file. Nothing happens where it is gone already.
///
/// # Errors
/// When the room cannot be written.
pub async fn remove(room: &AgreedRoom, number: u32) -> Result<(), Refused> {
    let Some(file) = one(room, number).await? else {
        return Ok(());
    };
    room.delete(&SlotName::Attachment(number)).await?;
    room.note(Act::FileRemoved { kind: file.kind }).await?;
    Ok(())
}

async fn numbers(visit: &Visit) -> Result<Vec<u32>, Refused> {
    let slots = visit.slots().await?;
    let mut numbers: Vec<u32> = slots
        .into_iter()
        .filter_map(|slot| match slot {
            SlotName::Attachment(number) => Some(number),
            _ => None,
        })
        .collect();
    numbers.sort_unstable();
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_files_share_a_record() {
        for number in 1..MOST {
            assert_eq!(records(number).end, records(number + 1).start);
        }
        assert_eq!(
            records(MOST).len(),
            usize::from(RECORDS),
            "the last one is cut off"
        );
    }
}
