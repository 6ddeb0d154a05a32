//! A demo of its own: service, sandbox and recipient on free ports, stopped when it is dropped.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::control::Control;
use crate::trouble::{Outcome, Trouble, ensure};

/// How long a demo may take to be ready: it makes keys first.
const READY_WITHIN: Duration = Duration::from_mins(2);
/// How long its children may take to end.
const GONE_WITHIN: Duration = Duration::from_secs(20);
/// How often something is looked at again.
pub const EVERY: Duration = Duration::from_millis(50);

/// What the demo says when it is ready.
#[derive(Clone, Debug, Deserialize)]
pub struct Ready {
    /// The citizen's pages.
    pub citizen: String,
    /// Who vouches for them, where the service ends TLS itself.
    #[serde(default)]
    pub authority: Option<PathBuf>,
    /// The program that is the service, where the demo does not play it.
    #[serde(default)]
    pub service: Option<PathBuf>,
    /// The operators' page.
    pub console: String,
    /// The sandbox's control interface.
    pub control: String,
    /// The pretend BankID app.
    pub bankid_app: String,
    /// The process `medborgarnavet`.
    pub pid: u32,
    /// Every child by name.
    #[serde(default)]
    pub pids: BTreeMap<String, u32>,
    /// Where the recipient's packages arrive.
    pub inbox: PathBuf,
    /// The outbox.
    pub outbox: PathBuf,
    /// What all children wrote.
    pub log: PathBuf,
    /// Settings, keys and data.
    pub dir: PathBuf,
    /// The recipient's interface.
    pub recipient: String,
    /// Where the service itself listens for citizens, if not there: a proxy may stand before it.
    #[serde(default)]
    pub listens: String,
}

/// A running demo.
pub struct Demo {
    child: Child,
    input: Option<ChildStdin>,
    again: Option<Child>,
    /// Where everything is.
    pub ready: Ready,
}

/// The program under test: beside the running program, or where `MN_DEMO` says.
///
/// # Errors
/// When it has not been built.
pub fn program() -> Outcome<PathBuf> {
    if let Some(path) = std::env::var_os("MN_DEMO") {
        return Ok(path.into());
    }
    let here = std::env::current_exe()?;
    let found = here
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join("demo"))
        .find(|path| path.is_file());
    found.ok_or_else(|| {
        Trouble::new("the program `demo` is missing: run `cargo build --release --package mn-demo` first")
    })
}

/// A port that nobody listens to now.
///
/// # Errors
/// When there is none.
pub fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

impl Demo {
    /// Starts a demo and waits until it is ready.
    ///
    /// # Errors
    /// When it is not ready in time; with what it said instead.
    pub fn start(options: &[&str]) -> Outcome<Self> {
        let port = free_port()?.to_string();
        let mut command = Command::new(program()?);
        command.args(["--port", &port, "--json"]).args(options);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let (sender, receiver) = mpsc::channel();
        let mut lines = BufReader::new(output.ok_or_else(|| Trouble::new("no output"))?).lines();
        std::thread::spawn(move || {
            let first = lines.find(|line| line.as_ref().map_or(true, |line| line.starts_with('{')));
            let _ = sender.send(first);
            lines.for_each(drop);
        });
        let Ok(Some(Ok(line))) = receiver.recv_timeout(READY_WITHIN) else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(Trouble::new("the demo ended, or was not ready in time"));
        };
        let ready = serde_json::from_str(&line).map_err(|error| Trouble::new(format!("{error}: {line}")))?;
        Ok(Self {
            child,
            input,
            again: None,
            ready,
        })
    }

    /// A page's address.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.ready.citizen.trim_end_matches('/'))
    }

    /// The sandbox's control interface.
    #[must_use]
    pub fn control(&self) -> Control {
        Control::at(&self.ready.control)
    }

    /// What all children have written so far.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn log(&self) -> Outcome<String> {
        Ok(String::from_utf8_lossy(&fs::read(&self.ready.log)?).into_owned())
    }

    /// Lets the recipient fetch once; the demo must have been started with `--no-inbox`.
    ///
    /// # Errors
    /// When the recipient's program fails.
    pub fn fetch(&self) -> Outcome<String> {
        let config = self.ready.dir.join("inbox.toml");
        let mut command = Command::new(program()?);
        command.args(["inbox", "fetch", "--once", "--config"]).arg(config);
        let done = command.stdin(Stdio::null()).output()?;
        let said =
            String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        ensure(
            done.status.success(),
            format!("inbox fetch ended with {}: {said}", done.status),
        )?;
        Ok(said)
    }

    /// The folders that have arrived at the recipient.
    #[must_use]
    pub fn arrived(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.ready.inbox).into_iter().flatten().flatten();
        let folders = entries.map(|entry| entry.path());
        let mut folders: Vec<PathBuf> = folders
            .filter(|path| path.join("manifest.json").is_file())
            .collect();
        folders.sort();
        folders
    }

    /// Kills the service as a power cut would. The demo must have been started with `--steady`.
    ///
    /// # Errors
    /// When there is no such process.
    pub fn kill_service(&self) -> Outcome {
        let pid = self.ready.pid;
        let killed = Command::new("kill").args(["-9", &pid.to_string()]).status()?;
        ensure(killed.success(), "the service could not be killed")?;
        until("the service is gone", GONE_WITHIN, || !is_alive(pid))
    }

    /// A command that is the service: the program that the demo started, or the demo as it plays it.
    ///
    /// # Errors
    /// When it has not been built.
    pub fn service(&self) -> Outcome<Command> {
        if let Some(service) = &self.ready.service {
            return Ok(Command::new(service));
        }
        let mut command = Command::new(program()?);
        command.arg("medborgarnavet");
        Ok(command)
    }

    /// Starts the service again on what it left behind.
    ///
    /// # Errors
    /// When it is not ready in time.
    pub fn restart_service(&mut self) -> Outcome {
        let log = fs::OpenOptions::new().append(true).open(&self.ready.log)?;
        let before = self.log()?.len();
        // Whatever the machine allows: a service that could leave a core dump would.
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -c unlimited; exec \"$0\" \"$@\""]);
        let service = self.service()?;
        command.arg(service.get_program()).args(service.get_args());
        command.args(["serve", "--config"]);
        command.arg(self.ready.dir.join("medborgarnavet.toml"));
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        command.current_dir(&self.ready.dir);
        let child = command.spawn()?;
        self.ready.pid = child.id();
        self.again = Some(child);
        let mut at = None;
        until("the service is there again", READY_WITHIN, || {
            let log = self.log().unwrap_or_default();
            let mut lines = log.get(before..).unwrap_or_default().lines();
            at = lines.find_map(recipient_address);
            at.is_some()
        })?;
        let at = at.ok_or_else(|| Trouble::new("no address"))?;
        let config = self.ready.dir.join("inbox.toml");
        let old = self.ready.recipient.clone();
        fs::write(&config, fs::read_to_string(&config)?.replace(&old, &at))?;
        self.ready.recipient = at;
        Ok(())
    }

    /// Sends the service that was started again a signal by name until it ends, and tells how. A handler may take the
    /// first one.
    ///
    /// # Errors
    /// When it was not started again, or cannot be sent one.
    pub fn break_service(&mut self, signal: &str) -> Outcome<ExitStatus> {
        let again = self.again.take();
        let mut child = again.ok_or_else(|| Trouble::new("the service was not started again"))?;
        let pid = child.id().to_string();
        let (mut ended, within) = (None, GONE_WITHIN);
        let gone = until("the broken service is gone", within, || {
            let _ = Command::new("kill").args(["-s", signal, &pid]).status();
            ended = child.try_wait().ok().flatten();
            ended.is_some()
        });
        if let Err(trouble) = gone {
            self.again = Some(child);
            return Err(trouble);
        }
        ended.ok_or_else(|| Trouble::new("it did not end"))
    }

    fn stop(&mut self) {
        if let Some(mut again) = self.again.take() {
            let _ = again.kill();
            let _ = again.wait();
        }
        drop(self.input.take());
        let deadline = Instant::now() + GONE_WITHIN;
        while Instant::now() < deadline {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(EVERY);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Where the recipient's interface is, if the line says that the service listens.
fn recipient_address(line: &str) -> Option<String> {
    let told: serde_json::Value = serde_json::from_str(line).ok()?;
    let is_listening = told.get("event").is_some_and(|event| event == "listening");
    let at = told.pointer("/addresses/recipient").filter(|_| is_listening)?;
    Some(format!("https://{}", at.as_str()?))
}

/// Whether a process is there and no zombie.
#[must_use]
pub fn is_alive(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat.rsplit(')').next().unwrap_or_default().trim_start();
    !state.is_empty() && !state.starts_with('Z')
}

/// Waits until something holds.
///
/// # Errors
/// When it does not hold in time.
pub fn until(what: &str, within: Duration, mut holds: impl FnMut() -> bool) -> Outcome {
    let deadline = Instant::now() + within;
    while Instant::now() < deadline {
        if holds() {
            return Ok(());
        }
        std::thread::sleep(EVERY);
    }
    Err(Trouble::new(format!("not in time: {what}")))
}
