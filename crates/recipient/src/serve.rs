use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::{App, connection};

/// How many connections are served at the same time; more wait in the kernel's queue.
const CONNECTIONS: usize = 256;
/// How long the loop rests when the machine has no more file descriptors.
const REST: Duration = Duration::from_millis(100);

/// Serves recipients until `stop`, then lets running requests end.
///
/// # Errors
/// When the listener itself breaks.
pub async fn serve(
    listener: TcpListener,
    tls: ServerConfig,
    app: App,
    stop: CancellationToken,
) -> io::Result<()> {
    let acceptor = TlsAcceptor::from(Arc::new(tls));
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
                let (acceptor, app, stop) = (acceptor.clone(), app.clone(), stop.clone());
                tasks.spawn(async move {
                    connection::serve((stream, peer.ip()), acceptor, app, stop).await;
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
