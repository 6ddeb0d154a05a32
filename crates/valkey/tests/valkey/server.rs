use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use mn_valkey::{Address, Credentials, Limits, Settings, ValkeyStore};
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, FromRedisValue, RedisConnectionInfo};
use tempfile::TempDir;

/// A server in a folder of its own, on a unix socket there. Gone with the test.
pub struct Server {
    pub folder: TempDir,
    arguments: Vec<String>,
    process: Child,
}

pub const LIMITS: Limits = Limits {
    visits: 1_000,
    bytes: 1 << 30,
    visit_bytes: 16 << 20,
};

impl Server {
    pub fn start() -> Self {
        Self::with(|_| Vec::new())
    }

    /// With more arguments, which may name files that are put into its folder.
    pub fn with(more: impl FnOnce(&TempDir) -> Vec<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let mut arguments: Vec<String> = [
            "--port",
            "0",
            "--save",
            "",
            "--appendonly",
            "no",
            "--daemonize",
            "no",
            "--dir",
        ]
        .map(str::to_owned)
        .into();
        arguments.extend([path(""), "--unixsocket".into(), path("socket")]);
        arguments.extend(["--logfile".into(), path("log")]);
        arguments.extend(more(&folder));
        let process = launch(&arguments);
        let server = Self {
            folder,
            arguments,
            process,
        };
        server.wait();
        server
    }

    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    /// Takes no time from a test that goes well: connects as soon as the server listens.
    fn wait(&self) {
        while std::os::unix::net::UnixStream::connect(self.socket()).is_err() {
            let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(!log.contains("# Fatal"), "the server does not start: {log}");
            std::thread::yield_now();
        }
    }

    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        let _ = fs::remove_file(self.socket());
    }

    pub fn start_again(&mut self) {
        self.process = launch(&self.arguments);
        self.wait();
    }

    pub fn settings(&self, limits: Limits, credentials: Option<Credentials>) -> Settings {
        Settings {
            address: Address::Unix(self.socket()),
            credentials,
            limits,
        }
    }

    pub fn store_of(&self, limits: Limits) -> ValkeyStore {
        ValkeyStore::new(self.settings(limits, None)).unwrap()
    }

    pub fn store(&self) -> ValkeyStore {
        self.store_of(LIMITS)
    }

    /// A connection of the test's own, to look and to tamper.
    pub async fn hand(&self) -> MultiplexedConnection {
        let stream = tokio::net::UnixStream::connect(self.socket()).await.unwrap();
        let info = RedisConnectionInfo::default();
        let (connection, driver) =
            MultiplexedConnection::new_with_config(&info, stream, AsyncConnectionConfig::new())
                .await
                .unwrap();
        tokio::spawn(driver);
        connection
    }

    /// Sends one command.
    pub async fn send<T: FromRedisValue>(&self, name: &str, args: &[&[u8]]) -> T {
        let mut command = redis::cmd(name);
        for arg in args {
            command.arg(*arg);
        }
        command.query_async(&mut self.hand().await).await.unwrap()
    }

    pub async fn empty(&self) {
        let _: () = self.send("FLUSHALL", &[]).await;
    }

    /// Everything that a whole dump of the store writes.
    pub async fn dump(&self) -> Vec<u8> {
        let _: () = self.send("SAVE", &[]).await;
        fs::read(self.folder.path().join("dump.rdb")).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn launch(arguments: &[String]) -> Child {
    Command::new("redis-server")
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("redis-server is missing, `cargo xtask test` installs it: {error}"))
}

/// An access list with one user, as `deploy/README.md` writes it.
pub fn access_list(password: &str) -> String {
    let readme = include_str!("../../../../deploy/README.md");
    let line = readme
        .lines()
        .find(|line| line.starts_with("user medborgarnavet "))
        .unwrap();
    let mut list = String::from("user default off\n");
    writeln!(list, "{}", line.replace("PASSWORD", password)).unwrap();
    list
}
