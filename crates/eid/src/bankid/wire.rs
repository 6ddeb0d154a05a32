//! The API's JSON. Unknown members are tolerated everywhere: BankID adds to it within a version.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use mn_domain::Sensitive;
use serde::{Deserialize, Serialize};

use super::{
    Collect, Completion, FailedHint, Order, OrderError, OrderRef, PendingHint, QrSeed, Settings, SignOrder,
};

/// Limits of the API, in characters.
const VISIBLE: usize = 40_000;
const NON_VISIBLE: usize = 200_000;
const RETURN_URL: usize = 512;
const USER_AGENT: usize = 256;
const DEVICE: usize = 64;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SignBody<'a> {
    end_user_ip: String,
    user_visible_data: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    user_non_visible_data: String,
    requirement: Requirement<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    web: Option<Web<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Requirement<'a> {
    personal_number: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    certificate_policies: &'a [String],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pin_code: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Web<'a> {
    referring_domain: &'a str,
    user_agent: String,
    device_identifier: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OrderBody<'a> {
    order_ref: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Begun {
    order_ref: OrderRef,
    auto_start_token: String,
    qr_start_token: String,
    qr_start_secret: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Collected {
    order_ref: OrderRef,
    status: String,
    #[serde(default)]
    hint_code: String,
    completion_data: Option<CompletionData>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CompletionData {
    user: User,
    device: Option<Device>,
    signature: String,
    ocsp_response: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    personal_number: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Device {
    ip_address: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ErrorBody {
    error_code: String,
}

/// The body of `sign`, or [`OrderError::OwnFault`] where it breaks a limit of the API.
pub(super) fn sign(order: &SignOrder<'_>, settings: &Settings) -> Result<Vec<u8>, OrderError> {
    // EXPOSE: BankID gets who must sign and the text to be shown.
    let (digits, visible) = (order.person.digits().expose(), order.visible.expose());
    let body = SignBody {
        end_user_ip: order.end_user_ip.to_string(),
        user_visible_data: STANDARD.encode(visible),
        user_non_visible_data: STANDARD.encode(&order.non_visible),
        requirement: Requirement {
            personal_number: digits,
            certificate_policies: &settings.certificate_policies,
            pin_code: settings.pin_code,
        },
        return_url: order.return_url.as_ref().map(url::Url::as_str),
        web: web(order, settings),
    };
    let fits = !body.user_visible_data.is_empty()
        && body.user_visible_data.len() <= VISIBLE
        && body.user_non_visible_data.len() <= NON_VISIBLE
        && body.return_url.is_none_or(|url| url.len() <= RETURN_URL);
    if !fits {
        return Err(OrderError::OwnFault);
    }
    serde_json::to_vec(&body).map_err(|_| OrderError::OwnFault)
}

/// What is known of the browser. BankID wants all of it or nothing.
fn web<'a>(order: &'a SignOrder<'_>, settings: &'a Settings) -> Option<Web<'a>> {
    let agent = order.user_agent.as_deref().unwrap_or_default();
    let device = order.device.as_deref().unwrap_or_default();
    if agent.is_empty() || device.is_empty() || device.len() > DEVICE {
        return None;
    }
    Some(Web {
        referring_domain: &settings.referring_domain,
        user_agent: agent.chars().take(USER_AGENT).collect(),
        device_identifier: device,
    })
}

/// The body of `collect` and `cancel`.
pub(super) fn about(order: &OrderRef) -> Result<Vec<u8>, OrderError> {
    serde_json::to_vec(&OrderBody {
        order_ref: order.as_str(),
    })
    .map_err(|_| OrderError::OwnFault)
}

pub(super) fn begun(body: &[u8], started: Timestamp) -> Result<Order, OrderError> {
    let begun: Begun = serde_json::from_slice(body).map_err(|_| OrderError::Malformed)?;
    Ok(Order {
        order_ref: begun.order_ref,
        qr: QrSeed::new(begun.qr_start_token, begun.qr_start_secret),
        started,
        auto_start_token: Sensitive::new(begun.auto_start_token),
    })
}

pub(super) fn collected(body: &[u8], order: &OrderRef) -> Result<Collect, OrderError> {
    let collected: Collected = serde_json::from_slice(body).map_err(|_| OrderError::Malformed)?;
    if collected.order_ref != *order {
        return Err(OrderError::Malformed);
    }
    match (collected.status.as_str(), collected.completion_data) {
        ("pending", _) => Ok(Collect::Pending(PendingHint::of(&collected.hint_code))),
        ("failed", _) => Ok(Collect::Failed(FailedHint::of(&collected.hint_code))),
        ("complete", Some(data)) => Ok(Collect::Complete(Box::new(data.into()))),
        _ => Err(OrderError::Malformed),
    }
}

impl From<CompletionData> for Completion {
    fn from(data: CompletionData) -> Self {
        Self {
            signature: Sensitive::new(data.signature),
            ocsp_response: data.ocsp_response,
            personal_number: Sensitive::new(data.user.personal_number),
            device_ip: data
                .device
                .and_then(|device| device.ip_address)
                .map(Sensitive::new),
        }
    }
}

pub(super) fn error_code(body: &[u8]) -> Option<String> {
    serde_json::from_slice(body)
        .ok()
        .map(|error: ErrorBody| error.error_code)
}
