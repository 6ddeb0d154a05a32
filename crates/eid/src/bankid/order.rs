use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use mn_domain::{IdentityNumber, Sensitive};
use serde::{Deserialize, Serialize, Serializer};
use thiserror::Error;
use url::Url;

use super::{FailedHint, Links, PendingHint, QrSeed};

/// What somebody is asked to sign.
#[derive(Clone, Debug)]
pub struct SignOrder<'a> {
    /// Who must sign; nobody else can.
    pub person: &'a IdentityNumber,
    /// The address of the citizen's browser, as the outermost proxy saw it.
    pub end_user_ip: IpAddr,
    /// The text that the citizen sees in the app.
    pub visible: Sensitive<String>,
    /// Bytes that are signed without being shown.
    pub non_visible: Vec<u8>,
    /// Where the app sends a browser on the same device. The return proves nothing.
    pub return_url: Option<Url>,
    /// The browser's `User-Agent`.
    pub user_agent: Option<String>,
    /// A hash of a cookie that tells this browser from others, at most 64 characters.
    pub device: Option<String>,
}

/// The name of an order, drawn by BankID.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrderRef(String);

/// An order's name is 1 to 64 letters, digits and hyphens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not the name of an order")]
pub struct InvalidOrderRef;

impl OrderRef {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OrderRef {
    type Err = InvalidOrderRef;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !is_plain || text.is_empty() || text.len() > 64 {
            return Err(InvalidOrderRef);
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for OrderRef {
    type Error = InvalidOrderRef;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<OrderRef> for String {
    fn from(order: OrderRef) -> Self {
        order.0
    }
}

impl fmt::Display for OrderRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An order that has begun. It is serialised only into bytes that are sealed at once: a slot of the visit.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Kept")]
pub struct Order {
    /// Its name.
    pub order_ref: OrderRef,
    /// What the animated code is made of.
    pub qr: QrSeed,
    /// When BankID answered; the code's seconds count from here.
    pub started: Timestamp,
    pub(super) auto_start_token: Sensitive<String>,
}

/// An order in the form in which it is kept, sealed, between requests.
#[derive(Deserialize)]
struct Kept {
    order_ref: OrderRef,
    auto_start_token: String,
    qr_start_token: String,
    qr_start_secret: String,
    started: Timestamp,
}

/// The same, without a copy of what is secret.
#[derive(Serialize)]
struct Lent<'a> {
    order_ref: &'a OrderRef,
    auto_start_token: &'a str,
    qr_start_token: &'a str,
    qr_start_secret: &'a str,
    started: Timestamp,
}

impl From<Kept> for Order {
    fn from(kept: Kept) -> Self {
        Self {
            order_ref: kept.order_ref,
            qr: QrSeed::new(kept.qr_start_token, kept.qr_start_secret),
            started: kept.started,
            auto_start_token: Sensitive::new(kept.auto_start_token),
        }
    }
}

impl Serialize for Order {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (token, secret) = self.qr.parts();
        // EXPOSE: written into bytes that are sealed.
        let (auto_start_token, secret) = (self.auto_start_token.expose(), secret.expose());
        let lent = Lent {
            order_ref: &self.order_ref,
            auto_start_token,
            qr_start_token: token,
            qr_start_secret: secret,
            started: self.started,
        };
        lent.serialize(serializer)
    }
}

impl Order {
    /// The links that start the app on the same device.
    #[must_use]
    pub fn links(&self) -> Links {
        Links::of(&self.auto_start_token)
    }

    /// What the animated code shows now.
    #[must_use]
    pub fn qr_frame(&self, now: Timestamp) -> String {
        let elapsed = now.as_second().saturating_sub(self.started.as_second());
        self.qr.frame(u64::try_from(elapsed).unwrap_or_default())
    }
}

/// How far an order has come.
#[derive(Clone, Debug)]
pub enum Collect {
    /// The citizen has more to do.
    Pending(PendingHint),
    /// It ended without a signature. It cannot be collected again.
    Failed(FailedHint),
    /// It was signed. It cannot be collected again.
    Complete(Box<Completion>),
}

/// A signature as BankID delivered it. Nothing of it has been verified here.
#[derive(Clone, Debug)]
pub struct Completion {
    /// The signature's base64 text to the letter: the revocation answer is bound to it.
    pub signature: Sensitive<String>,
    /// The revocation answer, base64 of its DER.
    pub ocsp_response: Option<String>,
    /// Who signed, as BankID says; the signature says it itself.
    pub personal_number: Sensitive<String>,
    /// The address of the device that signed.
    pub device_ip: Option<Sensitive<String>>,
}

impl Completion {
    /// The revocation answer in DER. What is no base64 is handed on as it is, and refused as unreadable by whoever
    /// verifies it: it must not pass as no answer.
    #[must_use]
    pub fn ocsp_der(&self) -> Option<Vec<u8>> {
        let text = self.ocsp_response.as_deref()?;
        Some(STANDARD.decode(text).unwrap_or_else(|_| text.as_bytes().to_vec()))
    }
}
