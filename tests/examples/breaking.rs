//! The service as it ships, with handlers that break when a request asks for it: in the middle of what was posted,
//! when the room has been opened, or in the middle of the page that shows it. Built for tests only.

use std::alloc::System;
use std::pin::Pin;
use std::process::ExitCode;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use hyper::body::Frame;
use zeroizing_alloc::ZeroAlloc;

#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// Says where a request breaks: `posted` or `shown`.
const HEADER: &str = "x-break";

/// A body that breaks whoever reads it to its end.
struct Breaks(Body);

impl HttpBody for Breaks {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.0).poll_frame(context);
        assert!(!matches!(frame, Poll::Ready(None)), "asked to break");
        frame
    }
}

fn is_asked(headers: &HeaderMap, place: &str) -> bool {
    headers.get(HEADER).is_some_and(|value| value == place)
}

async fn breaking(request: Request, next: Next) -> Response {
    let shown = is_asked(request.headers(), "shown");
    let request = if is_asked(request.headers(), "posted") {
        request.map(|body| Body::new(Breaks(body)))
    } else {
        request
    };
    let response = next.run(request).await;
    if shown {
        response.map(|body| Body::new(Breaks(body)))
    } else {
        response
    }
}

fn main() -> ExitCode {
    let around = |pages: Router| pages.layer(from_fn(breaking));
    mn_medborgarnavet::main_around(std::env::args_os(), around)
}
