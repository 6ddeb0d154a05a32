//! Skatteverket's own route for citizens: `OAuth` 2.0, authorization code with e-ID, and an API behind a gateway.
//!
//! Written from Skatteverket's description (authorizationcodegrantacg). Which data the route opens is not published;
//! the API here gives the two parts of SSBTEK v11 that have public examples, each below one address.

mod api;
mod browser;
mod documents;
mod grants;
mod token;
mod wish;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::{get, post};
use serde_json::{Value, json};

use crate::cli::ServeArgs;
use crate::error::SandboxError;
use crate::faults::lock;
use crate::pki;
use crate::world::World;

use grants::Grants;
pub use wish::{Fault, Wish};

/// Our clients' name at authorize and token, and at the gateway.
const CLIENT: &str = "medborgarnavet-skv";
const GATEWAY_CLIENT: &str = "medborgarnavet-apigw";
/// The one permission that there is to give.
const SCOPE: &str = "egnauppgifter";

/// The agency.
pub struct Skatteverket {
    client_secret: String,
    gateway_secret: String,
    redirect_uris: Vec<String>,
    world: World,
    grants: Mutex<Grants>,
    wish: Mutex<Option<Wish>>,
}

impl Skatteverket {
    /// Reads the two key pairs.
    pub fn load(args: &ServeArgs, world: World) -> Result<Self, SandboxError> {
        Ok(Self {
            client_secret: pki::text(&args.dir, "skatteverket-client.secret")?,
            gateway_secret: pki::text(&args.dir, "skatteverket-gateway.secret")?,
            redirect_uris: args.skatteverket_redirect_uri.clone(),
            world,
            grants: Mutex::default(),
            wish: Mutex::default(),
        })
    }

    /// Sets what goes wrong from now on.
    pub fn wish(&self, wish: Wish) {
        *lock(&self.wish) = Some(wish);
    }

    /// Forgets wishes and counts. Permissions that were given stay.
    pub fn reset(&self) {
        *lock(&self.wish) = None;
        lock(&self.grants).counts = grants::Counts::default();
    }

    /// How often what was done.
    pub fn told(&self) -> Value {
        let counts = lock(&self.grants).counts;
        json!({"given": counts.given, "renewed": counts.renewed, "asked": counts.asked})
    }

    /// Takes the fault, if it is one that concerns this moment.
    fn fault(&self, concerns: impl Fn(Fault) -> bool) -> Option<Fault> {
        let mut wish = lock(&self.wish);
        let wish = wish.as_mut().filter(|wish| concerns(wish.fault))?;
        if wish.times == Some(0) {
            return None;
        }
        wish.times = wish.times.map(|times| times - 1);
        Some(wish.fault)
    }

    /// Tells whether a redirect address is registered; without any, every one on this machine is.
    fn is_registered(&self, uri: &str) -> bool {
        if !self.redirect_uris.is_empty() {
            return self.redirect_uris.iter().any(|known| known == uri);
        }
        url::Url::parse(uri).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.fragment().is_none()
                && matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
        })
    }
}

/// The browser's side.
pub fn browser(agency: Arc<Skatteverket>) -> Router {
    Router::new()
        .route("/oauth2/v1/per/authorize", get(browser::authorize))
        .route("/medgivande", get(browser::page).post(browser::submit))
        .with_state(agency)
}

/// The service's side.
pub fn backchannel(agency: Arc<Skatteverket>) -> Router {
    Router::new()
        .route("/oauth2/v1/per/token", post(token::token))
        .route("/egna/v1/{part}", get(api::part))
        .with_state(agency)
}
