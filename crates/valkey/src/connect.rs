use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use mn_domain::Sensitive;
use mn_http::{ClientError, client_tls};
use redis::aio::{MultiplexedConnection, PubSub};
use redis::{AsyncConnectionConfig, RedisConnectionInfo, RedisResult};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::{Mutex, Notify};
use tokio::time::{Instant, sleep, timeout};
use tokio_rustls::TlsConnector;

use crate::settings::{Address, Settings};

/// How long making a connection, or one answer, may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// So long after a connection could not be made, nobody waits for another attempt.
const REST: Duration = Duration::from_millis(500);

/// How long after an end the connection is left that may have carried the visit's share. Ends within it cost one.
const AFTER_END: Duration = Duration::from_millis(400);
/// How long after it has carried a share a connection is left at the latest.
const AFTER_SHARE: Duration = Duration::from_secs(5);

/// The store cannot be reached, or does not let us in.
pub struct NotReached {
    /// Whether it answered, and refused.
    pub refused: bool,
}

/// The one connection that all requests share, made anew when it breaks and now and then: the library reads into a
/// buffer that lives as long as the connection, and shares of keys lie in it until something is read over them.
pub struct Line {
    way: Way,
    info: RedisConnectionInfo,
    state: Mutex<State>,
    ended: Notify,
    carried: Notify,
}

enum Way {
    Unix(PathBuf),
    Tls(TlsConnector, ServerName<'static>, u16),
}

#[derive(Default)]
struct State {
    connection: Option<MultiplexedConnection>,
    /// Which connection it is, so that a failure of an older one does not cost the present one.
    number: u64,
    failed_at: Option<Instant>,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl Line {
    /// Prepares the connection; nothing is sent.
    pub fn new(settings: Settings) -> Result<Self, ClientError> {
        let way = match settings.address {
            Address::Unix(path) => Way::Unix(path),
            Address::Tls {
                host,
                port,
                roots_pem,
                identity,
            } => {
                let tls = client_tls(&roots_pem, identity.as_ref())?;
                let name = ServerName::try_from(host).map_err(|_| ClientError::Settings)?;
                Way::Tls(TlsConnector::from(Arc::new(tls)), name, port)
            }
        };
        let mut info = RedisConnectionInfo::default().set_skip_set_lib_name();
        if let Some(credentials) = settings.credentials {
            let password: &Sensitive<String> = &credentials.password;
            info = info
                .set_username(&credentials.user)
                // EXPOSE: the password of a machine, for the library that sends it.
                .set_password(password.expose());
        }
        Ok(Self {
            way,
            info,
            state: Mutex::default(),
            ended: Notify::new(),
            carried: Notify::new(),
        })
    }

    /// The connection and its number.
    pub async fn get(&self) -> Result<(u64, MultiplexedConnection), NotReached> {
        let mut state = self.state.lock().await;
        if let Some(connection) = &state.connection {
            return Ok((state.number, connection.clone()));
        }
        if state.failed_at.is_some_and(|at| at.elapsed() < REST) {
            return Err(NotReached { refused: false });
        }
        match self.connect().await {
            Ok(connection) => {
                state.number += 1;
                state.failed_at = None;
                state.connection = Some(connection.clone());
                Ok((state.number, connection))
            }
            Err(error) => {
                state.failed_at = Some(Instant::now());
                Err(error)
            }
        }
    }

    /// Gives up a connection that broke.
    pub async fn broke(&self, number: u64) {
        let mut state = self.state.lock().await;
        if state.number == number {
            state.connection = None;
        }
    }

    /// Tells that visits have ended.
    pub fn visits_ended(&self) {
        self.ended.notify_one();
    }

    /// Tells that a share went over the connection.
    pub fn share_carried(&self) {
        self.carried.notify_one();
    }

    /// Leaves the connection when shares of keys must not lie in its buffer any more, for as long as the future runs.
    /// What runs over it still ends there; with the last of it goes the buffer, which the allocator wipes.
    pub async fn leave_shares(&self) {
        loop {
            tokio::select! {
                () = self.ended.notified() => sleep(AFTER_END).await,
                () = self.carried.notified() => tokio::select! {
                    () = self.ended.notified() => sleep(AFTER_END).await,
                    () = sleep(AFTER_SHARE) => {}
                },
            }
            self.state.lock().await.connection = None;
        }
    }

    async fn connect(&self) -> Result<MultiplexedConnection, NotReached> {
        let config = AsyncConnectionConfig::new().set_response_timeout(Some(PATIENCE));
        let stream = self.stream().await?;
        let making = MultiplexedConnection::new_with_config(&self.info, stream, config);
        let (connection, driver) = in_time(making).await?;
        tokio::spawn(driver);
        Ok(connection)
    }

    /// A connection of its own for a subscription.
    pub async fn subscribe(&self, channel: &str) -> Result<PubSub, NotReached> {
        let stream = self.stream().await?;
        let mut subscription = in_time(PubSub::new(&self.info, stream)).await?;
        in_time(subscription.subscribe(channel)).await?;
        Ok(subscription)
    }

    async fn stream(&self) -> Result<Box<dyn Stream>, NotReached> {
        let opening = async {
            Ok::<Box<dyn Stream>, std::io::Error>(match &self.way {
                Way::Unix(path) => Box::new(UnixStream::connect(path).await?),
                Way::Tls(tls, name, port) => {
                    let stream = TcpStream::connect((&*name.to_str(), *port)).await?;
                    stream.set_nodelay(true)?;
                    Box::new(tls.connect(name.clone(), stream).await?)
                }
            })
        };
        match timeout(PATIENCE, opening).await {
            Ok(Ok(stream)) => Ok(stream),
            Ok(Err(_)) | Err(_) => Err(NotReached { refused: false }),
        }
    }
}

async fn in_time<T>(work: impl Future<Output = RedisResult<T>>) -> Result<T, NotReached> {
    match timeout(PATIENCE, work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(NotReached {
            refused: !error.is_io_error() && !error.is_timeout(),
        }),
        Err(_) => Err(NotReached { refused: false }),
    }
}
