use mn_domain::{FormId, Sensitive};
use mn_form::{Applicant, Case, Definition, Draft, Section, Spoken};
use mn_offer::{Agreement, Municipality, Recipient};
use mn_source::StoredAnswers;
use mn_space::{SlotName, WriteError};

use super::agreement;
use crate::app::App;
use crate::files;
use crate::pages::Problem;
use crate::refused::Refused;
use crate::room::AgreedRoom;

/// Everything a page of the form works with: the circumstances and the draft as it lies in the space.
pub struct Opened<'a> {
    /// What the pages work with.
    pub app: &'a App,
    /// The citizen's space.
    pub room: &'a AgreedRoom,
    /// The form.
    pub definition: &'a Definition,
    /// The municipality in whose name it is offered.
    pub municipality: &'a Municipality,
    /// The authority that decides.
    pub recipient: &'a Recipient,
    agreement: &'a Agreement,
    /// What the sources gave.
    pub answers: Vec<StoredAnswers>,
    speak: Spoken<'a>,
    applicant: Applicant,
    /// What the citizen wrote so far.
    pub draft: Draft,
    /// The draft's revision, 0 before the first page was sent.
    pub revision: u64,
}

impl<'a> Opened<'a> {
    /// Opens the form of the visit.
    ///
    /// # Errors
    /// When the form is offered no longer, or the space cannot be read.
    pub async fn of(app: &'a App, room: &'a AgreedRoom) -> Result<Self, Refused> {
        let municipality = room.municipality(app)?;
        let form = &room.choice.form;
        let definition = app.forms.get(form).ok_or(Problem::NotFound)?;
        let recipient = municipality
            .offers(form, app.clock.today())
            .map_err(|_| Problem::Unavailable)?;
        let recipient = app.offer.recipients.get(recipient).ok_or(Problem::Unavailable)?;
        let progress = app.fetcher.progress(&room.visit).await?;
        let mut answers: Vec<StoredAnswers> = progress.into_iter().filter_map(|one| one.answers).collect();
        answers.extend(files::together(files::all(&room.visit).await?));
        let (draft, revision) = read(room, definition).await?;
        Ok(Self {
            app,
            room,
            definition,
            municipality,
            recipient,
            agreement: agreement::in_force(app)?,
            answers,
            speak: Spoken {
                catalogue: &app.catalogue,
                language: room.visitor.language,
            },
            applicant: Applicant {
                identity: room.person().actor().clone(),
                name: None,
            },
            draft,
            revision,
        })
    }

    /// The circumstances, as the form's own functions take them.
    pub fn case(&self) -> Case<'_> {
        Case {
            definition: self.definition,
            words: &self.app.form_words,
            speak: &self.speak,
            language: self.room.visitor.language,
            today: self.app.clock.today(),
            answers: &self.answers,
            municipality: self.municipality,
            recipient: self.recipient,
            agreement: self.agreement,
            applicant: &self.applicant,
        }
    }

    /// Keeps the draft, unless another tab changed it since `revision`.
    ///
    /// # Errors
    /// When another tab was faster, or the space is full or gone.
    pub async fn keep(&mut self) -> Result<(), Refused> {
        let bytes: Sensitive<Vec<u8>> = self.draft.to_sealed_bytes().map_err(|_| Problem::Broken)?;
        let slot = slot(&self.definition.id);
        // EXPOSE: sealed by the space.
        let written: Result<u64, WriteError> = self.room.write(&slot, self.revision, bytes.expose()).await;
        self.revision = written?;
        Ok(())
    }

    /// Whether a page was made on the draft as it is now.
    ///
    /// # Errors
    /// When another tab has changed it.
    pub fn check_revision(&self, sent: Option<&str>) -> Result<(), Refused> {
        let is_current = sent.and_then(|sent| sent.parse().ok()) == Some(self.revision);
        if is_current {
            Ok(())
        } else {
            Err(Problem::Changed.into())
        }
    }

    /// The pages of the form on which something is asked, in order. What is declared is declared on the page
    /// before signing.
    pub fn sections(&self) -> Vec<&'a Section> {
        let case = self.case();
        let asked: Vec<_> = self
            .draft
            .pages(&case)
            .into_iter()
            .map(|section| &section.id)
            .collect();
        let is_page = |section: &&Section| {
            let declares = section
                .questions
                .iter()
                .all(|one| one.kind.name() == "declaration");
            asked.contains(&&section.id) && !declares
        };
        self.definition.sections.iter().filter(is_page).collect()
    }
}

async fn read(room: &AgreedRoom, definition: &Definition) -> Result<(Draft, u64), Refused> {
    let Some(slot) = room.read(&slot(&definition.id)).await? else {
        return Ok((Draft::new(definition), 0));
    };
    // A draft of an older version of the form is begun anew.
    let draft = Draft::from_sealed_bytes(definition, &slot.value).unwrap_or_else(|_| Draft::new(definition));
    Ok((draft, slot.revision))
}

fn slot(form: &FormId) -> SlotName {
    SlotName::Draft(form.clone())
}
