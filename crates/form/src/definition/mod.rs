//! What a form is: data, read from `metadata/forms/`, checked once at start.

mod check;
mod question;
mod raw;
mod template;

use mn_domain::{FieldId, FormId, SourceId, Texts};
use mn_offer::{Mistakes, Offer};
pub use question::{ChoiceOption, Condition, FetchRule, Kind, Only, Question, QuestionId};
use serde::Deserialize;
pub use template::{Placeholder, Template};

use std::collections::BTreeMap;
use std::path::Path;

/// A form that a citizen can fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The name of its file.
    pub id: FormId,
    /// Raised with each change of the file.
    pub version: u32,
    /// What the form is called.
    pub title: Texts,
    /// What it is for and whom, in a sentence: beside its name where it is chosen.
    pub about: Texts,
    /// Its pages, in order.
    pub sections: Vec<Section>,
    /// What is added up.
    pub sums: Vec<Sum>,
    /// How the estimate is made, if the form has one.
    pub estimate: Option<EstimateRule>,
    /// What the citizen reads in the e-ID app before signing.
    pub visible: Template,
}

/// One page of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its name in addresses.
    pub id: QuestionId,
    /// Its heading.
    pub title: Texts,
    /// What stands before the questions, if anything.
    pub intro: Option<Texts>,
    /// Its questions, in order.
    pub questions: Vec<Question>,
}

/// Something that is added up.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// Its name.
    pub id: QuestionId,
    /// What the citizen reads beside it.
    pub text: Texts,
    /// The amounts: questions, or `question.column` of rows.
    pub of: Vec<String>,
}

/// How the estimate of the norm calculation is made.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EstimateRule {
    /// Which norm, by the name before the year.
    pub norm: String,
    /// The question that names the month.
    pub month: QuestionId,
    /// The sum of costs.
    pub costs: QuestionId,
    /// The sum of incomes.
    pub incomes: QuestionId,
    /// The month whose incomes count, from the month applied for.
    pub income_month: i32,
    /// The children of the household, if the form asks for them.
    pub children: Option<ChildrenRule>,
}

/// Where the form tells about children.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChildrenRule {
    /// The rows, one for each child.
    pub rows: QuestionId,
    /// The column with the age in years.
    pub age: QuestionId,
    /// The column that says how the child lives here.
    pub lives: QuestionId,
    /// The option of it that means all the time; with another there is no estimate.
    pub full_time: String,
}

/// Every form, by name.
pub type Forms = BTreeMap<FormId, Definition>;

impl Definition {
    /// Reads every form of the metadata folder, and holds them against what is offered.
    ///
    /// # Errors
    /// Every mistake at once.
    pub fn load_all(metadata: &Path, offer: &Offer) -> Result<Forms, Mistakes> {
        let mut mistakes = Mistakes::default();
        let forms = raw::read_all(metadata, &mut mistakes);
        for form in offer.forms() {
            if !forms.contains_key(form) {
                mistakes.add(
                    &format!("forms/{form}.toml"),
                    "somebody offers this form, but it cannot be read",
                );
            }
        }
        mistakes.or(forms)
    }

    /// Reads one form from text.
    ///
    /// # Errors
    /// Every mistake at once.
    pub fn parse(id: FormId, text: &str) -> Result<Self, Mistakes> {
        let mut mistakes = Mistakes::default();
        let definition = raw::read(id, text, &mut mistakes);
        let Some(definition) = definition else {
            return Err(mistakes);
        };
        mistakes.or(definition)
    }

    /// The fields that the form asks sources for and that `is_emitted` does not know.
    #[must_use]
    pub fn unknown_fields(&self, is_emitted: impl Fn(&SourceId, &FieldId) -> bool) -> Mistakes {
        let mut mistakes = Mistakes::default();
        for rule in self.fetch_rules() {
            for field in rule.fields().filter(|field| !is_emitted(&rule.source, field)) {
                mistakes.add(
                    &format!("forms/{}.toml", self.id),
                    format!("no source emits {field} for {}", rule.source),
                );
            }
        }
        mistakes
    }

    /// The sources that the form has use for.
    #[must_use]
    pub fn sources(&self) -> Vec<&SourceId> {
        let mut sources: Vec<&SourceId> = self.fetch_rules().map(|rule| &rule.source).collect();
        sources.sort();
        sources.dedup();
        sources
    }

    /// One page by its name.
    #[must_use]
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id.as_str() == id)
    }

    /// Every question, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// One question by its name.
    #[must_use]
    pub fn question(&self, id: &QuestionId) -> Option<&Question> {
        self.questions().find(|question| question.id == *id)
    }

    fn fetch_rules(&self) -> impl Iterator<Item = &FetchRule> {
        self.questions().flat_map(|question| match &question.kind {
            Kind::Fetched { rules, .. } => rules.as_slice(),
            _ => &[],
        })
    }
}
