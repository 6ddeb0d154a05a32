use axum::extract::{Query, State};
use mn_domain::{FormId, MunicipalityId};
use mn_login::Choice;
use serde::Deserialize;

use crate::app::App;
use crate::pages::{FieldError, Offer, StartPage};
use crate::refused::Answer;
use crate::visitor::Visitor;
use crate::{respond, show};

/// What the first page's form carries on.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Chosen {
    /// The municipality's id.
    #[serde(default)]
    pub kommun: String,
    /// The form's id.
    #[serde(default)]
    pub arende: String,
}

/// `GET /`: chooses municipality and application.
pub async fn show(State(app): State<App>, visitor: Visitor, Query(chosen): Query<Chosen>) -> Answer {
    respond::page(&start_page(&app, &visitor, &chosen, false))
}

/// The first page, with what was chosen so far and, after a press, what is still to be chosen.
pub fn start_page(app: &App, visitor: &Visitor, chosen: &Chosen, pressed: bool) -> StartPage {
    let t = &visitor.texts;
    let forms = app.offer.forms();
    let municipalities = app.offer.municipalities.values();
    let mut errors = Vec::new();
    if pressed && municipality(app, chosen).is_none() {
        errors.push(error("kommun", t.get("start.missing_municipality").to_string()));
    }
    if pressed && form(app, chosen).is_none() {
        errors.push(error("arende", t.get("start.missing_application").to_string()));
    }
    let only = forms.len() == 1;
    StartPage {
        frame: visitor.frame(),
        municipalities: municipalities
            .map(|one| offer(one.id.as_str(), &one.name, chosen.kommun == one.id.as_str()))
            .collect(),
        applications: forms
            .into_iter()
            .filter_map(|id| app.forms.get(id))
            .map(|form| {
                let chosen = only || chosen.arende == form.id.as_str();
                Offer {
                    about: Some(form.about.get(visitor.language).to_owned()),
                    ..offer(form.id.as_str(), form.title.get(visitor.language), chosen)
                }
            })
            .collect(),
        idle_minutes: minutes(app.spaces.config().idle),
        longest: show::minutes(t, minutes(app.spaces.config().absolute)),
        secure_address: None,
        errors,
    }
}

/// What was chosen, if it is offered today.
pub fn choice(app: &App, visitor: &Visitor, chosen: &Chosen) -> Option<Choice> {
    let (municipality, form) = (municipality(app, chosen)?, form(app, chosen)?);
    let offering = app.offer.municipalities.get(&municipality)?;
    offering.offers(&form, app.clock.today()).ok()?;
    Some(Choice {
        municipality,
        form,
        language: visitor.language,
    })
}

fn municipality(app: &App, chosen: &Chosen) -> Option<MunicipalityId> {
    chosen
        .kommun
        .parse()
        .ok()
        .filter(|id| app.offer.municipalities.contains_key(id))
}

fn form(app: &App, chosen: &Chosen) -> Option<FormId> {
    chosen.arende.parse().ok().filter(|id| app.forms.contains_key(id))
}

fn error(field: &str, text: String) -> FieldError {
    FieldError {
        field: field.to_owned(),
        text,
    }
}

fn offer(id: &str, name: &str, is_chosen: bool) -> Offer {
    Offer {
        id: id.to_owned(),
        name: name.to_owned(),
        about: None,
        is_chosen,
    }
}

/// Whole minutes, as pages say them.
pub fn minutes(duration: jiff::SignedDuration) -> u32 {
    u32::try_from(duration.as_mins()).unwrap_or_default()
}
