//! Sends an envelope, or spoils it first.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::Sleep;

use super::fault;
use crate::faults::Behaviour;

const XML: [(header::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "text/xml; charset=utf-8")];

/// Sends the envelope as the behaviour says.
pub async fn send(behaviour: &Behaviour, envelope: String) -> Response {
    match behaviour {
        Behaviour::Silent => std::future::pending().await,
        Behaviour::SoapFault {
            felkod,
            felmeddelande,
        } => fault("soap:Server", "Fel i SSBT", Some((felkod, felmeddelande))),
        Behaviour::HttpError { status } => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_GATEWAY);
            (
                status,
                [(header::CONTENT_TYPE, "text/html")],
                "<html><body>Gateway</body></html>",
            )
                .into_response()
        }
        Behaviour::Malformed => {
            (XML, envelope.replacen("</ssbt:svarsdata>", "</ssbt:svarsdat>", 1)).into_response()
        }
        Behaviour::Truncated => (XML, Body::new(Cut::half(envelope))).into_response(),
        Behaviour::Huge { bytes } => {
            let padding = " ".repeat(bytes.saturating_sub(envelope.len()));
            (
                XML,
                envelope.replacen("</soap:Body>", &format!("{padding}</soap:Body>"), 1),
            )
                .into_response()
        }
        Behaviour::Dtd => (XML, explode(&envelope)).into_response(),
        Behaviour::WrongVersion => (
            XML,
            envelope.replace("/integration/ssbt/10\"", "/integration/ssbt/9\""),
        )
            .into_response(),
        Behaviour::EmptyBody => (XML, "").into_response(),
        _ => (XML, envelope).into_response(),
    }
}

/// A document type whose entities grow tenfold eight times, and one that reads a file.
pub const EXPLODING: &str = concat!(
    "<!DOCTYPE x [<!ENTITY a0 \"haha haha \"><!ENTITY a1 \"&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;\">",
    "<!ENTITY a2 \"&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;&a1;\"><!ENTITY a3 \"&a2;&a2;&a2;&a2;&a2;&a2;&a2;&a2;&a2;&a2;\">",
    "<!ENTITY a4 \"&a3;&a3;&a3;&a3;&a3;&a3;&a3;&a3;&a3;&a3;\"><!ENTITY a5 \"&a4;&a4;&a4;&a4;&a4;&a4;&a4;&a4;&a4;&a4;\">",
    "<!ENTITY a6 \"&a5;&a5;&a5;&a5;&a5;&a5;&a5;&a5;&a5;&a5;\"><!ENTITY a7 \"&a6;&a6;&a6;&a6;&a6;&a6;&a6;&a6;&a6;&a6;\">",
    "<!ENTITY file SYSTEM \"file:///etc/hostname\">]>",
);

fn explode(envelope: &str) -> String {
    let body = envelope
        .strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
        .unwrap_or(envelope);
    let body = body.replacen(
        "<ssbt:svarsdata>",
        "<ssbt:korrelationsid>&a7;&file;</ssbt:korrelationsid><ssbt:svarsdata>",
        1,
    );
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{EXPLODING}{body}")
}

/// A body that promises its full length and breaks off in the middle.
struct Cut {
    half: Option<Bytes>,
    promised: u64,
    /// The break comes a little later, so that the half is on its way by then.
    pause: Pin<Box<Sleep>>,
}

impl Cut {
    fn half(text: String) -> Self {
        let promised = u64::try_from(text.len()).unwrap_or(u64::MAX);
        let mut bytes = text.into_bytes();
        bytes.truncate(bytes.len() / 2);
        let pause = Box::pin(tokio::time::sleep(Duration::from_millis(100)));
        Self {
            half: Some(bytes.into()),
            promised,
            pause,
        }
    }
}

impl HttpBody for Cut {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        if let Some(bytes) = self.half.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        let broken = std::io::ErrorKind::ConnectionReset.into();
        self.pause.as_mut().poll(context).map(|()| Some(Err(broken)))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.promised)
    }
}

/// Spoils an agency's own document inside the envelope.
pub fn inner(behaviour: &Behaviour, document: String) -> String {
    match behaviour {
        Behaviour::InnerMalformed => {
            let middle = document
                .char_indices()
                .nth(document.chars().count() / 2)
                .map_or(0, |(at, _)| at);
            document.get(..middle).unwrap_or_default().to_owned()
        }
        Behaviour::InnerDtd => format!("{EXPLODING}{document}").replacen("0</", "0&a7;</", 1),
        Behaviour::InnerHuge { bytes } => document + &" ".repeat(*bytes),
        _ => document,
    }
}
