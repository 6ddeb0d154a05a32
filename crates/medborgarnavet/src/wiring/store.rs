use std::sync::Arc;

use jiff::SignedDuration;
use mn_domain::{Clock, Sensitive};
use mn_event::EventLog;
use mn_seal::Pepper;
use mn_space::{SpaceConfig, Spaces};
use mn_valkey::{Address, Credentials, Limits, Settings, ValkeyStore};

use super::{files, settings};
use crate::config::{Config, Mistakes, Rehearsal, Store};

/// How long visits live and how many there may be.
pub fn limits(config: &Config, mistakes: &mut Mistakes) -> SpaceConfig {
    let minutes = |minutes: u32| SignedDuration::from_mins(i64::from(minutes));
    let space = SpaceConfig {
        idle: minutes(config.space.idle_minutes),
        absolute: minutes(config.space.longest_minutes),
        max_visits: config.space.visits,
        max_bytes: config.space.bytes,
        ..SpaceConfig::default()
    };
    for mistake in space.mistakes() {
        mistakes.add("space", mistake);
    }
    let Rehearsal {
        idle_seconds,
        login_seconds,
    } = config.rehearsal;
    if config.production && (idle_seconds.is_some() || login_seconds.is_some()) {
        mistakes.add(
            "rehearsal",
            "production does not shorten what citizens are promised",
        );
    }
    // What citizens are promised has been judged above, without it.
    match idle_seconds {
        Some(seconds) => SpaceConfig {
            idle: settings::seconds(seconds),
            warning: settings::seconds(seconds) / 2,
            ..space
        },
        None => space,
    }
}

/// The spaces: in the memory of this process, unless there is a shared store.
pub fn spaces(
    (config, pepper, store): (SpaceConfig, Pepper, Option<Arc<ValkeyStore>>),
    clock: Arc<dyn Clock>,
    log: EventLog,
) -> Spaces {
    match store {
        None => Spaces::new(config, pepper, clock, log),
        Some(store) => Spaces::with_store(config, pepper, clock, log, store),
    }
}

/// The shared store of a configuration alone, for whoever needs nothing else of the service.
pub fn of(config: &Config, mistakes: &mut Mistakes) -> Option<Arc<ValkeyStore>> {
    let limits = limits(config, mistakes);
    shared(config.space.store.as_ref(), &limits, mistakes)
}

/// Prepares the shared store; nothing is sent. Nothing where visits live in memory, or something is wrong.
pub fn shared(
    store: Option<&Store>,
    limits: &SpaceConfig,
    mistakes: &mut Mistakes,
) -> Option<Arc<ValkeyStore>> {
    let store = store?;
    let credentials = credentials(store, mistakes);
    let address = address(store, mistakes)?;
    let settings = Settings {
        address,
        credentials,
        limits: Limits {
            visits: limits.max_visits,
            bytes: limits.max_bytes,
            visit_bytes: limits.max_visit_bytes,
        },
    };
    mistakes
        .take("space.store", ValkeyStore::new(settings))
        .map(Arc::new)
}

fn address(store: &Store, mistakes: &mut Mistakes) -> Option<Address> {
    if let Some(path) = store.at.strip_prefix("unix:") {
        for (key, file) in [
            ("ca_file", &store.ca_file),
            ("certificate_file", &store.certificate_file),
        ] {
            if file.is_some() {
                mistakes.add(
                    format!("space.store.{key}"),
                    "a socket of this machine needs no certificates",
                );
            }
        }
        return Some(Address::Unix(path.into()));
    }
    let network = store
        .at
        .strip_prefix("tls:")
        .and_then(|rest| rest.rsplit_once(':'));
    let network = network.and_then(|(host, port)| Some((host.to_owned(), port.parse().ok()?)));
    let Some((host, port)) = network else {
        mistakes.add(
            "space.store.at",
            "is `unix:` and a path, or `tls:`, a host, `:` and a port",
        );
        return None;
    };
    let Some(ca_file) = &store.ca_file else {
        mistakes.add("space.store.ca_file", "is missing: who may vouch for the host?");
        return None;
    };
    let roots_pem = files::public("space.store.ca_file", ca_file, mistakes)?;
    let identity = match (&store.certificate_file, &store.key_file) {
        (Some(certificate), Some(key)) => Some(files::identity("space.store", certificate, key, mistakes)?),
        (None, None) => None,
        _ => {
            mistakes.add("space.store", "certificate_file and key_file go together");
            return None;
        }
    };
    Some(Address::Tls {
        host,
        port,
        roots_pem,
        identity,
    })
}

fn credentials(store: &Store, mistakes: &mut Mistakes) -> Option<Credentials> {
    let at = "space.store.password_file";
    match (&store.user, &store.password_file) {
        (Some(user), Some(file)) => {
            let bytes = files::secret(at, file, mistakes)?;
            // EXPOSE: the password of a machine, into a type of its own; the line feed at its end is the editor's.
            let text = std::str::from_utf8(bytes.expose()).map(|text| text.trim_end_matches('\n').to_owned());
            let password = mistakes.take(at, text)?;
            Some(Credentials {
                user: user.clone(),
                password: Sensitive::new(password),
            })
        }
        (None, None) => None,
        _ => {
            mistakes.add("space.store", "user and password_file go together");
            None
        }
    }
}
