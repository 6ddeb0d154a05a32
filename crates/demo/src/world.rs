//! The files of a demo: fresh keys and certificates, the metadata that the program carries, and the
//! configuration of each child. Everything lies in one folder of its own.

use std::fs;
use std::io::{self, Write as _};
use std::num::NonZeroU32;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use mn_seal::SigningKey;
use serde_json::Value;
use toml::{Table, toml};

static METADATA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../metadata");

/// The one example recipient.
pub const RECIPIENT: &str = "bjorkvik-socialnamnd";

/// What is not as usual.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unusual {
    /// How many seconds an idle visit lasts.
    pub idle: Option<NonZeroU32>,
    /// How many seconds a login may take.
    pub login: Option<NonZeroU32>,
    /// After how many failing visits a source is left alone.
    pub rest_after: Option<NonZeroU32>,
}

/// Who vouches for the pages where the service ends their TLS.
pub const PAGES_CA: &str = "pki/recipient-ca.pem";

/// How browsers reach the pages.
pub struct Pages {
    /// Their address without a path.
    pub at: String,
    /// Where the service listens.
    pub port: u16,
    /// Whether it ends TLS.
    pub tls: bool,
}

/// Where things lie in the folder of a demo.
pub struct World {
    folder: PathBuf,
}

impl World {
    /// Takes a folder and puts the metadata there.
    pub fn new(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder.join("metadata"))?;
        METADATA.extract(folder.join("metadata"))?;
        fs::create_dir_all(folder.join("received"))?;
        Ok(Self {
            folder: folder.to_path_buf(),
        })
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes the service's configuration, with the addresses that the sandbox told and what is not as
    /// usual.
    pub fn write_service(&self, pages: &Pages, sandbox: &Value, unusual: Unusual) -> io::Result<PathBuf> {
        self.make_receipt_key()?;
        let mut config = toml! {
            production = false
            metadata = "metadata"

            [installation]
            pepper_file = "pki/pepper"
            receipt_key_file = "receipts.key"

            [limits]
            logins = { each = 100_000, all = 100_000 }
            callbacks = { each = 100_000, all = 100_000 }
            unknown_visits = { each = 100_000, all = 100_000 }
            orders = { each = 100_000, all = 100_000 }
            keepsakes = { each = 100_000, all = 100_000 }
            copies = { each = 100_000, all = 100_000 }
            files = { each = 100_000, all = 100_000 }
            recipient_failures = { each = 100_000, all = 100_000 }

            [oidc]
            name = "Demo-legitimation"
            client_id = "medborgarnavet"
            key_file = "pki/oidc-client.key"
            ca_file = "pki/tls-ca.pem"
            acr = ["http://id.elegnamnden.se/loa/1.0/loa3", "http://id.elegnamnden.se/loa/1.0/loa4"]

            [bankid]
            ca_file = "pki/bankid-tls-ca.pem"
            certificate_file = "pki/bankid-client.pem"
            key_file = "pki/bankid-client.key"
            roots_file = "pki/bankid-root.pem"
            policies = ["1.2.3.4.25"]

            [outbox]
            file = "outbox.sqlite"

            [recipient_api]
            certificate_file = "pki/recipient-server.pem"
            key_file = "pki/recipient-server.key"

            [ssbtek]
            ca_file = "pki/ssbtek-ca.pem"
            certificate_file = "pki/ssbtek-client.pem"
            key_file = "pki/ssbtek-client.key"

            [skatteverket]
            ca_file = "pki/skatteverket-ca.pem"
            client_secret_file = "pki/skatteverket-client.secret"
            gateway_secret_file = "pki/skatteverket-gateway.secret"

            [skatteverket.question]
            client_id = "medborgarnavet-skv"
            gateway_client_id = "medborgarnavet-apigw"
            scope = "egnauppgifter"
        };
        set_addresses(&mut config, pages, sandbox);
        let mut question: Table = toml::from_str(include_str!("ssbtek.toml")).unwrap_or_default();
        set(&mut question, &["endpoint"], told(sandbox, "ssbtek"));
        if let Some(ssbtek) = config.get_mut("ssbtek").and_then(toml::Value::as_table_mut) {
            ssbtek.insert("question".to_owned(), toml::Value::Table(question));
        }
        config.insert("recipients".to_owned(), toml::Value::Table(self.recipient()?));
        set_unusual(&mut config, unusual);
        self.write("medborgarnavet.toml", &config)
    }

    /// Makes the key that signs receipts of deletions, and its public half beside it, unless they are there.
    fn make_receipt_key(&self) -> io::Result<()> {
        let file = self.path("receipts.key");
        if file.exists() {
            return Ok(());
        }
        let (key, pem) = SigningKey::generate().map_err(io::Error::other)?;
        let public = key.verifying_key().to_pem().map_err(io::Error::other)?;
        fs::write(self.path("receipts.pub.pem"), public)?;
        let mut options = fs::OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(0o600).open(file)?;
        file.write_all(pem.as_bytes())
    }

    /// The lines that `inbox keys make` left for the service, with the key set's place in this folder.
    fn recipient(&self) -> io::Result<Table> {
        let text = fs::read_to_string(self.path("recipient/recipient.toml"))?;
        let lines: Table = toml::from_str(&text).map_err(io::Error::other)?;
        let mut recipients = lines
            .get("recipients")
            .and_then(toml::Value::as_table)
            .cloned()
            .unwrap_or_default();
        set(
            &mut recipients,
            &[RECIPIENT, "key_set_file"],
            "recipient/key-set.jws".to_owned(),
        );
        Ok(recipients)
    }

    /// Writes the recipient's configuration.
    pub fn write_inbox(&self, service: &str, poll_seconds: u32) -> io::Result<PathBuf> {
        let mut config = toml! {
            service_ca = "pki/recipient-ca.pem"
            keys = "recipient"
            bankid_roots = "pki/bankid-root.pem"
            test_roots = true
            out = "received"
        };
        set(&mut config, &["service"], format!("https://{service}/"));
        set(&mut config, &["recipient"], RECIPIENT.to_owned());
        config.insert(
            "poll_seconds".to_owned(),
            toml::Value::Integer(poll_seconds.into()),
        );
        self.write("inbox.toml", &config)
    }

    fn write(&self, name: &str, config: &Table) -> io::Result<PathBuf> {
        let path = self.path(name);
        fs::write(&path, toml::to_string(config).map_err(io::Error::other)?)?;
        Ok(path)
    }
}

/// Where the sandbox says that something is.
fn told(sandbox: &Value, name: &str) -> String {
    let told = sandbox.get(name).and_then(Value::as_str);
    told.unwrap_or_default().to_owned()
}

fn set_addresses(config: &mut Table, pages: &Pages, sandbox: &Value) {
    for (keys, value) in [
        (&["base_url"][..], format!("{}/", pages.at)),
        (&["listen", "citizen"], format!("127.0.0.1:{}", pages.port)),
        (&["listen", "recipient"], "127.0.0.1:0".to_owned()),
        (&["listen", "console"], "127.0.0.1:0".to_owned()),
        (&["oidc", "issuer"], told(sandbox, "issuer")),
        (&["oidc", "browser_at"], told(sandbox, "oidc_browser")),
        (
            &["skatteverket", "question", "authorize"],
            told(sandbox, "skatteverket_authorize"),
        ),
        (
            &["skatteverket", "question", "token"],
            told(sandbox, "skatteverket_token"),
        ),
        (
            &["skatteverket", "question", "api"],
            told(sandbox, "skatteverket_api"),
        ),
        (&["bankid", "url"], told(sandbox, "bankid")),
        (&["bankid", "pretend_app"], told(sandbox, "bankid_app")),
    ] {
        set(config, keys, value);
    }
    if pages.tls {
        // The certificate names this machine; here both listeners may show it.
        for (what, end) in [("certificate_file", "pem"), ("key_file", "key")] {
            let file = format!("pki/recipient-server.{end}");
            set(config, &["listen", "citizen_tls", what], file);
        }
    }
}

fn set_unusual(config: &mut Table, unusual: Unusual) {
    for (section, key, number) in [
        ("rehearsal", "idle_seconds", unusual.idle),
        ("rehearsal", "login_seconds", unusual.login),
        ("fetch", "failing_visits", unusual.rest_after),
    ] {
        if let Some(number) = number {
            let section = config
                .entry(section)
                .or_insert_with(|| toml::Value::Table(Table::new()));
            if let Some(section) = section.as_table_mut() {
                section.insert(key.to_owned(), i64::from(number.get()).into());
            }
        }
    }
}

/// Sets a text at a path of keys, making the tables on the way.
fn set(table: &mut Table, keys: &[&str], value: String) {
    let Some((last, way)) = keys.split_last() else {
        return;
    };
    let mut table = table;
    for key in way {
        let entry = table
            .entry((*key).to_owned())
            .or_insert_with(|| toml::Value::Table(Table::new()));
        let toml::Value::Table(inner) = entry else { return };
        table = inner;
    }
    table.insert((*last).to_owned(), toml::Value::String(value));
}
