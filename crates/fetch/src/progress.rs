use jiff::{SignedDuration, Timestamp};
use mn_domain::{SourceId, SourceState};
use mn_source::StoredAnswers;
use mn_space::{SlotName, SpaceError, Visit};

use crate::asked::ASKED;
use crate::{Asked, Hindrance};

/// How it goes with one source in one visit.
#[derive(Clone, Debug)]
pub struct Progress {
    /// Which source.
    pub source: SourceId,
    /// How it goes.
    pub status: Status,
    /// What it answered, when it has.
    pub answers: Option<StoredAnswers>,
    /// Why it is not asked now, if it is not.
    pub hindrance: Option<Hindrance>,
}

/// One source to tell about.
pub struct Watched<'a> {
    pub source: &'a SourceId,
    /// How long after a question it is said that no answer will come.
    pub patience: SignedDuration,
    pub hindrance: Option<Hindrance>,
}

/// How it goes with one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It has been asked and has not answered yet.
    Waiting,
    /// The node that asked it died: no answer will come, and asking again is worth while.
    Interrupted,
    /// It is done, in one of the seven states.
    Done(SourceState),
}

/// How it goes with each of the sources, in their order.
pub async fn of(
    visit: &Visit,
    sources: impl Iterator<Item = Watched<'_>>,
    now: Timestamp,
) -> Result<Vec<Progress>, SpaceError> {
    let (_, asked) = ASKED.read(visit).await?.unwrap_or_default();
    let mut all = Vec::new();
    for watched in sources {
        let question = asked.iter().find(|question| question.source == *watched.source);
        let answers = match question {
            Some(question) => stored(visit, question).await?,
            None => None,
        };
        let status = match (question, &answers) {
            (None, _) => Status::Done(SourceState::NotAsked),
            (Some(_), Some(answers)) => Status::Done(answers.state),
            // Whoever was to answer is gone: the service stopped, or the answer did not fit.
            (Some(question), None) if now.duration_since(question.at) > watched.patience => {
                Status::Done(SourceState::Unavailable)
            }
            (Some(question), None) if !visit.is_alive(&question.node).await? => Status::Interrupted,
            (Some(_), None) => Status::Waiting,
        };
        all.push(Progress {
            source: watched.source.clone(),
            status,
            answers,
            hindrance: watched.hindrance,
        });
    }
    Ok(all)
}

/// The answer to this question, not to an older one.
async fn stored(visit: &Visit, question: &Asked) -> Result<Option<StoredAnswers>, SpaceError> {
    let Some(slot) = visit.read(&SlotName::Answers(question.source.clone())).await? else {
        return Ok(None);
    };
    let answers = StoredAnswers::from_sealed_bytes(&slot.value).map_err(|_| SpaceError::Broken)?;
    Ok(Some(answers).filter(|answers| answers.correlation == question.correlation))
}
