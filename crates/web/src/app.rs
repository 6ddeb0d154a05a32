use std::sync::Arc;

use jiff::civil::Date;
use mn_deliver::Orders;
use mn_domain::Clock;
use mn_event::EventLog;
use mn_fetch::Fetcher;
use mn_form::{FormWords, Forms, Norms};
use mn_help::Catalogue;
use mn_login::Login;
use mn_offer::Offer;
use mn_seal::{InstallationKey, SigningKey};
use mn_space::Spaces;
use tokio_util::task::TaskTracker;
use url::Url;

use crate::files::Files;
use crate::gate::Gate;
use crate::texts::Texts;

/// Everything the pages work with. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What an [`App`] is made of.
pub struct Parts {
    /// The private spaces.
    pub spaces: Spaces,
    /// The way through e-ID.
    pub login: Login,
    /// Who asks the sources.
    pub fetcher: Fetcher,
    /// Signature orders, and the receipts of what was sent.
    pub orders: Orders,
    /// What the sources' values mean.
    pub catalogue: Catalogue,
    /// What is offered where.
    pub offer: Offer,
    /// The forms.
    pub forms: Forms,
    /// The words that all forms share.
    pub form_words: FormWords,
    /// Amounts that change with the year.
    pub norms: Norms,
    /// What the pages say.
    pub texts: Arc<Texts>,
    /// What an installation decides about its pages.
    pub site: Site,
    /// Signs the receipts of deletions.
    pub receipt_key: SigningKey,
    /// Binds a file of the citizen's own to its person.
    pub keepsakes: InstallationKey,
    /// Reads what citizens add themselves.
    pub files: Files,
    /// What every request passes.
    pub gate: Gate,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What may be logged.
    pub log: EventLog,
    /// What must come to its end before the service stops.
    pub tasks: TaskTracker,
}

/// What an installation decides about its pages.
#[derive(Clone, Debug)]
pub struct Site {
    /// The pages' address, as browsers see it.
    pub base_url: Url,
    /// Where browsers meet the identity provider: the one foreign origin that a form may lead to.
    pub provider_origin: Url,
    /// The identity provider's name.
    pub provider_name: String,
    /// Where the pretend app of a demo is; without it, links start the app on the citizen's device.
    pub pretend_app: Option<Url>,
    /// The version of the program.
    pub build: String,
    /// The day on which the accessibility statement was last judged.
    pub judged: Date,
}

impl Site {
    /// The link that starts the app: the real one's, or in a demo the pretend app's with the same token.
    #[must_use]
    pub fn app_link(&self, link: &str) -> String {
        let Some(app) = &self.pretend_app else {
            return link.to_owned();
        };
        let query = link.split_once('?').map(|(_, query)| query);
        let mut app = app.clone();
        app.set_query(query);
        app.into()
    }
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
