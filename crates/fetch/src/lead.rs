//! Sources that meet the citizen themselves: she is led there, and comes back with what lets us ask.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use mn_domain::{CorrelationId, Purpose, SourceId};
use mn_seal::{is_same, sha256};
use mn_source::{Ask, DataSource, FieldSpec, Return, SourceError, Step};
use mn_space::{Act, Agreed, Slot, SlotName, SpaceError, Typed, WriteError};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use url::Url;

use crate::{FetchError, Fetcher};

/// How long she may be away.
const LASTS: SignedDuration = SignedDuration::from_mins(10);

/// What is kept while she is away.
#[derive(Serialize, Deserialize)]
struct Pending {
    /// SHA-256 of the state that she must come back with, base64url: who could read it could not come back with it.
    state: String,
    /// What for.
    purpose: Purpose,
    /// Since when.
    at: Timestamp,
}

impl Fetcher {
    /// Where browsers are led by the sources of this installation.
    pub fn leads_to(&self) -> impl Iterator<Item = &Url> {
        self.all().filter_map(|source| source.leads_to())
    }

    /// Whether a source meets the citizen itself: then [`Fetcher::lead`] is for it, and not [`Fetcher::ask`].
    #[must_use]
    pub fn leads(&self, id: &SourceId) -> bool {
        let mut all = self.all();
        all.any(|source| source.id() == id && source.leads_to().is_some())
    }

    /// Tells where the citizen, who has entered the agreement, goes to let a source be asked. Whatever way was told
    /// before leads back no longer.
    ///
    /// # Errors
    /// [`FetchError`]; then there is no way.
    pub async fn lead(&self, visit: &Agreed, id: &SourceId, purpose: Purpose) -> Result<Url, FetchError> {
        let known = self.find(id, purpose)?;
        let to = known.source.leads_to().ok_or(FetchError::UnknownSource)?;
        if known.hindrance(self.clock().now()).is_some() {
            return Err(FetchError::NoWay);
        }
        let ask = self.about(visit, purpose, CorrelationId::from_random(mn_seal::random()));
        let Ok(Ok(Step::Redirect(way))) = timeout(known.deadline, known.source.begin(&ask)).await else {
            return Err(FetchError::NoWay);
        };
        if way.url.origin() != to.origin() {
            return Err(FetchError::NoWay);
        }
        let slot = Typed::new(SlotName::Pending(id.clone()));
        let before = slot.read(visit).await.map_err(FetchError::Space)?;
        let revision = before.map_or(0, |(revision, Pending { .. })| revision);
        let pending = Pending {
            // EXPOSE: digested, to be compared with what comes back.
            state: sha256(way.state.expose().as_bytes()).to_base64url(),
            purpose,
            at: self.clock().now(),
        };
        slot.write(visit, revision, &pending).await.map_err(unwritten)?;
        let _ = visit.note(Act::LedAway { source: id.clone() }).await;
        Ok(way.url)
    }

    /// Goes on with what the citizen came back with. The state is burned before anything is done with the rest: it is
    /// good once, in the visit that it was drawn in, and for ten minutes.
    ///
    /// # Errors
    /// [`FetchError::Foreign`] when nobody in this visit was led away with that state; then nothing was asked, and what
    /// was begun in this visit can still be brought to its end.
    pub async fn come_back(
        &self,
        visit: &Agreed,
        id: &SourceId,
        state: &str,
        back: &Return,
    ) -> Result<(), FetchError> {
        let slot = SlotName::Pending(id.clone());
        let kept = visit.read(&slot).await.map_err(FetchError::Space)?;
        fits(kept, state)?;
        let pending = fits(visit.take(&slot).await.map_err(unwritten)?, state)?;
        if self.clock().now().duration_since(pending.at) > LASTS {
            return Err(FetchError::Foreign);
        }
        let act = Act::CameBack {
            source: id.clone(),
            permitted: has_permission(back),
        };
        let _ = visit.note(act).await;
        self.ask_with(visit, std::slice::from_ref(id), pending.purpose, Some(back))
            .await
    }
}

/// Whether there is something to ask with: else what is told is what she came back with, and nobody is asked.
pub const fn has_permission(back: &Return) -> bool {
    matches!(back, Return::Code(_))
}

/// What was kept, if it was kept for this state.
fn fits(kept: Option<Slot>, state: &str) -> Result<Pending, FetchError> {
    let kept = kept.ok_or(FetchError::Foreign)?;
    // EXPOSE: a digest and a moment.
    let kept: Pending =
        serde_json::from_slice(kept.value.expose()).map_err(|_| FetchError::Space(SpaceError::Broken))?;
    let came = sha256(state.as_bytes()).to_base64url();
    if is_same(kept.state.as_bytes(), came.as_bytes()) {
        Ok(kept)
    } else {
        Err(FetchError::Foreign)
    }
}

fn unwritten(error: WriteError) -> FetchError {
    match error {
        WriteError::Conflict => FetchError::Conflict,
        WriteError::Gone => FetchError::Space(SpaceError::Gone),
        _ => FetchError::Space(SpaceError::Unavailable),
    }
}

/// A source that goes on where it led the citizen away. It is asked like any other; what she came back with goes with
/// the task.
pub struct Resumed {
    pub source: Arc<dyn DataSource>,
    pub back: Return,
}

#[async_trait]
impl DataSource for Resumed {
    fn id(&self) -> &SourceId {
        self.source.id()
    }

    fn fields(&self) -> &'static [FieldSpec] {
        self.source.fields()
    }

    async fn begin(&self, ask: &Ask) -> Result<Step, SourceError> {
        self.source.resume(ask, &self.back).await
    }
}
