use std::sync::Arc;
use std::time::Duration;

use mn_console::Console;
use mn_deliver::{Orders, OrdersSettings, Outbox, Upkeep};
use mn_domain::{Clock, SourceId, SystemClock};
use mn_eid::bankid::{Pace, RelyingParty};
use mn_eid::oidc::OidcProvider;
use mn_event::{EventLog, StdoutSink};
use mn_evidence::Roots;
use mn_fetch::{Allowed, Fetcher, Monitor};
use mn_help::Catalogue;
use mn_limit::Lockout;
use mn_listen::{Tls, TlsIdentity};
use mn_login::Login;
use mn_offer::{Scope, Use};
use mn_risk::{Register, Ring};
use mn_seal::{InstallationKey, Pepper, SigningKey};
use mn_sign::Verifier;
use mn_source::{DataSource, FileReader as _, HealthCheck};
use mn_space::{SpaceConfig, Spaces};
use mn_valkey::ValkeyStore;
use mn_web::{App, Files, Parts};
use rustls::ServerConfig;
use tokio_util::task::TaskTracker;

use super::{Metadata, counterparts, files, recipients, settings, store};
use crate::config::{Config, Mistakes};

/// How many events the operators' page reaches back.
const EVENTS_KEPT: usize = 5_000;

/// Everything that runs, ready to be started.
pub struct Service {
    /// The citizens' pages.
    pub app: App,
    /// Their TLS, unless a proxy speaks it.
    pub citizen_tls: Option<Tls>,
    /// The spaces, to be swept.
    pub spaces: Spaces,
    /// Where they live, if not in memory: to be looked at before the start.
    pub store: Option<Arc<ValkeyStore>>,
    /// The recipients' API and its TLS.
    pub recipient: (mn_recipient::App, ServerConfig),
    /// The operators' pages.
    pub console: Console,
    /// How the outbox is looked after.
    pub upkeep: Upkeep,
    /// Signature orders, to be taken up again.
    pub orders: Orders,
    /// What runs in the background.
    pub tasks: TaskTracker,
    /// What may be logged.
    pub log: EventLog,
}

/// Builds the service of a configuration.
///
/// # Errors
/// Every mistake of the configuration, of the files it names, and of the metadata, at once.
pub async fn build(config: Config) -> Result<Service, Mistakes> {
    let mut mistakes = Mistakes::default();
    let service = attempt(&config, Opening::Use, &mut mistakes).await;
    mistakes.or(service)
}

/// Checks everything that [`build`] would, and leaves every file as it is.
///
/// # Errors
/// As [`build`].
pub async fn check(config: Config) -> Result<(), Mistakes> {
    let mut mistakes = Mistakes::default();
    let service = attempt(&config, Opening::Check, &mut mistakes).await;
    mistakes.or(service).map(drop)
}

/// What is done with the outbox.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    /// It is opened, and made where it is not there.
    Use,
    /// It is looked at.
    Check,
}

async fn attempt(config: &Config, opening: Opening, mistakes: &mut Mistakes) -> Option<Service> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let ring = Arc::new(Ring::new(EVENTS_KEPT));
    let log = EventLog::new(clock.clone(), vec![Arc::new(StdoutSink), ring.clone()]);
    let gathered = gather(config, &clock, mistakes)?;
    let (file, ground) = (&config.outbox.file, (clock.clone(), log.clone()));
    let opened = match opening {
        Opening::Use => Outbox::open(file, ground.0, ground.1).await,
        Opening::Check => Outbox::unopened(file, ground.0, ground.1).await,
    };
    let outbox = mistakes.take("outbox.file", opened)?;
    assemble(config, gathered, (clock, ring, log, outbox), mistakes)
}

/// What was read and may be used.
struct Gathered {
    metadata: Metadata,
    provider: OidcProvider,
    bankid: (RelyingParty, Roots),
    sources: Vec<Allowed>,
    checks: Vec<Arc<dyn HealthCheck>>,
    pepper: Pepper,
    receipt_key: SigningKey,
    space: SpaceConfig,
    store: Option<Arc<ValkeyStore>>,
    known: recipients::Known,
    citizen_tls: Option<Tls>,
    identity: TlsIdentity,
    register: Register,
}

/// Reads everything, so that every mistake is found before anything is refused.
fn gather(config: &Config, clock: &Arc<dyn Clock>, mistakes: &mut Mistakes) -> Option<Gathered> {
    let metadata = Metadata::load(&config.metadata, mistakes);
    let provider = counterparts::provider(config, clock.clone(), mistakes);
    let bankid = counterparts::bankid(config, clock.clone(), mistakes);
    let counterparts::Sources { all: sources, checks } = counterparts::sources(config, mistakes);
    let pepper = settings::pepper(config, mistakes);
    let receipt_key = settings::receipt_key(config, mistakes);
    let space = store::limits(config, mistakes);
    let identity = files::listener("recipient_api", &config.recipient_api, mistakes);
    let citizen_tls = settings::citizen_tls(config, mistakes);
    let store = store::shared(config.space.store.as_ref(), &space, mistakes);
    let register = mistakes.take("risk/register.toml", Register::of_this_build());
    let known = recipients::read(config, clock.now(), mistakes);
    let metadata = metadata?;
    recipients::check(config, &metadata.offer, mistakes);
    if config.production {
        for mistake in metadata.offer.not_for_production().0 {
            mistakes.add("metadata", mistake);
        }
    }
    let wanted = if config.production {
        Use::Production
    } else {
        Use::Demo
    };
    for source in undecided(
        &metadata.offer.scope,
        sources
            .iter()
            .map(|source| source.id())
            .chain([metadata.own_file.id()]),
        wanted,
    ) {
        mistakes.add(
            "metadata/scope.toml",
            format!("no decision lets {source} be asked here"),
        );
    }
    let sources = allowed(&metadata.catalogue, sources, mistakes);
    Some(Gathered {
        known: known?,
        metadata,
        provider: provider?,
        bankid: bankid?,
        sources,
        checks,
        pepper: pepper?,
        receipt_key: receipt_key?,
        space,
        citizen_tls,
        store,
        identity: identity?,
        register: register?,
    })
}

/// Each source with what its metadata says about asking it.
fn allowed(
    catalogue: &Catalogue,
    sources: Vec<Arc<dyn DataSource>>,
    mistakes: &mut Mistakes,
) -> Vec<Allowed> {
    let mut allowed = Vec::with_capacity(sources.len());
    for source in sources {
        match catalogue.source(source.id()) {
            Some(told) => allowed.push(Allowed {
                purposes: told.terms.purposes.clone(),
                deadline: told
                    .terms
                    .longest_seconds
                    .map(|most| Duration::from_secs(most.into())),
                closed: told.terms.closed_hours(),
                checks: told.inspection(),
                source,
            }),
            None => mistakes.add("metadata/sources", format!("{} is not told of", source.id())),
        }
    }
    allowed
}

/// The sources that no recorded decision covers: they may not be asked about people.
fn undecided<'a>(
    scope: &'a Scope,
    sources: impl Iterator<Item = &'a SourceId>,
    wanted: Use,
) -> impl Iterator<Item = &'a SourceId> {
    sources.filter(move |source| !scope.has_source(source, wanted))
}

type Ground = (Arc<dyn Clock>, Arc<Ring>, EventLog, Outbox);

fn assemble(config: &Config, gathered: Gathered, ground: Ground, mistakes: &mut Mistakes) -> Option<Service> {
    let (clock, ring, log, outbox) = ground;
    let upkeep = settings::upkeep(config);
    let tasks = TaskTracker::new();
    let (client, roots) = gathered.bankid;
    let pepper = gathered.pepper;
    let people = || pepper.key("receipts");
    let orders = Orders::new(OrdersSettings {
        outbox: outbox.clone(),
        client: Arc::new(client),
        verifier: Verifier::new(roots, mistakes.take("installation", people())?, clock.clone()),
        people: mistakes.take("installation", people())?,
        names: mistakes.take("installation", pepper.key("orders"))?,
        recipients: gathered.known.keys,
        pace: Pace::default(),
        clock: clock.clone(),
        log: log.clone(),
        tasks: tasks.clone(),
    });
    let login = Login::new(Arc::new(gathered.provider), &pepper, clock.clone());
    let login = settings::lasting(mistakes.take("installation", login)?, &config.rehearsal);
    let keepsakes = mistakes.take("installation", pepper.key("keepsakes"))?;
    let store = gathered.store;
    let spaces = (gathered.space, pepper, store.clone());
    let spaces = store::spaces(spaces, clock.clone(), log.clone());
    let (sources, rules) = (gathered.sources, settings::fetching(config));
    let fetcher = Fetcher::new(sources, rules, clock.clone(), log.clone(), tasks.clone());
    let callers = Arc::new(gathered.known.callers);
    let tls = mn_recipient::server_config(&gathered.identity, callers.clone(), log.clone());
    let api = mn_recipient::App {
        recipients: callers,
        outbox: outbox.clone(),
        clock: clock.clone(),
        log: log.clone(),
        failures: Arc::new(Lockout::new(config.limits.recipient_failures)),
    };
    let console = Console {
        events: ring,
        register: Arc::new(gathered.register),
        outbox,
        fetcher: fetcher.clone(),
        monitor: Monitor::new(gathered.checks, clock.clone(), log.clone()),
        patience: upkeep.patience,
        clock: clock.clone(),
    };
    let read = (gathered.metadata, gathered.receipt_key);
    let stages = (spaces.clone(), login, fetcher, orders.clone());
    let ground = (clock, log.clone(), tasks.clone());
    Some(Service {
        app: pages(config, (read, keepsakes), stages, ground),
        citizen_tls: gathered.citizen_tls,
        spaces,
        store,
        recipient: (api, mistakes.take("recipient_api", tls)?),
        console,
        upkeep,
        orders,
        tasks,
        log,
    })
}

type Running = (Arc<dyn Clock>, EventLog, TaskTracker);
type Stages = (Spaces, Login, Fetcher, Orders);

fn pages(
    config: &Config,
    ((metadata, receipt_key), keepsakes): ((Metadata, SigningKey), InstallationKey),
    stages: Stages,
    ground: Running,
) -> App {
    let (spaces, login, fetcher, orders) = stages;
    let (clock, log, tasks) = ground;
    App::new(Parts {
        spaces,
        login,
        fetcher,
        orders,
        catalogue: metadata.catalogue,
        offer: metadata.offer,
        forms: metadata.forms,
        form_words: metadata.form_words,
        norms: metadata.norms,
        texts: metadata.texts,
        site: settings::site(config),
        receipt_key,
        keepsakes,
        files: Files::new(Arc::new(metadata.own_file)),
        gate: settings::gate(config),
        clock,
        log,
        tasks,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_that_nobody_has_decided_on_is_refused() {
        let decided = "[source.csn]\nuse = \"demo\"\nreference = \"x\"\ndate = \"2026-11-23\"\n";
        let scope: Scope = toml::from_str(decided).expect("a scope");
        let ids = ["csn", "transportstyrelsen"].map(|id| id.parse::<SourceId>().expect("a source"));
        let refused = |wanted| -> Vec<&str> {
            undecided(&scope, ids.iter(), wanted)
                .map(SourceId::as_str)
                .collect()
        };
        assert_eq!(refused(Use::Demo), ["transportstyrelsen"]);
        assert_eq!(refused(Use::Production), ["csn", "transportstyrelsen"]);
    }
}
