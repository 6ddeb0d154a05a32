use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use mn_domain::{AgreementId, FormId, MunicipalityId, RecipientId};

use crate::{Agreement, Folder, Mistakes, Municipality, Recipient, Scope, Use, municipality, recipient};

/// Everything that is offered, checked as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The municipalities.
    pub municipalities: BTreeMap<MunicipalityId, Municipality>,
    /// The authorities that decide.
    pub recipients: BTreeMap<RecipientId, Recipient>,
    /// The agreements between citizen and service.
    pub agreements: BTreeMap<AgreementId, Agreement>,
    /// What is decided.
    pub scope: Scope,
}

impl Offer {
    /// Reads the metadata folder.
    ///
    /// # Errors
    /// Every mistake in it at once.
    pub fn load(metadata: &Path) -> Result<Self, Mistakes> {
        let folder = Folder::new(metadata);
        let mut mistakes = Mistakes::default();
        let scope: Scope = folder.toml("scope.toml", &mut mistakes).unwrap_or_default();
        scope.check("scope.toml", &mut mistakes);
        let offer = Self {
            municipalities: municipalities(&folder, &mut mistakes),
            recipients: recipients(&folder, &mut mistakes),
            agreements: agreements(&folder, &mut mistakes),
            scope,
        };
        offer.check_links(&mut mistakes);
        mistakes.or(offer)
    }

    /// Every form that somebody offers or takes.
    #[must_use]
    pub fn forms(&self) -> BTreeSet<&FormId> {
        let offered = self.municipalities.values().flat_map(|one| one.services.keys());
        offered
            .chain(self.recipients.values().flat_map(|one| &one.forms))
            .collect()
    }

    /// What production would refuse: made-up municipalities, and forms that no decision covers.
    #[must_use]
    pub fn not_for_production(&self) -> Mistakes {
        let mut mistakes = Mistakes::default();
        for (id, one) in &self.municipalities {
            let file = format!("municipalities/{id}.toml");
            if one.made_up {
                mistakes.add(&file, "a made-up municipality is for the demo only");
            }
            for form in one.services.keys() {
                if !self.scope.has_form(form, Use::Production) {
                    mistakes.add(
                        &file,
                        format!("scope.toml has no decision on {form} for production"),
                    );
                }
            }
        }
        mistakes
    }

    fn check_links(&self, mistakes: &mut Mistakes) {
        if self.agreements.is_empty() {
            mistakes.add("agreements", "there is no agreement between citizen and service");
        }
        for one in self.municipalities.values() {
            self.check_municipality(one, mistakes);
        }
        for one in self.recipients.values() {
            self.check_recipient(one, mistakes);
        }
    }

    fn check_municipality(&self, one: &Municipality, mistakes: &mut Mistakes) {
        let file = format!("municipalities/{}.toml", one.id);
        for (form, recipient) in &one.services {
            match self.recipients.get(recipient) {
                None => mistakes.add(&file, format!("no recipient is called {recipient}")),
                Some(to) if !to.serves.contains(&one.id) => {
                    mistakes.add(&file, format!("{recipient} does not serve {}", one.id));
                }
                Some(to) if !to.forms.contains(form) => {
                    mistakes.add(&file, format!("{recipient} does not take {form}"));
                }
                Some(_) => {}
            }
        }
    }

    fn check_recipient(&self, one: &Recipient, mistakes: &mut Mistakes) {
        let file = format!("recipients/{}.toml", one.id);
        for served in &one.serves {
            if !self.municipalities.contains_key(served) {
                mistakes.add(&file, format!("no municipality is called {served}"));
            }
        }
        for form in &one.forms {
            if !self.scope.has_form(form, Use::Demo) {
                mistakes.add(&file, format!("scope.toml does not name the form {form}"));
            }
        }
    }
}

fn municipalities(folder: &Folder, mistakes: &mut Mistakes) -> BTreeMap<MunicipalityId, Municipality> {
    let files = folder.each::<MunicipalityId, municipality::File>("municipalities", mistakes);
    files
        .into_iter()
        .map(|(file, id, read)| (id.clone(), read.check(id, &file, mistakes)))
        .collect()
}

fn recipients(folder: &Folder, mistakes: &mut Mistakes) -> BTreeMap<RecipientId, Recipient> {
    let files = folder.each::<RecipientId, recipient::File>("recipients", mistakes);
    files
        .into_iter()
        .map(|(file, id, read)| (id.clone(), read.check(id, &file, mistakes)))
        .collect()
}

fn agreements(folder: &Folder, mistakes: &mut Mistakes) -> BTreeMap<AgreementId, Agreement> {
    let mut ids = BTreeSet::new();
    for name in folder.names("agreements", ".md", mistakes) {
        let id = name.split('.').next().unwrap_or_default();
        match id.parse::<AgreementId>() {
            Ok(id) => drop(ids.insert(id)),
            Err(_) => mistakes.add("agreements", format!("{name}.md is not <id>.<language>.md")),
        }
    }
    ids.into_iter()
        .filter_map(|id| Some((id.clone(), Agreement::load(folder, id, mistakes)?)))
        .collect()
}
