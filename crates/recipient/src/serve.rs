use std::io;
use std::time::Duration;

use mn_listen::Limits;
use rustls::ServerConfig;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::handshake::MutualTls;
use crate::{App, router};

/// What recipients' programs need, a handful of connections for each.
const LIMITS: Limits = Limits {
    connections: 256,
    // A second more than the handshake is given, which counts who lets it run out.
    idle: Duration::from_secs(11),
    longest: Duration::from_mins(5),
    linger: Duration::from_secs(10),
};

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
    let handshake = MutualTls::new(tls, &app);
    mn_listen::serve(listener, LIMITS, handshake, router(app), stop).await
}
