//! From a built service to listeners, and back in good order.

use std::fs::File;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use axum::Router;
use mn_deliver::{Outbox, Upkeep};
use mn_event::Event;
use mn_listen::{Limits, Plain};
use rustix::fs::{FlockOperation, flock};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::build::BUILD;
use crate::config::{Config, Listen, Mistakes};
use crate::digest;
use crate::wiring::{self, Service};

/// How long what runs in the background may take to end.
const GRACE: Duration = Duration::from_secs(10);
/// How often visits whose time is up are ended.
const SWEEP: Duration = Duration::from_secs(1);
/// How often the outbox is looked after.
const UPKEEP: Duration = Duration::from_hours(1);
/// How often a node says that it lives. Not heard of for three seconds, it counts as dead.
const BEAT: Duration = Duration::from_secs(1);

/// Why the service does not run.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The configuration cannot be used.
    #[error("the configuration cannot be used\n{0}")]
    Config(Mistakes),
    /// The process could not protect itself.
    #[error("the process cannot protect itself: {0}")]
    Harden(#[from] crate::harden::HardenError),
    /// An address cannot be listened on.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, io::Error),
    /// A signal handler could not be set.
    #[error("signals cannot be waited for: {0}")]
    Signals(io::Error),
    /// A listener stopped by itself.
    #[error("a listener stopped")]
    Stopped,
    /// The outbox cannot be read.
    #[error("the outbox cannot be read")]
    Outbox,
    /// Another service works on this outbox.
    #[error("another service works on this outbox: each node has its own")]
    OutboxTaken,
    /// The shared store of visits cannot be worked with.
    #[error(transparent)]
    Store(#[from] mn_valkey::CheckError),
}

/// Where the service listens, told to whoever started it.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Addresses {
    /// The citizens' pages.
    pub citizen: SocketAddr,
    /// The recipients' API.
    pub recipient: SocketAddr,
    /// The operators' pages.
    pub console: SocketAddr,
}

/// What stands around the citizens' pages: nothing, in the service as it ships.
pub type Around = fn(Router) -> Router;

/// Runs the service until SIGTERM or SIGINT; SIGUSR1 seals every visit. `ready` is called when every listener is open.
///
/// # Errors
/// [`ServeError`] when it cannot start, or a listener stops by itself.
pub async fn serve(config: Config, around: Around, ready: impl FnOnce(Addresses)) -> Result<(), ServeError> {
    let listen = config.listen.clone();
    let checks = Duration::from_mins(config.fetch.check_minutes.get().into());
    let started = Event::ServiceStarted {
        build: BUILD,
        config: digest::of_config(&config),
        metadata: digest::of_folder(&config.metadata),
    };
    let outbox = config.outbox.file.clone();
    let service = wiring::build(config).await.map_err(ServeError::Config)?;
    let _held_until_the_end = only_one(&outbox)?;
    if let Some(store) = &service.store {
        store.check().await?;
    }
    let sealing = signal(SignalKind::user_defined1()).map_err(ServeError::Signals)?;
    let (citizen, recipient, console) = bind(&listen).await?;
    let resumed = service.orders.resume().await;
    resumed.map_err(|_| ServeError::Outbox)?;
    service.log.record(None, started);
    ready(Addresses {
        citizen: address(&citizen, listen.citizen)?,
        recipient: address(&recipient, listen.recipient)?,
        console: address(&console, listen.console)?,
    });
    let stop = CancellationToken::new();
    let sweeper = tokio::spawn(sweep(service.spaces.clone(), stop.clone()));
    let outbox = (service.console.outbox.clone(), service.upkeep);
    let upkeep = tokio::spawn(keep_up(outbox, stop.clone()));
    let watch = tokio::spawn(watch(service.console.monitor.clone(), checks, stop.clone()));
    let heart = tokio::spawn(beat(service.spaces.clone(), stop.clone()));
    let ready_to_seal = (service.spaces.clone(), service.log.clone());
    let sealer = tokio::spawn(seal_when_told(sealing, ready_to_seal, stop.clone()));
    let (api, tls) = service.recipient.clone();
    let pages = pages(citizen, (&service, around), stop.clone());
    let deliveries = mn_recipient::serve(recipient, tls, api, stop.clone());
    let operators = mn_console::router(service.console.clone());
    let operators = mn_listen::serve(console, Limits::BROWSERS, Plain, operators, stop.clone());
    let listeners = async { tokio::join!(pages, deliveries, operators) };
    tokio::pin!(listeners);
    let asked = tokio::select! {
        _ = &mut listeners => false,
        asked = asked_to_stop() => { asked?; true }
    };
    stop.cancel();
    if asked {
        let _ = listeners.await;
    }
    end(&service).await;
    let _ = tokio::join!(sweeper, watch, heart, upkeep, sealer);
    if asked { Ok(()) } else { Err(ServeError::Stopped) }
}

async fn pages(
    listener: TcpListener,
    (service, around): (&Service, Around),
    stop: CancellationToken,
) -> io::Result<()> {
    let router = around(mn_web::router(&service.app));
    match service.citizen_tls.clone() {
        Some(tls) => mn_listen::serve(listener, Limits::BROWSERS, tls, router, stop).await,
        None => mn_listen::serve(listener, Limits::BROWSERS, Plain, router, stop).await,
    }
}

/// Visits that no other node can reach become unreadable, what runs ends, and the outbox is flushed.
async fn end(service: &Service) {
    // A store in this process's own memory can be reached; visits end with the process at the latest.
    let _ = service.spaces.close().await;
    service.tasks.close();
    // What does not end in time is taken up at the next start.
    let _ = tokio::time::timeout(GRACE, service.tasks.wait()).await;
    service.console.outbox.close().await;
    service.log.record(None, Event::ServiceStopped);
}

async fn sweep(spaces: mn_space::Spaces, stop: CancellationToken) {
    let mut every = tokio::time::interval(SWEEP);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = every.tick() => { spaces.sweep().await; }
        }
    }
}

/// Tells of what is overdue and forgets old receipts, at the start and each hour.
async fn keep_up((outbox, rules): (Outbox, Upkeep), stop: CancellationToken) {
    let mut every = tokio::time::interval(UPKEEP);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            // An outbox that fails is seen on the operators' page; it is tried again in an hour.
            _ = every.tick() => { let _ = outbox.keep_up(&rules).await; }
        }
    }
}

/// Asks at the start and every so often whether sources can be reached.
async fn watch(monitor: mn_fetch::Monitor, every: Duration, stop: CancellationToken) {
    let mut every = tokio::time::interval(every);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = every.tick() => {}
        }
        tokio::select! {
            () = stop.cancelled() => return,
            _ = monitor.check() => {}
        }
    }
}

/// Makes every visit unreadable at each SIGUSR1.
async fn seal_when_told(
    mut told: Signal,
    (spaces, log): (mn_space::Spaces, mn_event::EventLog),
    stop: CancellationToken,
) {
    loop {
        let told = tokio::select! {
            () = stop.cancelled() => return,
            told = told.recv() => told,
        };
        if told.is_none() {
            return;
        }
        if spaces.seal_all().await.is_err() {
            log.record(None, Event::SealingFailed);
        }
    }
}

/// Says that this node lives, apart from the sweep, which may take its time.
async fn beat(spaces: mn_space::Spaces, stop: CancellationToken) {
    let mut every = tokio::time::interval(BEAT);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = every.tick() => spaces.beat().await,
        }
    }
}

/// Orders that run are taken up by the service that has their outbox: there may be one only. The lock goes with
/// the process, however that ends.
fn only_one(outbox: &Path) -> Result<File, ServeError> {
    let file = File::open(outbox).map_err(|_| ServeError::Outbox)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(file),
        Err(_) => Err(ServeError::OutboxTaken),
    }
}

async fn asked_to_stop() -> Result<(), ServeError> {
    let mut terminate = signal(SignalKind::terminate()).map_err(ServeError::Signals)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(ServeError::Signals)?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

async fn bind(listen: &Listen) -> Result<(TcpListener, TcpListener, TcpListener), ServeError> {
    let bind = async |address: SocketAddr| {
        TcpListener::bind(address)
            .await
            .map_err(|error| ServeError::Listen(address, error))
    };
    Ok((
        bind(listen.citizen).await?,
        bind(listen.recipient).await?,
        bind(listen.console).await?,
    ))
}

fn address(listener: &TcpListener, wanted: SocketAddr) -> Result<SocketAddr, ServeError> {
    listener
        .local_addr()
        .map_err(|error| ServeError::Listen(wanted, error))
}
