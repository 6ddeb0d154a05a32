//! What the configuration says, in the words of the rooms that use it.

use std::num::NonZeroU32;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::civil::{Date, date};
use mn_deliver::Upkeep;
use mn_fetch::{BreakerSettings, FetcherSettings};
use mn_limit::Proxies;
use mn_listen::Tls;
use mn_login::Login;
use mn_seal::{Pepper, SigningKey};
use mn_web::{Gate, Rates, Site};

use super::files;
use crate::build::BUILD;
use crate::config::{Config, Mistakes, Rehearsal};

/// How much longer than a source's own deadline a question may take.
const MARGIN: Duration = Duration::from_secs(2);
/// How long to wait before a source that failed is asked again.
const FIRST_WAIT: Duration = Duration::from_millis(400);
/// How many whole months before this one are asked for: the month of control and two to compare with.
const MONTHS_BACK: i8 = 3;
/// The day on which the accessibility statement was last judged.
const JUDGED: Date = date(2026, 11, 23);

/// How sources are asked.
pub fn fetching(config: &Config) -> FetcherSettings {
    let deadline = config
        .ssbtek
        .as_ref()
        .map_or(30, |ssbtek| ssbtek.question.deadline_seconds);
    let breaker = BreakerSettings {
        failing_visits: usize::try_from(config.fetch.failing_visits.get()).unwrap_or(usize::MAX),
        rest: Duration::from_secs(config.fetch.rest_seconds.get().into()),
    };
    FetcherSettings {
        deadline: Duration::from_secs(deadline) + MARGIN,
        months_back: MONTHS_BACK,
        first_wait: FIRST_WAIT,
        breaker,
    }
}

/// The secret of the installation, from its file.
pub fn pepper(config: &Config, mistakes: &mut Mistakes) -> Option<Pepper> {
    let at = "installation.pepper_file";
    let bytes = files::secret(at, &config.installation.pepper_file, mistakes)?;
    // EXPOSE: taken into a key that protects itself.
    mistakes.take(at, Pepper::from_bytes(bytes.expose()))
}

/// The key that signs receipts of deletions, from its file.
pub fn receipt_key(config: &Config, mistakes: &mut Mistakes) -> Option<SigningKey> {
    let at = "installation.receipt_key_file";
    let file = files::secret(at, &config.installation.receipt_key_file, mistakes)?;
    // EXPOSE: taken into a key that protects itself.
    let key = SigningKey::from_pem(std::str::from_utf8(file.expose()).unwrap_or_default());
    mistakes.take(at, key)
}

/// How long a login may take: as usual, unless somebody rehearses its end.
pub fn lasting(login: Login, rehearsal: &Rehearsal) -> Login {
    match rehearsal.login_seconds {
        Some(lasts) => login.lasting(seconds(lasts)),
        None => login,
    }
}

/// TLS for citizens, where no proxy speaks it.
pub fn citizen_tls(config: &Config, mistakes: &mut Mistakes) -> Option<Tls> {
    let at = "listen.citizen_tls";
    let identity = files::listener(at, config.listen.citizen_tls.as_ref()?, mistakes)?;
    let settings = mistakes.take(at, mn_listen::server_config(&identity, None))?;
    Some(Tls::new(settings))
}

/// So many seconds.
pub fn seconds(seconds: NonZeroU32) -> SignedDuration {
    SignedDuration::from_secs(i64::from(seconds.get()))
}

/// How what was sent is looked after.
pub fn upkeep(config: &Config) -> Upkeep {
    let hours = |hours: u32| SignedDuration::from_hours(i64::from(hours));
    Upkeep {
        patience: hours(config.outbox.overdue_hours),
        retention: hours(config.outbox.receipt_days) * 24,
    }
}

/// Who is let in, how often, and under which name.
pub fn gate(config: &Config) -> Gate {
    let limits = &config.limits;
    let rates = Rates {
        logins: limits.logins,
        callbacks: limits.callbacks,
        unknown_visits: limits.unknown_visits,
        orders: limits.orders,
        keepsakes: limits.keepsakes,
        copies: limits.copies,
        files: limits.files,
    };
    let proxies = Proxies::new(config.trusted_proxies.clone());
    Gate::new(&config.base_url, proxies, &rates)
}

/// What the pages tell of this installation.
pub fn site(config: &Config) -> Site {
    Site {
        base_url: config.base_url.clone(),
        provider_origin: config.oidc.browser_at.clone(),
        provider_name: config.oidc.name.clone(),
        pretend_app: config.bankid.pretend_app.clone(),
        build: BUILD.to_owned(),
        judged: JUDGED,
    }
}
