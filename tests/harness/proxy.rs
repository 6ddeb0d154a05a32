//! A proxy before the service, as operators have one: it keeps its connections to the service open for as long as the
//! service lets it, and sends the requests of many browsers over them.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use reqwest::Client;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::trouble::Outcome;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(40);

/// A running proxy; it ends with the value.
pub struct Proxy {
    /// Its port on this machine.
    pub port: u16,
    listener: Option<std::net::TcpListener>,
    passed: Arc<AtomicUsize>,
    task: Option<JoinHandle<()>>,
}

impl Proxy {
    /// Takes a port, before it is known where the service will be.
    ///
    /// # Errors
    /// When there is none.
    pub fn bind() -> Outcome<Self> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        Ok(Self {
            port: listener.local_addr()?.port(),
            listener: Some(listener),
            passed: Arc::default(),
            task: None,
        })
    }

    /// Begins to pass requests on to a port.
    ///
    /// # Errors
    /// When there is no network.
    pub fn pass_to(&mut self, port: u16) -> Outcome {
        let Some(listener) = self.listener.take() else {
            return Ok(());
        };
        let listener = TcpListener::from_std(listener)?;
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .pool_idle_timeout(None)
            .pool_max_idle_per_host(64)
            .timeout(PATIENCE)
            .http1_only()
            .build()?;
        let at = SocketAddr::from(([127, 0, 0, 1], port));
        let passed = self.passed.clone();
        self.task = Some(tokio::spawn(accept(listener, Way { client, at, passed })));
        Ok(())
    }

    /// How many requests it has passed on.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.passed.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

#[derive(Clone)]
struct Way {
    client: Client,
    at: SocketAddr,
    passed: Arc<AtomicUsize>,
}

async fn accept(listener: TcpListener, way: Way) {
    while let Ok((stream, _)) = listener.accept().await {
        let way = way.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let way = way.clone();
                async move { Ok::<_, Infallible>(way.pass(request).await) }
            });
            // A browser that goes away needs no answer.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

impl Way {
    async fn pass(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        self.passed.fetch_add(1, Ordering::Relaxed);
        let answer = self.ask(request).await;
        answer.unwrap_or_else(|_| {
            let mut answer = Response::new(Full::default());
            *answer.status_mut() = StatusCode::BAD_GATEWAY;
            answer
        })
    }

    async fn ask(&self, request: Request<Incoming>) -> Outcome<Response<Full<Bytes>>> {
        let (head, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let mut headers = head.headers;
        for name in [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING] {
            headers.remove(name);
        }
        let asked = self
            .client
            .request(head.method, format!("http://{}{path}", self.at))
            .headers(headers)
            .body(body)
            .send()
            .await?;
        let (status, mut headers) = (asked.status(), asked.headers().clone());
        for name in [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING] {
            headers.remove(name);
        }
        let mut answer = Response::new(Full::new(asked.bytes().await?));
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        Ok(answer)
    }
}
