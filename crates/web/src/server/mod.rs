//! Our own accept loop. A library's would keep connections, and with them the buffers of the last
//! request, for as long as the other side likes; this one closes a connection when it has been idle for
//! five seconds, and at once when a visit that it served has ended.

mod connection;
mod served;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use served::ServedVisit;

/// How long a connection may wait for its next request, and how long a request's head may take.
const IDLE: Duration = Duration::from_secs(5);
/// How long a connection lives at the most, and with it whoever reads or writes a byte now and then.
const LONGEST: Duration = Duration::from_mins(5);
/// How long a connection that is to be closed may still take for the request that runs. Then it is cut: what it
/// holds of an ended visit must not wait for somebody who does not read.
const LINGER: Duration = Duration::from_secs(5);
/// How many connections are served at the same time; more wait in the kernel's queue.
const CONNECTIONS: usize = 4096;
/// How long the loop rests when the machine has no more file descriptors.
const REST: Duration = Duration::from_millis(100);

/// Serves until `stop`, then lets running requests end.
///
/// # Errors
/// When the listener itself breaks.
pub async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) -> io::Result<()> {
    let (tasks, places) = (TaskTracker::new(), Arc::new(Semaphore::new(CONNECTIONS)));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else {
            break;
        };
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (router, stop) = (router.clone(), stop.clone());
                tasks.spawn(async move {
                    connection::serve(stream, peer, router, stop).await;
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
