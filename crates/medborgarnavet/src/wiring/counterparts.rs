use std::sync::Arc;

use mn_domain::{Clock, Sensitive};
use mn_eid::bankid::{RelyingParty, Settings};
use mn_eid::oidc::{OidcProvider, OidcSettings};
use mn_evidence::Roots;
use mn_http::{Client, ClientOptions};
use mn_seal::jose::PrivateJwk;
use mn_source::{DataSource, HealthCheck};
use mn_sts_adapters::skatteverket::{SOURCE, Secrets, Skatteverket};
use mn_sts_adapters::ssbtek::Ssbtek;
use mn_web::paths;

use super::files;
use crate::config::{Config, Mistakes};

/// The sources, and who leads to them.
#[derive(Default)]
pub struct Sources {
    /// Every source.
    pub all: Vec<Arc<dyn DataSource>>,
    /// Who can tell whether they can be reached.
    pub checks: Vec<Arc<dyn HealthCheck>>,
}

/// The identity provider's client.
pub fn provider(config: &Config, clock: Arc<dyn Clock>, mistakes: &mut Mistakes) -> Option<OidcProvider> {
    let oidc = &config.oidc;
    if oidc.acr.is_empty() {
        mistakes.add("oidc.acr", "an assurance level must be demanded");
    }
    let key = files::secret("oidc.key_file", &oidc.key_file, mistakes).and_then(|pem| {
        // EXPOSE: parsed into a key that protects itself.
        let text = std::str::from_utf8(pem.expose()).map_err(|_| "not PEM".to_owned());
        let key = text.and_then(|text| PrivateJwk::from_pem(text).map_err(|error| error.to_string()));
        mistakes.take("oidc.key_file", key)
    });
    let roots = files::public("oidc.ca_file", &oidc.ca_file, mistakes)?;
    let options = ClientOptions::for_counterpart(vec![oidc.issuer.clone()], roots);
    let http = mistakes.take("oidc", Client::new(&options));
    let redirect_uri = mistakes.take("base_url", config.base_url.join(paths::CALLBACK));
    let settings = OidcSettings {
        issuer: oidc.issuer.clone(),
        client_id: oidc.client_id.clone(),
        redirect_uri: redirect_uri?,
        acr: oidc.acr.clone(),
    };
    Some(OidcProvider::new(settings, key?, http?, clock))
}

/// BankID's client, and the roots of its signatures.
pub fn bankid(
    config: &Config,
    clock: Arc<dyn Clock>,
    mistakes: &mut Mistakes,
) -> Option<(RelyingParty, Roots)> {
    let bankid = &config.bankid;
    if config.production && bankid.pretend_app.is_some() {
        mistakes.add("bankid.pretend_app", "production has no pretend app");
    }
    let roots = files::public("bankid.ca_file", &bankid.ca_file, mistakes);
    let pem = files::public("bankid.roots_file", &bankid.roots_file, mistakes);
    let identity = files::identity("bankid", &bankid.certificate_file, &bankid.key_file, mistakes);
    let options = ClientOptions {
        identity,
        ..ClientOptions::for_counterpart(vec![bankid.url.clone()], roots?)
    };
    let http = mistakes.take("bankid", Client::new(&options));
    let pem = pem?;
    let trusted = if config.production {
        Roots::production(&pem)
    } else {
        Roots::test(&pem)
    };
    let trusted = mistakes.take("bankid.roots_file", trusted);
    let settings = Settings {
        base: bankid.url.clone(),
        certificate_policies: bankid.policies.clone(),
        pin_code: true,
        referring_domain: config.base_url.host_str().unwrap_or_default().to_owned(),
    };
    Some((RelyingParty::new(settings, http?, clock), trusted?))
}

/// Every source of the installation, and who can tell whether they can be reached.
pub fn sources(config: &Config, mistakes: &mut Mistakes) -> Sources {
    let mut sources = ssbtek(config, mistakes);
    let own = skatteverket(config, mistakes).map(|source| Arc::new(source) as Arc<dyn DataSource>);
    sources.all.extend(own);
    sources
}

fn ssbtek(config: &Config, mistakes: &mut Mistakes) -> Sources {
    let Some(ssbtek) = &config.ssbtek else {
        return Sources::default();
    };
    for fault in ssbtek.question.faults() {
        mistakes.add("ssbtek.question", fault);
    }
    let roots = files::public("ssbtek.ca_file", &ssbtek.ca_file, mistakes);
    let identity = files::identity("ssbtek", &ssbtek.certificate_file, &ssbtek.key_file, mistakes);
    let Some(roots) = roots else {
        return Sources::default();
    };
    let options = ssbtek.question.client_options(roots, identity);
    let Some(http) = mistakes.take("ssbtek", Client::new(&options)) else {
        return Sources::default();
    };
    // Its faults have been named above.
    Ssbtek::new(ssbtek.question.clone(), http).map_or_else(
        |_| Sources::default(),
        |ssbtek| Sources {
            all: ssbtek.sources(),
            checks: vec![Arc::new(ssbtek)],
        },
    )
}

/// Skatteverket's own route for citizens.
fn skatteverket(config: &Config, mistakes: &mut Mistakes) -> Option<Skatteverket> {
    let at = "skatteverket";
    let settings = config.skatteverket.as_ref()?;
    if config.production && settings.question.authorize.scheme() != "https" {
        mistakes.add(
            "skatteverket.question",
            "production leads browsers to https alone",
        );
    }
    let mut secret = |key: &str, file| {
        let at = format!("{at}.{key}");
        let bytes = files::secret(&at, file, mistakes)?;
        // EXPOSE: taken as the text that it is, without the line's end.
        let text = std::str::from_utf8(bytes.expose()).map(|text| Sensitive::from(text.trim()));
        mistakes.take(&at, text)
    };
    let client = secret("client_secret_file", &settings.client_secret_file);
    let gateway = secret("gateway_secret_file", &settings.gateway_secret_file);
    let roots = files::public("skatteverket.ca_file", &settings.ca_file, mistakes);
    let back = format!("{}/{SOURCE}", paths::BACK);
    let back = mistakes.take("base_url", config.base_url.join(&back));
    let options = settings.question.client_options(roots?);
    let http = mistakes.take(at, Client::new(&options));
    let secrets = Secrets {
        client: client?,
        gateway: gateway?,
    };
    let made = Skatteverket::new(settings.question.clone(), back?, secrets, http?);
    made.map_err(|faults| {
        for fault in faults {
            mistakes.add("skatteverket.question", fault);
        }
    })
    .ok()
}
