use std::net::IpAddr;

use mn_domain::IdentityNumber;
use mn_eid::bankid::{Client, Order, OrderError, SignOrder};
use url::Url;

use crate::Frozen;

/// What BankID wants to know about the browser that began the order.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Its address, as the outermost proxy saw it.
    pub ip: IpAddr,
    /// Where the app sends it on the same device.
    pub return_url: Option<Url>,
    /// Its `User-Agent`.
    pub user_agent: Option<String>,
    /// A hash of a cookie that tells it from others.
    pub device: Option<String>,
}

/// Begins the signature order of a frozen application. The parts must already be durable: what is signed must
/// never be lost.
///
/// # Errors
/// [`OrderError`] when no order began.
pub async fn begin(
    client: &dyn Client,
    frozen: &Frozen,
    person: &IdentityNumber,
    browser: Browser,
) -> Result<Order, OrderError> {
    let order = SignOrder {
        person,
        end_user_ip: browser.ip,
        visible: frozen.visible.clone(),
        non_visible: frozen.manifest.as_bytes().to_vec(),
        return_url: browser.return_url,
        user_agent: browser.user_agent,
        device: browser.device,
    };
    client.sign(order).await
}
