//! Configuration: what an installation decides. It holds paths to secrets, never secrets, and is dropped
//! when everything has been wired.

mod mistake;
mod read;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use ipnet::IpNet;
pub use mistake::{Mistake, Mistakes};
use mn_domain::RecipientId;
use mn_limit::Rate;
use mn_sts_adapters::{skatteverket, ssbtek};
pub use read::read;
use serde::Deserialize;
use url::Url;

/// Everything that an installation decides.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Whether this is production: then test roots and whatever `metadata/scope.toml` has not decided are refused.
    pub production: bool,
    /// The address of the citizens' pages, as browsers see it.
    pub base_url: Url,
    /// The folder of the metadata.
    pub metadata: PathBuf,
    /// Where to listen.
    pub listen: Listen,
    /// The networks of the proxies before the citizens' pages: whom they say that they speak for is believed.
    #[serde(default)]
    pub trusted_proxies: Vec<IpNet>,
    /// How often things may be done.
    #[serde(default)]
    pub limits: Limits,
    /// What belongs to this installation alone.
    pub installation: Installation,
    /// How long visits live and how many there may be.
    #[serde(default)]
    pub space: Space,
    /// Shorter times, to rehearse how they run out; refused in production.
    #[serde(default)]
    pub rehearsal: Rehearsal,
    /// The identity provider.
    pub oidc: Oidc,
    /// Signatures.
    pub bankid: BankId,
    /// When sources are left alone.
    #[serde(default)]
    pub fetch: Fetch,
    /// SSBTEK.
    pub ssbtek: Option<Ssbtek>,
    /// Skatteverket's own route for citizens.
    pub skatteverket: Option<Skatteverket>,
    /// What waits to be fetched by recipients.
    pub outbox: Outbox,
    /// The certificate of the recipients' API.
    pub recipient_api: Certificate,
    /// The recipients' keys, by recipient.
    pub recipients: BTreeMap<RecipientId, RecipientKeys>,
}

/// Three listeners that share nothing but the outbox and the log.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listen {
    /// The citizens' pages.
    pub citizen: SocketAddr,
    /// TLS of the citizens' pages; without it a proxy before them speaks it.
    pub citizen_tls: Option<Certificate>,
    /// The recipients' API, with mutual TLS of its own.
    pub recipient: SocketAddr,
    /// The operators' pages.
    pub console: SocketAddr,
}

/// How often things may be done in a minute: from each address, and from all together.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Logins that begin.
    pub logins: Rate,
    /// Browsers that come back from the identity provider.
    pub callbacks: Rate,
    /// Cookies of visits that do not exist.
    pub unknown_visits: Rate,
    /// Signature orders that begin.
    pub orders: Rate,
    /// Passphrases that are tried on citizens' own files, and files that are written.
    pub keepsakes: Rate,
    /// Copies that citizens take of everything, or of their journal.
    pub copies: Rate,
    /// Files that citizens add: each takes up to a second of reading.
    pub files: Rate,
    /// Failures at the recipients' API: who has more is kept out for a minute.
    pub recipient_failures: Rate,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            logins: Rate::new(60, 1_200),
            callbacks: Rate::new(120, 2_400),
            unknown_visits: Rate::new(60, 6_000),
            orders: Rate::new(60, 1_200),
            keepsakes: Rate::new(20, 120),
            copies: Rate::new(30, 600),
            files: Rate::new(60, 600),
            recipient_failures: Rate::new(60, 600),
        }
    }
}

/// What belongs to this installation alone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Installation {
    /// File of at least 32 random bytes. Without it no space of this installation can be opened.
    pub pepper_file: PathBuf,
    /// Our private key (Ed25519, PKCS#8 PEM) that signs the receipts of deletions.
    pub receipt_key_file: PathBuf,
}

/// How long visits live and how many there may be.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Space {
    /// Minutes without a request after which a visit ends.
    pub idle_minutes: u32,
    /// Minutes after which a visit ends whatever happens.
    pub longest_minutes: u32,
    /// How many visits may live at the same time.
    pub visits: usize,
    /// How many bytes they may hold together.
    pub bytes: usize,
    /// Where they live; in the memory of this process where nothing is said.
    pub store: Option<Store>,
}

/// A store that several nodes share: Valkey or Redis.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    /// A socket of this machine: `unix:/run/valkey/socket`, or a host that is reached by TLS: `tls:host:port`.
    pub at: String,
    /// The authorities that may vouch for the host.
    pub ca_file: Option<PathBuf>,
    /// Our certificate there.
    pub certificate_file: Option<PathBuf>,
    /// Its key.
    pub key_file: Option<PathBuf>,
    /// As whom to come.
    pub user: Option<String>,
    /// The user's password.
    pub password_file: Option<PathBuf>,
}

impl Default for Space {
    fn default() -> Self {
        Self {
            idle_minutes: 15,
            longest_minutes: 150,
            visits: 10_000,
            bytes: 1 << 30,
            store: None,
        }
    }
}

/// Shorter times than citizens may be given, to rehearse how they run out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rehearsal {
    /// Seconds without a request after which a visit ends.
    pub idle_seconds: Option<NonZeroU32>,
    /// Seconds that a login may take.
    pub login_seconds: Option<NonZeroU32>,
}

/// The identity provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oidc {
    /// The provider's name, for people.
    pub name: String,
    /// Its issuer identifier.
    pub issuer: Url,
    /// Our name there.
    pub client_id: String,
    /// Our private key (EC P-256, PKCS#8 PEM) for `private_key_jwt`.
    pub key_file: PathBuf,
    /// The authorities that may vouch for its back channel.
    pub ca_file: PathBuf,
    /// Where browsers meet the provider, which may be another origin than the issuer's.
    pub browser_at: Url,
    /// Accepted assurance levels, the one demanded first.
    pub acr: Vec<String>,
}

/// Signatures.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankId {
    /// Where the RP API is, up to and with `/rp/v6.0/`.
    pub url: Url,
    /// The authorities that may vouch for it.
    pub ca_file: PathBuf,
    /// Our certificate there.
    pub certificate_file: PathBuf,
    /// Its key.
    pub key_file: PathBuf,
    /// The roots of signatures, a hierarchy of its own.
    pub roots_file: PathBuf,
    /// The certificate policies that are accepted.
    pub policies: Vec<String>,
    /// Where the pretend app is, in a demo; it stands in for the app on the citizen's own device.
    pub pretend_app: Option<Url>,
}

/// When sources are left alone, and how often it is asked whether they can be reached.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fetch {
    /// A source that failed for so many visits in a row is not asked for a while.
    pub failing_visits: NonZeroU32,
    /// So many seconds; then one visit tries it.
    pub rest_seconds: NonZeroU32,
    /// How often it is asked whether sources can be reached, in minutes. Operators see the answer.
    pub check_minutes: NonZeroU32,
}

impl Default for Fetch {
    fn default() -> Self {
        let number = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        Self {
            failing_visits: number(5),
            rest_seconds: number(30),
            check_minutes: number(5),
        }
    }
}

/// SSBTEK.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ssbtek {
    /// The authorities that may vouch for it.
    pub ca_file: PathBuf,
    /// Our certificate there.
    pub certificate_file: PathBuf,
    /// Its key.
    pub key_file: PathBuf,
    /// How it is asked, in the contract's own words.
    pub question: ssbtek::Config,
}

/// Skatteverket's own route for citizens.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skatteverket {
    /// The authorities that may vouch for it.
    pub ca_file: PathBuf,
    /// Our secret where codes become tokens.
    pub client_secret_file: PathBuf,
    /// Our secret at the gateway before the API.
    pub gateway_secret_file: PathBuf,
    /// How it is asked, in its own words.
    pub question: skatteverket::Config,
}

/// What waits to be fetched by recipients.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outbox {
    /// The database file. It holds ciphertext and receipts only.
    pub file: PathBuf,
    /// Hours that a recipient may take to accept before the operators are told.
    #[serde(default = "overdue_hours")]
    pub overdue_hours: u32,
    /// Days after acceptance that a receipt is kept.
    #[serde(default = "receipt_days")]
    pub receipt_days: u32,
}

const fn overdue_hours() -> u32 {
    48
}

const fn receipt_days() -> u32 {
    730
}

/// Our own certificate on a listener.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// The certificate, and those between it and the root.
    pub certificate_file: PathBuf,
    /// Its key.
    pub key_file: PathBuf,
}

/// One recipient's keys.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipientKeys {
    /// The signed set of its keys.
    pub key_set_file: PathBuf,
    /// The thumbprint (RFC 7638) of the key that signs the set, checked over another channel.
    pub key_set_thumbprint: String,
    /// SHA-256 of the public keys of its client certificates, hexadecimal.
    pub client_pins: Vec<String>,
}
