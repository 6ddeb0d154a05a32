//! Children of this program: itself, once for each role.

use std::io;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::oneshot;

use crate::role::{CHILD, Role};

/// The file that takes everything the children write.
#[derive(Clone)]
pub struct Log(Arc<Mutex<std::fs::File>>);

impl Log {
    /// Opens the file.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self(Arc::new(Mutex::new(file))))
    }

    fn line(&self, role: Role, line: &str) {
        use std::io::Write;
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A full disk does not stop the demo.
        let _ = writeln!(file, "{} {line}", role.name());
    }
}

/// A child that runs on.
pub struct Running {
    /// Which program it plays.
    pub role: Role,
    /// The process.
    pub child: Child,
}

/// A role, and the program that plays it: this one, if none is named.
pub struct Part<'a> {
    /// Which program it plays.
    pub role: Role,
    /// Another program than this one.
    pub program: Option<&'a Path>,
}

impl From<Role> for Part<'_> {
    fn from(role: Role) -> Self {
        Self { role, program: None }
    }
}

/// Runs a role to its end.
pub async fn finish(role: Role, arguments: &[&str], log: &Log) -> io::Result<()> {
    let output = command(&role.into(), arguments)?.output().await?;
    for bytes in [&output.stdout, &output.stderr] {
        String::from_utf8_lossy(bytes)
            .lines()
            .for_each(|line| log.line(role, line));
    }
    if output.status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "{} {} ended with {}",
        role.name(),
        arguments.join(" "),
        output.status
    )))
}

/// Starts a role and waits for the first line of its output that is JSON and that `is_ready` takes.
pub async fn start(
    part: Part<'_>,
    arguments: &[&str],
    log: &Log,
    is_ready: fn(&Value) -> bool,
) -> io::Result<(Running, Value)> {
    let role = part.role;
    let mut child = command(&part, arguments)?
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let (told, ready) = oneshot::channel();
    if let Some(errors) = child.stderr.take() {
        tokio::spawn(follow(role, errors, log.clone(), None));
    }
    if let Some(output) = child.stdout.take() {
        tokio::spawn(follow(role, output, log.clone(), Some((told, is_ready))));
    }
    let ready = ready.await;
    let ready = ready.map_err(|_| io::Error::other(format!("{} did not start; see the log", role.name())))?;
    Ok((Running { role, child }, ready))
}

type Waiting = (oneshot::Sender<Value>, fn(&Value) -> bool);

/// Copies a child's output to the log, and tells the first line that says that it is ready.
async fn follow(role: Role, output: impl AsyncRead + Unpin, log: Log, mut waiting: Option<Waiting>) {
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        log.line(role, &line);
        let value = waiting
            .as_ref()
            .and_then(|_| serde_json::from_str::<Value>(&line).ok());
        if let Some(value) = value
            && let Some((told, _)) = waiting.take_if(|(_, is_ready)| is_ready(&value))
        {
            // Nobody waits any more when the demo is being stopped.
            let _ = told.send(value);
        }
    }
}

fn command(part: &Part<'_>, arguments: &[&str]) -> io::Result<Command> {
    let mut command = match part.program {
        Some(program) => Command::new(program),
        None => Command::new(std::env::current_exe()?),
    };
    command.arg0(part.role.name());
    if part.program.is_none() {
        command.arg(part.role.name()).env(CHILD, "1");
    }
    command.args(arguments);
    command.stdin(Stdio::null()).kill_on_drop(true);
    Ok(command)
}

/// Starts a role that says nothing when it is ready.
pub fn spawn(role: Role, arguments: &[&str], log: &Log) -> io::Result<Running> {
    let mut child = command(&role.into(), arguments)?
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(errors) = child.stderr.take() {
        tokio::spawn(follow(role, errors, log.clone(), None));
    }
    if let Some(output) = child.stdout.take() {
        tokio::spawn(follow(role, output, log.clone(), None));
    }
    Ok(Running { role, child })
}
