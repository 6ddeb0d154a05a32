//! "This is not right": whom to tell, with a text that is ready to be read out, and the mark in the application.

use axum::extract::{Path, Query, State};
use mn_domain::{Language, SourceId};
use mn_form::{Disputable, RowRef};
use mn_help::{Annotated, AnnotatedRecord, AnnotatedValue, Source};
use mn_source::StoredAnswers;
use mn_space::Act;
use serde::Deserialize;

use super::case::Opened;
use super::values::look;
use crate::app::App;
use crate::pages::{InApplication, Problem, WrongPage};
use crate::post::Post;
use crate::refused::{Answer, Refused};
use crate::room::AgreedRoom;
use crate::texts::Translator;
use crate::{paths, respond, show};

/// Which value a page is about.
#[derive(Debug, Deserialize)]
pub struct Which {
    varde: String,
}

/// `GET /uppgifter/{source}/stammer-inte`: whom to tell that a value is not right, and how.
pub async fn ask(
    State(app): State<App>,
    room: AgreedRoom,
    Path(id): Path<String>,
    Query(which): Query<Which>,
) -> Answer {
    room.touch().await?;
    let opened = Opened::of(&app, &room).await?;
    let about = About::of(&opened, &id, &which)?;
    about.note(&opened).await?;
    respond::page(&about.page(&opened, None)?)
}

/// `POST /uppgifter/{source}/stammer-inte`: puts what is right into the text, and beside the value in the application.
pub async fn say(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(which): Query<Which>,
    Post { room, fields }: Post<AgreedRoom>,
) -> Answer {
    room.touch().await?;
    let mut opened = Opened::of(&app, &room).await?;
    opened.check_revision(fields.get("revision"))?;
    let said = fields.get("text").unwrap_or_default().trim().to_owned();
    let about = About::of(&opened, &id, &which)?;
    let Some(disputable) = about.disputable.clone() else {
        // Nothing of it is kept: it goes into the text of this one page.
        return respond::page(&about.page(&opened, Some(said))?);
    };
    let address = about.address();
    opened.draft.dispute(&disputable, &said);
    opened.keep().await?;
    respond::see_other(&address)
}

/// One value that is said not to be right.
struct About {
    source: Source,
    stored: StoredAnswers,
    at: RowRef,
    index: usize,
    /// Where the application speaks of it, if it does and is not sent yet.
    disputable: Option<Disputable>,
    is_sent: bool,
}

impl About {
    fn of(opened: &Opened<'_>, id: &str, which: &Which) -> Result<Self, Refused> {
        let id: SourceId = id.parse().map_err(|_| Problem::NotFound)?;
        let at: RowRef = which.varde.parse().map_err(|_| Problem::NotFound)?;
        let source = opened.app.catalogue.source(&id).ok_or(Problem::NotFound)?;
        let stored = opened.answers.iter().find(|stored| stored.source == id);
        let stored = stored.filter(|_| at.source == id).ok_or(Problem::NotFound)?;
        let equal = |(_, one): &(usize, &mn_source::Answer)| one.record == at.record && one.field == at.field;
        let mut equal = stored.answers.iter().enumerate().filter(equal);
        let (index, _) = equal.nth(at.nth.into()).ok_or(Problem::NotFound)?;
        let is_sent = opened.draft.is_empty() && !opened.room.sent.is_empty();
        Ok(Self {
            disputable: opened.case().disputable(&at).filter(|_| !is_sent),
            source: source.clone(),
            stored: stored.clone(),
            at,
            index,
            is_sent,
        })
    }

    fn address(&self) -> String {
        paths::wrong(&self.at)
    }

    /// What was looked at stands in the citizen's journal.
    async fn note(&self, opened: &Opened<'_>) -> Result<(), Refused> {
        let (source, correlation) = (self.stored.source.clone(), self.stored.correlation.clone());
        opened
            .room
            .note_once(&[Act::Seen { source, correlation }])
            .await?;
        Ok(())
    }

    /// The page; `said` is what was just written, where it is kept nowhere.
    fn page(&self, opened: &Opened<'_>, said: Option<String>) -> Result<WrongPage, Refused> {
        let (app, room) = (opened.app, opened.room);
        let visitor = &room.visitor;
        let (language, t) = (visitor.language, &visitor.texts);
        let annotated = self.annotated(opened, language)?;
        let (number, record, value) = self.value(&annotated)?;
        let authority = &self.source.authority;
        // EXPOSE: shown to the citizen whose words they are.
        let kept = self.disputable.as_ref().and_then(|at| opened.draft.said_of(at));
        let said = said.unwrap_or_else(|| kept.map(|words| words.expose().to_owned()).unwrap_or_default());
        // Authorities read Swedish.
        let spoken = if language == Language::En {
            Language::Sv
        } else {
            language
        };
        Ok(WrongPage {
            frame: room.frame(app),
            back: format!("{}/{}#post-{}", paths::VALUES, self.source.id, number + 1),
            action: self.address(),
            revision: opened.revision,
            source: self.source.name.get(language).to_owned(),
            fetched: show::clock(t, self.stored.answered_at),
            // EXPOSE: shown to the citizen whose values they are.
            record: record.title().expose().clone(),
            term: value.term.to_owned(),
            // EXPOSE: shown to the citizen whose value it is.
            value: value.display.expose().clone(),
            period: value.period.as_ref().map(|period| period.expose().clone()),
            look: look(app, &self.source, visitor, &value.concerns),
            if_wrong: value.if_wrong.to_owned(),
            responsible: value.responsible.to_owned(),
            phone: authority.phone.clone(),
            url: authority.url.clone(),
            opening: authority.opening.get(language).to_owned(),
            ready: self.letter(opened, spoken, &said)?,
            translated: (spoken != language)
                .then(|| self.letter(opened, language, &said))
                .transpose()?,
            recipient: opened.recipient.name.get(language).to_owned(),
            state: self.state(opened, kept.is_some()),
            said,
        })
    }

    fn state(&self, opened: &Opened<'_>, is_marked: bool) -> InApplication {
        match &self.disputable {
            None if self.is_sent => InApplication::AlreadySent,
            None => InApplication::NotThere,
            Some(at) if opened.draft.leaves_out(&at.row) => InApplication::LeftOut,
            Some(_) if is_marked => InApplication::Marked,
            Some(_) => InApplication::There,
        }
    }

    fn annotated<'a>(&'a self, opened: &'a Opened<'_>, language: Language) -> Result<Annotated<'a>, Refused> {
        let annotated = opened.app.catalogue.annotate(&self.stored, language);
        annotated.ok_or(Refused::For(Problem::NotFound))
    }

    /// The value, the record that it stands in, and that record's number on the page of the source.
    fn value<'a>(
        &self,
        annotated: &'a Annotated<'a>,
    ) -> Result<(usize, &'a AnnotatedRecord<'a>, &'a AnnotatedValue<'a>), Refused> {
        let mut all = annotated
            .records
            .iter()
            .enumerate()
            .flat_map(|(number, record)| record.values.iter().map(move |value| (number, record, value)));
        let found = all.find(|(_, _, value)| value.answer == self.index);
        found.ok_or(Refused::For(Problem::NotFound))
    }

    /// What to read out or to write to the authority. No number of hers is in it.
    fn letter(&self, opened: &Opened<'_>, language: Language, said: &str) -> Result<String, Refused> {
        let t: Translator = opened.app.texts.speak(language);
        let annotated = self.annotated(opened, language)?;
        let (_, record, value) = self.value(&annotated)?;
        let day = self.stored.answered_at;
        let get = |key: &str| t.get(&format!("letter.{key}"));
        // EXPOSE: shown to the citizen, who reads it out or copies it.
        let title = record.title().expose().clone();
        let mut lines = vec![
            get("hello")
                .with("authority", &self.source.authority.name)
                .with("when", show::moment(&t, day))
                .to_string(),
            String::new(),
            get("what")
                .with("record", title)
                .with("term", value.term)
                .to_string(),
        ];
        lines.extend(
            value
                .period
                .as_ref()
                .map(|period| format!("{}.", period.expose())),
        );
        lines.push(get("value").with("value", value.display.expose()).to_string());
        let concerns = value.concerns.iter().map(|concern| concern.text.expose().clone());
        lines.extend(concerns);
        lines.push(if said.is_empty() {
            get("right_blank").to_string()
        } else {
            get("right").with("text", said).to_string()
        });
        lines.push(String::new());
        lines.push(get("please").to_string());
        lines.push(get("number").with("number", &self.stored.correlation).to_string());
        Ok(lines.join("\n"))
    }
}
