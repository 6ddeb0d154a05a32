//! Starts a sandbox and speaks to it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Once;

use reqwest::{Certificate, Client, Identity, redirect};
use serde_json::{Value, json};

/// A running sandbox; it ends with the value.
pub struct Sandbox {
    child: Child,
    addresses: Value,
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The credentials, made once: RSA keys take a while.
pub fn dir() -> &'static Path {
    static MADE: Once = Once::new();
    let dir = Path::new(concat!(env!("CARGO_TARGET_TMPDIR"), "/sandbox-pki"));
    MADE.call_once(|| {
        let made = Command::new(env!("CARGO_BIN_EXE_sandbox"))
            .args(["pki", "--dir"])
            .arg(dir)
            .status()
            .unwrap();
        assert!(made.success());
    });
    dir
}

/// Contracts and samples of others; `None`, with a word, where they are absent.
pub fn shared() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let shared = std::env::var_os("MN_SHARED").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    if shared.join("data").is_dir() {
        Some(shared)
    } else {
        absent("published contracts and samples")
    }
}

/// A tool of the system; `None`, with a word, where it is absent.
pub fn tool(name: &str) -> Option<Command> {
    let there = Command::new(name).arg("--version").output().is_ok();
    if there {
        Some(Command::new(name))
    } else {
        absent(name)
    }
}

fn absent<T>(what: &str) -> Option<T> {
    assert!(std::env::var_os("MN_REQUIRE_ALL").is_none(), "{what}: absent");
    eprintln!("not run: {what} absent");
    None
}

/// A scratch directory of this test.
pub fn scratch(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sandbox-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&path).unwrap();
    path
}

impl Sandbox {
    /// Starts one and waits until it is ready.
    pub fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sandbox"))
            .args(["serve", "--dir"])
            .arg(dir())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        Self {
            child,
            addresses: serde_json::from_str(&line).unwrap(),
        }
    }

    /// One of its addresses.
    pub fn address(&self, name: &str) -> &str {
        self.addresses[name].as_str().unwrap()
    }

    /// Tells it something.
    pub async fn control(&self, path: &str, body: Value) -> (u16, Value) {
        let address = format!("{}{path}", self.address("control"));
        let answer = plain().post(address).json(&body).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or(Value::Null))
    }

    /// Tells it something that must succeed.
    pub async fn tell(&self, path: &str, body: Value) {
        let (status, answer) = self.control(path, body).await;
        assert_eq!((status, &answer), (200, &json!({"ok": true})), "{path}");
    }
}

fn provider() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
}

/// A client without credentials that follows no redirects.
pub fn plain() -> Client {
    provider();
    let nobody: [Certificate; 0] = [];
    Client::builder()
        .tls_certs_only(nobody)
        .redirect(redirect::Policy::none())
        .build()
        .unwrap()
}

/// A client that trusts one authority and shows one credential.
pub fn mutual(authority: &str, identity: Option<&str>) -> Client {
    provider();
    let read = |name: String| std::fs::read(dir().join(name)).unwrap();
    let root = Certificate::from_pem(&read(authority.to_owned())).unwrap();
    let builder = Client::builder()
        .tls_certs_only([root])
        .redirect(redirect::Policy::none());
    let builder = match identity {
        Some(name) => {
            let pem = [read(format!("{name}.pem")), read(format!("{name}.key"))].concat();
            builder.identity(Identity::from_pem(&pem).unwrap())
        }
        None => builder,
    };
    builder.build().unwrap()
}
