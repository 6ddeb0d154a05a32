//! The program that starts the others.

use std::ffi::OsString;
use std::io::{self, Write};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::signal::unix::{SignalKind, signal};

use crate::children::{self, Log, Part, Running};
use crate::role::Role;
use crate::world::{PAGES_CA, Pages, RECIPIENT, Unusual, World};

/// Starts the service, pretend authorities and e-ID, and one example recipient, on loopback only.
#[derive(Debug, Parser)]
#[command(name = "demo", version)]
struct Arguments {
    /// The port of the citizens' pages.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Keeps everything in this folder, instead of a temporary one that goes with the demo.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Prints one JSON line when everything is ready, and stops when standard input is closed.
    #[arg(long)]
    json: bool,
    /// Lets what is sent wait: the recipient does not fetch by itself.
    #[arg(long)]
    no_inbox: bool,
    /// How often the recipient fetches, in seconds.
    #[arg(long, default_value_t = 3)]
    inbox_every: u32,
    /// Lets the others run on when one ends by itself, so that it can be started again beside them.
    #[arg(long)]
    steady: bool,
    /// Ends a visit after so many seconds without a request, to see how it runs out.
    #[arg(long, value_name = "SECONDS")]
    idle: Option<NonZeroU32>,
    /// Lets a login take so many seconds at the most, to see how it runs out.
    #[arg(long, value_name = "SECONDS")]
    login: Option<NonZeroU32>,
    /// Leaves a source alone only after it failed for so many visits in a row.
    #[arg(long, value_name = "VISITS")]
    rest_after: Option<NonZeroU32>,
    /// Starts this program as the service, instead of playing it.
    #[arg(long, value_name = "PROGRAM")]
    service: Option<PathBuf>,
    #[command(flatten)]
    way: Way,
}

/// How browsers reach the pages, if not directly by plain HTTP.
#[derive(Debug, clap::Args)]
struct Way {
    /// Browsers reach the pages through a proxy of their own at this port.
    #[arg(long, value_name = "PORT", conflicts_with = "tls")]
    proxy: Option<u16>,
    /// The service itself ends the browsers' TLS.
    #[arg(long)]
    tls: bool,
}

impl Arguments {
    const fn unusual(&self) -> Unusual {
        Unusual {
            idle: self.idle,
            login: self.login,
            rest_after: self.rest_after,
        }
    }

    /// Where browsers find the pages.
    fn pages(&self) -> Pages {
        let Way { proxy, tls } = self.way;
        let scheme = if tls { "https" } else { "http" };
        let at = format!("{scheme}://localhost:{}", proxy.unwrap_or(self.port));
        Pages {
            at,
            port: self.port,
            tls,
        }
    }
}

/// Runs the demo until it is asked to stop or a child ends.
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 64 } else { 0 });
        }
    };
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .and_then(|runtime| {
            let outcome = runtime.block_on(demo(&arguments));
            // Whoever waits for the end of standard input would be waited for otherwise.
            runtime.shutdown_background();
            outcome
        });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "demo: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn demo(arguments: &Arguments) -> io::Result<()> {
    let temporary = tempfile::Builder::new().prefix("medborgarnavet-").tempdir()?;
    let folder = arguments.dir.as_deref().unwrap_or_else(|| temporary.path());
    if !arguments.json {
        say("Starting. The first start makes keys, which takes a few seconds ...")?;
    }
    let world = World::new(folder)?;
    let log = Log::open(&world.path("demo.log"))?;
    let (mut running, ready) = start(arguments, &world, &log).await?;
    if arguments.json {
        say(ready)?;
    } else {
        say(welcome(&ready, folder))?;
    }
    let stopped = tokio::select! {
        stopped = first_end(&mut running), if !arguments.steady => Err(stopped),
        () = asked_to_stop(arguments.json) => Ok(()),
    };
    stop(running).await;
    stopped.map_or_else(
        |role| {
            let log = world.path("demo.log").display().to_string();
            Err(io::Error::other(format!(
                "{} stopped by itself; see {log}",
                role.name()
            )))
        },
        Ok,
    )
}

/// Makes keys, and starts the pretend parties.
async fn start_sandbox(pages: &Pages, world: &World, log: &Log) -> io::Result<(Running, Value)> {
    let pki = text(&world.path("pki"));
    children::finish(Role::Sandbox, &["pki", "--dir", &pki], log).await?;
    let redirect = format!("{}/inloggad", pages.at);
    let serve = ["serve", "--dir", &pki, "--redirect-uri", &redirect];
    let is_ready = |line: &Value| line.get("issuer").is_some();
    children::start(Role::Sandbox.into(), &serve, log, is_ready).await
}

async fn start(arguments: &Arguments, world: &World, log: &Log) -> io::Result<(Vec<Running>, Value)> {
    let pages = arguments.pages();
    let (sandbox, others) = start_sandbox(&pages, world, log).await?;
    let keys = text(&world.path("recipient"));
    if !world.path("recipient/recipient.toml").exists() {
        children::finish(
            Role::Inbox,
            &["keys", "make", "--dir", &keys, "--name", RECIPIENT],
            log,
        )
        .await?;
    }
    let config = text(&world.write_service(&pages, &others, arguments.unusual())?);
    let listening = |line: &Value| line.get("event").is_some_and(|event| event == "listening");
    let service = Part {
        role: Role::Medborgarnavet,
        program: arguments.service.as_deref(),
    };
    let (service, at) = children::start(service, &["serve", "--config", &config], log, listening).await?;
    let address = |name: &str| {
        at.pointer(&format!("/addresses/{name}"))
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let inbox = text(&world.write_inbox(address("recipient"), arguments.inbox_every)?);
    let mut running = vec![sandbox, service];
    let mut ready = json!({
        "citizen": pages.at,
        "listens": address("citizen"),
        "authority": arguments.way.tls.then(|| world.path(PAGES_CA)),
        "service": arguments.service,
        "console": format!("http://{}", address("console")),
        "recipient": format!("https://{}", address("recipient")),
        "control": others.get("control"),
        "bankid_app": others.get("bankid_app"),
        "oidc_browser": others.get("oidc_browser"),
        "dir": world.path(""),
        "inbox": world.path("received"),
        "outbox": world.path("outbox.sqlite"),
        "log": world.path("demo.log"),
    });
    if !arguments.no_inbox {
        running.push(children::spawn(Role::Inbox, &["fetch", "--config", &inbox], log)?);
    }
    let pids = running
        .iter()
        .map(|one| (one.role.name().to_owned(), json!(one.child.id())));
    let pids = Value::Object(pids.collect());
    if let Some(all) = ready.as_object_mut() {
        all.insert(
            "pid".to_owned(),
            pids.get(Role::Medborgarnavet.name()).cloned().unwrap_or_default(),
        );
        all.insert("pids".to_owned(), pids);
    }
    Ok((running, ready))
}

/// What a person is told.
fn welcome(ready: &Value, folder: &Path) -> String {
    let at = |name: &str| ready.get(name).and_then(Value::as_str).unwrap_or_default();
    let persons = include_str!("persons.txt");
    format!(
        "\nMedborgarnavet is ready: {}\n\n{persons}\n  Operators' page    {}\n  What arrives at the recipient    {}\n  \
         What every program writes    {}\n\nCtrl-C stops everything{}.\n",
        at("citizen"),
        at("console"),
        at("inbox"),
        at("log"),
        if folder.starts_with(std::env::temp_dir()) {
            " and removes the folder"
        } else {
            ""
        },
    )
}

async fn first_end(running: &mut [Running]) -> Role {
    let mut every = tokio::time::interval(std::time::Duration::from_millis(200));
    loop {
        every.tick().await;
        for one in running.iter_mut() {
            if !matches!(one.child.try_wait(), Ok(None)) {
                return one.role;
            }
        }
    }
}

async fn asked_to_stop(by_input: bool) {
    let closed = async {
        if by_input {
            let mut rest = Vec::new();
            let _ = tokio::io::stdin().read_to_end(&mut rest).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    let signalled = async |kind: SignalKind| match signal(kind) {
        Ok(mut signals) => drop(signals.recv().await),
        Err(_) => std::future::pending().await,
    };
    tokio::select! {
        () = closed => {}
        () = signalled(SignalKind::terminate()) => {}
        () = signalled(SignalKind::interrupt()) => {}
    }
}

/// Ends the children, the last started first, and waits for them.
async fn stop(running: Vec<Running>) {
    for mut one in running.into_iter().rev() {
        if let Some(pid) = one.child.id().and_then(|pid| i32::try_from(pid).ok())
            && let Some(pid) = rustix::process::Pid::from_raw(pid)
        {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        let patience = std::time::Duration::from_secs(12);
        let _ = tokio::time::timeout(patience, one.child.wait()).await;
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn say(what: impl std::fmt::Display) -> io::Result<()> {
    writeln!(io::stdout(), "{what}")
}
