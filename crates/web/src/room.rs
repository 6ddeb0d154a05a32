use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;
use mn_domain::{RecipientId, SubmissionId};
use mn_event::{Event, RequestRefusal};
use mn_listen::ClosesWith;
use mn_login::Choice;
use mn_offer::Municipality;
use mn_space::{Agreed, NoVisit, SlotName, Typed, Visit};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::gate::Address;
use crate::pages::{self, Frame, Problem};
use crate::refused::Refused;
use crate::visitor::Visitor;
use crate::{cookies, show};

/// Where an extractor leaves the mark of the visit that a request opened; [`crate::guard`] puts it on the response, so
/// that the connection closes with the visit.
pub type Mark = Arc<OnceLock<ClosesWith>>;

/// What was chosen before the login, in its slot.
pub const CHOICE: Typed<Choice> = Typed::new(SlotName::Choices);
/// What was sent in a visit, in its slot.
pub const SENT: Typed<Vec<Sent>> = Typed::new(SlotName::Sent);

/// The open private space of the browser that asks, whether or not the agreement has been entered.
pub struct Room {
    /// The space.
    pub visit: Visit,
    /// What was chosen before the login.
    pub choice: Choice,
    /// What was sent in this visit.
    pub sent: Vec<Sent>,
    /// Who looks, in which language.
    pub visitor: Visitor,
}

/// Something that was sent in a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Which application.
    pub submission: SubmissionId,
    /// To whom.
    pub recipient: RecipientId,
}

/// The open private space of a citizen who has entered the agreement.
pub struct AgreedRoom {
    /// The space.
    pub visit: Agreed,
    /// What was chosen before the login.
    pub choice: Choice,
    /// What was sent in this visit.
    pub sent: Vec<Sent>,
    /// Who looks, in which language.
    pub visitor: Visitor,
}

impl FromRequestParts<App> for Room {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let Some(token) = cookies::visit(&parts.headers) else {
            if cookies::has_visit(&parts.headers) {
                unknown(app, Address::of(parts, app))?;
                app.log.record(
                    None,
                    Event::RequestRefused {
                        reason: RequestRefusal::UnknownVisit,
                    },
                );
            }
            return Err(Refused::Over);
        };
        let visit = match app.spaces.open(&token).await {
            Ok(visit) => visit,
            Err(NoVisit::Unknown) => {
                unknown(app, Address::of(parts, app))?;
                return Err(Refused::Over);
            }
            Err(other) => return Err(other.into()),
        };
        mark(parts, &visit).await?;
        let (_, choice) = CHOICE.read(&visit).await?.ok_or(Refused::Over)?;
        let (_, sent) = SENT.read(&visit).await?.unwrap_or_default();
        let Ok(visitor) = Visitor::from_request_parts(parts, app).await;
        Ok(Self {
            visit,
            choice,
            sent,
            visitor,
        })
    }
}

impl FromRequestParts<App> for AgreedRoom {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let Room {
            visit,
            choice,
            sent,
            visitor,
        } = Room::from_request_parts(parts, app).await?;
        let visit = visit.agreed().await?.map_err(|_| Refused::NotAgreed)?;
        Ok(Self {
            visit,
            choice,
            sent,
            visitor,
        })
    }
}

impl Room {
    /// What surrounds a page of this visit.
    pub fn frame(&self, app: &App) -> Frame {
        frame(app, &self.visit, (&self.choice, &self.sent), &self.visitor)
    }
}

impl AgreedRoom {
    /// What surrounds a page of this visit.
    pub fn frame(&self, app: &App) -> Frame {
        frame(app, &self.visit, (&self.choice, &self.sent), &self.visitor)
    }

    /// The municipality in whose name the citizen is here.
    ///
    /// # Errors
    /// When it is offered no longer.
    pub fn municipality<'a>(&self, app: &'a App) -> Result<&'a Municipality, Refused> {
        app.offer
            .municipalities
            .get(&self.choice.municipality)
            .ok_or(Refused::For(Problem::Unavailable))
    }
}

impl Deref for AgreedRoom {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.visit
    }
}

/// Counts a visit that does not exist: whoever brings many of them is guessing.
///
/// # Errors
/// When there were too many.
pub fn unknown(app: &App, Address(from): Address) -> Result<(), Refused> {
    Ok(app.gate.unknown_visits.count(from)?)
}

async fn mark(parts: &Parts, visit: &Visit) -> Result<(), Refused> {
    if let Some(mark) = parts.extensions.get::<Mark>() {
        let ended = visit.deposit().await?.ended().clone();
        let _ = mark.set(ClosesWith {
            id: *visit.handle().as_bytes(),
            ended,
        });
    }
    Ok(())
}

fn frame(app: &App, visit: &Visit, (choice, sent): (&Choice, &[Sent]), visitor: &Visitor) -> Frame {
    let sent_to = sent
        .last()
        .and_then(|sent| app.offer.recipients.get(&sent.recipient));
    let sent_to = sent_to.map(|recipient| recipient.name.get(visitor.language).to_owned());
    let municipality = app.offer.municipalities.get(&choice.municipality);
    Frame {
        municipality: municipality.map(|municipality| municipality.name.clone()),
        room: Some(pages::Room {
            sent_to,
            ..room(app, visit, visitor, app.clock.now())
        }),
        token: visit.csrf_token(FORM),
        ..visitor.frame()
    }
}

/// The name under which every form's token is derived: one a visit.
pub const FORM: &str = "form";

/// How long the space lives.
pub fn room(app: &App, visit: &Visit, visitor: &Visitor, now: Timestamp) -> pages::Room {
    let seconds =
        |duration: jiff::SignedDuration| u32::try_from(duration.as_secs().max(0)).unwrap_or(u32::MAX);
    let ends = visit
        .held_until()
        .map_or(visit.ends_at(), |held| held.max(visit.ends_at()));
    pages::Room {
        ends: show::clock(&visitor.texts, ends),
        seconds_left: seconds(ends.duration_since(now)),
        seconds_whole: seconds(app.spaces.config().idle),
        can_stay: visit.ends_at() < visit.absolute_end(),
        sent_to: None,
    }
}
