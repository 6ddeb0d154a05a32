use std::path::{Path, PathBuf};
use std::time::Duration;

use mn_domain::{RecipientId, Sensitive};
use mn_evidence::Roots;
use mn_http::{Client, ClientOptions, Identity};
use mn_package::Jwe;
use mn_seal::jose::PrivateJwk;
use serde::Deserialize;
use url::Url;

use crate::InboxError;
use crate::keys::{CERTIFICATE, ENCRYPTION, EVENTS, TLS_KEY};

/// The configuration file. Paths are relative to the file's own folder.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The service's address, for example `https://delivery.example/`.
    pub service: String,
    /// The authority of the service's certificate, or the certificate itself, as PEM.
    pub service_ca: PathBuf,
    /// Who we are.
    pub recipient: RecipientId,
    /// The folder that `inbox keys make` wrote.
    pub keys: PathBuf,
    /// Earlier private encryption keys that packages may still be sealed to.
    #[serde(default)]
    pub earlier_encryption_keys: Vec<PathBuf>,
    /// The roots that signatures have to lead to, as PEM.
    pub bankid_roots: PathBuf,
    /// Whether the roots vouch for test persons. Never in production.
    #[serde(default)]
    pub test_roots: bool,
    /// Where submissions are put.
    pub out: PathBuf,
    /// How long to wait between two fetches.
    #[serde(default = "a_minute")]
    pub poll_seconds: u64,
}

const fn a_minute() -> u64 {
    60
}

/// Everything that the configuration names, read.
#[derive(Debug)]
pub struct Settings {
    pub(crate) service: Url,
    pub(crate) client: Client,
    pub(crate) recipient: RecipientId,
    pub(crate) encryption: Vec<PrivateJwk>,
    pub(crate) events: PrivateJwk,
    pub(crate) roots: Roots,
    pub(crate) out: PathBuf,
    pub(crate) poll: Duration,
}

impl Config {
    /// Reads a configuration file and everything that it names.
    ///
    /// # Errors
    /// [`InboxError`] for the first thing that cannot be used.
    pub fn read(path: &Path) -> Result<Settings, InboxError> {
        let text = std::fs::read_to_string(path).map_err(InboxError::file(path.display().to_string()))?;
        let config: Self =
            toml::from_str(&text).map_err(|error| InboxError::Config(error.message().to_owned()))?;
        config.settings(path.parent().unwrap_or_else(|| Path::new(".")))
    }

    fn settings(self, base: &Path) -> Result<Settings, InboxError> {
        let keys = base.join(&self.keys);
        let mut encryption = vec![private_key(&keys.join(ENCRYPTION))?];
        for path in &self.earlier_encryption_keys {
            encryption.push(private_key(&base.join(path))?);
        }
        let roots = read(&base.join(&self.bankid_roots))?;
        let roots = if self.test_roots {
            Roots::test(&roots)
        } else {
            Roots::production(&roots)
        };
        let wrong = |_| InboxError::Config("service is not an address".to_owned());
        let service: Url = self.service.parse().map_err(wrong)?;
        Ok(Settings {
            client: self.client(&service, base, &keys)?,
            service: service.join("/api/v1/").map_err(wrong)?,
            recipient: self.recipient,
            encryption,
            events: private_key(&keys.join(EVENTS))?,
            roots: roots.map_err(|_| InboxError::Content("bankid_roots".to_owned()))?,
            out: base.join(&self.out),
            poll: Duration::from_secs(self.poll_seconds.max(1)),
        })
    }

    fn client(&self, service: &Url, base: &Path, keys: &Path) -> Result<Client, InboxError> {
        let mut options =
            ClientOptions::for_counterpart(vec![service.clone()], read(&base.join(&self.service_ca))?);
        options.identity = Some(Identity {
            chain_pem: read(&keys.join(CERTIFICATE))?,
            key_pem: Sensitive::new(read(&keys.join(TLS_KEY))?),
        });
        options.max_body = Jwe::MAX;
        options.total = Duration::from_mins(2);
        Ok(Client::new(&options)?)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, InboxError> {
    std::fs::read(path).map_err(InboxError::file(path.display().to_string()))
}

fn private_key(path: &Path) -> Result<PrivateJwk, InboxError> {
    let json = zeroize::Zeroizing::new(read(path)?);
    PrivateJwk::from_json(&json).map_err(|_| InboxError::Content(path.display().to_string()))
}
