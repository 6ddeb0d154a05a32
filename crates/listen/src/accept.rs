use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::{Handshake, connection};

/// How long the loop rests when the machine has no more file descriptors.
const REST: Duration = Duration::from_millis(100);

/// How much one listener gives to those who connect.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many connections are served at the same time; more wait in the kernel's queue.
    pub connections: usize,
    /// How long the handshake may take, then each request's head, and how long a connection may wait for its next request.
    pub idle: Duration,
    /// How long a connection lives at the most, and with it whoever reads or writes a byte now and then.
    pub longest: Duration,
    /// How long a connection that is to be closed may still take for the request that runs. Then it is cut: what it
    /// holds of something that has ended must not wait for somebody who does not read.
    pub linger: Duration,
}

impl Limits {
    /// What browsers, and a proxy before them, need. A connection is closed soon after its last request, so that the
    /// buffers of the last page go.
    pub const BROWSERS: Self = Self {
        connections: 4096,
        idle: Duration::from_secs(5),
        longest: Duration::from_mins(5),
        linger: Duration::from_secs(5),
    };
}

/// Serves until `stop`, then lets running requests end.
///
/// # Errors
/// When the listener itself breaks.
pub async fn serve<H: Handshake>(
    listener: TcpListener,
    limits: Limits,
    handshake: H,
    router: Router,
    stop: CancellationToken,
) -> io::Result<()> {
    let (tasks, places) = (TaskTracker::new(), Arc::new(Semaphore::new(limits.connections)));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else {
            break;
        };
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok(accepted) => {
                let (handshake, router, stop) = (handshake.clone(), router.clone(), stop.clone());
                tasks.spawn(async move {
                    connection::serve(accepted, limits, handshake, router, stop).await;
                    drop(place);
                });
            }
            Err(_) => tokio::time::sleep(REST).await,
        }
    }
    tasks.close();
    tasks.wait().await;
    Ok(())
}
