//! Several nodes of one service over one shared store.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use serde_json::Value;
use toml::Table;

use crate::demo::{Demo, until};
use crate::trouble::{Outcome, Trouble, ensure};

/// How long a process may take to listen.
const READY_WITHIN: Duration = Duration::from_mins(1);
/// How long a store may take to answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(20);

/// A store of visits: Debian's `redis-server` on a socket in the demo's folder.
pub struct Store {
    process: Child,
    folder: PathBuf,
}

impl Store {
    /// Starts one.
    ///
    /// # Errors
    /// When it does not listen in time.
    pub fn start(demo: &Demo) -> Outcome<Self> {
        let folder = demo.ready.dir.join("store");
        fs::create_dir(&folder)?;
        let process = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no"])
            .args(["--unixsocket", "socket", "--dir"])
            .arg(&folder)
            .current_dir(&folder)
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| {
                Trouble::new(format!(
                    "redis-server is missing, `cargo xtask test` installs it: {error}"
                ))
            })?;
        let store = Self { process, folder };
        until("the store listens", READY_WITHIN, || {
            UnixStream::connect(store.socket()).is_ok()
        })?;
        Ok(store)
    }

    fn socket(&self) -> PathBuf {
        self.folder.join("socket")
    }

    /// Everything that the store holds, as it writes it down.
    ///
    /// # Errors
    /// When it does not.
    pub fn dump(&self) -> Outcome<Vec<u8>> {
        self.tell("SAVE")?;
        Ok(fs::read(self.folder.join("dump.rdb"))?)
    }

    /// Gives it a command that it answers with "OK".
    ///
    /// # Errors
    /// When it answers anything else.
    pub fn tell(&self, command: &str) -> Outcome {
        use std::io::{Read as _, Write as _};
        let mut stream = UnixStream::connect(self.socket())?;
        stream.write_all(format!("{command}\r\n").as_bytes())?;
        let mut answer = [0; 5];
        stream.read_exact(&mut answer)?;
        ensure(&answer == b"+OK\r\n", format!("the store did not do {command}"))
    }

    /// Asks for one value, none where there is none.
    ///
    /// # Errors
    /// When it answers with anything but one value.
    pub fn ask(&self, command: &[&[u8]]) -> Outcome<Option<Vec<u8>>> {
        use std::io::{Read as _, Write as _};
        let mut stream = UnixStream::connect(self.socket())?;
        stream.set_read_timeout(Some(ANSWERS_WITHIN))?;
        let mut asked = format!("*{}\r\n", command.len()).into_bytes();
        for part in command {
            asked.extend(format!("${}\r\n", part.len()).into_bytes());
            asked.extend_from_slice(part);
            asked.extend(b"\r\n");
        }
        stream.write_all(&asked)?;
        let mut answer = BufReader::new(stream);
        let mut length = String::new();
        answer.read_line(&mut length)?;
        let length = length.trim_end().strip_prefix('$');
        let length = length.ok_or_else(|| Trouble::new("the store did not answer with a value"))?;
        if length == "-1" {
            return Ok(None);
        }
        let mut value = vec![0; length.parse()?];
        answer.read_exact(&mut value)?;
        Ok(Some(value))
    }

    /// Lets it stand still, or go on.
    ///
    /// # Errors
    /// When there is no such process.
    pub fn stands_still(&self, still: bool) -> Outcome {
        let signal = if still { "-STOP" } else { "-CONT" };
        let pid = self.process.id().to_string();
        let told = Command::new("kill").args([signal, &pid]).status()?;
        ensure(told.success(), "the store could not be told")
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What stands before the nodes: leads every connection to one of them.
pub struct Switch(Arc<Mutex<Led>>);

#[derive(Default)]
struct Led {
    to: u16,
    open: Vec<TcpStream>,
}

impl Switch {
    /// Takes the place of the demo's own service, which must have been killed.
    ///
    /// # Errors
    /// When its port is not free.
    pub fn start(demo: &Demo, to: &Node) -> Outcome<Self> {
        let at = demo.ready.citizen.trim_end_matches('/').rsplit_once(':');
        let port: u16 = at.and_then(|(_, port)| port.parse().ok()).unwrap_or_default();
        let listener = TcpListener::bind(("127.0.0.1", port))?;
        let led = Arc::new(Mutex::new(Led {
            to: to.port,
            open: Vec::new(),
        }));
        let proxy = Self(Arc::clone(&led));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let mut led = led.lock().unwrap_or_else(PoisonError::into_inner);
                if let Ok(node) = TcpStream::connect(("127.0.0.1", led.to)) {
                    let _ = forward(stream, node, &mut led.open);
                }
            }
        });
        Ok(proxy)
    }

    /// Leads to another node from now on, and cuts what is open.
    pub fn lead_to(&self, node: &Node) {
        let mut led = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        led.to = node.port;
        for stream in led.open.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

/// Copies both ways until one side has enough.
fn forward(browser: TcpStream, node: TcpStream, open: &mut Vec<TcpStream>) -> io::Result<()> {
    open.push(browser.try_clone()?);
    open.push(node.try_clone()?);
    let ways = [(browser.try_clone()?, node.try_clone()?), (node, browser)];
    for (mut from, mut to) in ways {
        std::thread::spawn(move || {
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Both);
        });
    }
    Ok(())
}

/// One node: a service with an outbox and ports of its own.
pub struct Node {
    process: Child,
    port: u16,
    /// What it wrote.
    pub log: PathBuf,
}

impl Node {
    /// Starts a node on the demo's settings.
    ///
    /// # Errors
    /// When it is not ready in time.
    pub fn start(demo: &Demo, store: &Store, name: &str) -> Outcome<Self> {
        let outbox = demo.ready.dir.join(format!("outbox-{name}.sqlite"));
        let mut command = serve(demo, store, name, &outbox)?;
        let mut process = command.stdout(Stdio::piped()).spawn()?;
        let log = demo.ready.dir.join(format!("node-{name}.log"));
        let output = process.stdout.take().ok_or_else(|| Trouble::new("no output"))?;
        let (sender, receiver) = mpsc::channel();
        let mut written = fs::File::create(&log)?;
        std::thread::spawn(move || {
            use std::io::Write as _;
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let _ = writeln!(written, "{line}");
                let told: Value = serde_json::from_str(&line).unwrap_or_default();
                if let Some(at) = told.pointer("/addresses/citizen").and_then(Value::as_str) {
                    let port = at.rsplit(':').next().and_then(|port| port.parse().ok());
                    let _ = sender.send(port.unwrap_or_default());
                }
            }
        });
        let port = receiver
            .recv_timeout(READY_WITHIN)
            .map_err(|_| Trouble::new(format!("node {name} is not ready in time")))?;
        Ok(Self { process, port, log })
    }

    /// What a node says that cannot start: code and words.
    ///
    /// # Errors
    /// When it cannot even be run.
    pub fn refused(
        demo: &Demo,
        store: &Store,
        name: &str,
        outbox_of: &str,
    ) -> Outcome<(Option<i32>, String)> {
        let outbox = demo.ready.dir.join(format!("outbox-{outbox_of}.sqlite"));
        let ended = serve(demo, store, name, &outbox)?.output()?;
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        Ok((ended.status.code(), said))
    }

    /// The process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Kills it as a power cut would.
    ///
    /// # Errors
    /// When there is no such process.
    pub fn kill(&mut self) -> Outcome {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    /// Sends it a signal, by its name: `USR1`.
    ///
    /// # Errors
    /// When there is no such process.
    pub fn signal(&self, name: &str) -> Outcome {
        let pid = self.process.id().to_string();
        let told = Command::new("kill").args(["-s", name, &pid]).status()?;
        ensure(told.success(), "the node could not be told")
    }

    /// Asks it to stop, and waits until it has.
    ///
    /// # Errors
    /// When there is no such process.
    pub fn stop(&mut self) -> Outcome {
        let pid = self.process.id().to_string();
        let told = Command::new("kill").args(["-TERM", &pid]).status()?;
        ensure(told.success(), "the node could not be told")?;
        let ended = self.process.wait()?;
        ensure(ended.success(), format!("the node ended with {ended}"))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn serve(demo: &Demo, store: &Store, name: &str, outbox: &Path) -> Outcome<Command> {
    let text = fs::read_to_string(demo.ready.dir.join("medborgarnavet.toml"))?;
    let mut config: Table = toml::from_str(&text).map_err(|error| Trouble::new(error.to_string()))?;
    let mut set = |section: &str, key: &str, value: toml::Value| {
        let section = config
            .entry(section)
            .or_insert_with(|| toml::Value::Table(Table::new()));
        if let Some(section) = section.as_table_mut() {
            section.insert(key.to_owned(), value);
        }
    };
    let mut at = Table::new();
    at.insert(
        "at".to_owned(),
        format!("unix:{}", store.socket().display()).into(),
    );
    set("space", "store", at.into());
    set("listen", "citizen", "127.0.0.1:0".into());
    set("outbox", "file", outbox.display().to_string().into());
    let file = demo.ready.dir.join(format!("node-{name}.toml"));
    fs::write(&file, config.to_string())?;
    let mut command = demo.service()?;
    command.args(["serve", "--config"]).arg(file).stdin(Stdio::null());
    Ok(command)
}
