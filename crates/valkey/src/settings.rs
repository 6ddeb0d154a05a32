use std::fmt;
use std::path::PathBuf;

use mn_domain::Sensitive;
use mn_http::Identity;

/// Where the store is, and how much it may keep.
pub struct Settings {
    /// Where it listens.
    pub address: Address,
    /// As whom to come; as the default user without a password where nothing is said.
    pub credentials: Option<Credentials>,
    /// How much it may keep.
    pub limits: Limits,
}

/// Where the store listens.
pub enum Address {
    /// On a socket of this machine: who may open it is decided by its file's rights.
    Unix(PathBuf),
    /// Over the network, by TLS only.
    Tls {
        /// The name that its certificate must bear.
        host: String,
        /// The port.
        port: u16,
        /// The authorities that may vouch for it (PEM).
        roots_pem: Vec<u8>,
        /// Our certificate, where it wants one.
        identity: Option<Identity>,
    },
}

/// A user of the store's access list.
pub struct Credentials {
    /// Its name.
    pub user: String,
    /// Its password.
    pub password: Sensitive<String>,
}

/// How much may be kept, of all nodes together.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// So many visits at the same time.
    pub visits: usize,
    /// No visit begins when the sealed bytes of all are more than this.
    pub bytes: usize,
    /// One visit holds at most so many sealed bytes.
    pub visit_bytes: usize,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
