//! What an installation must know to ask Skatteverket on behalf of citizens.

use std::time::Duration;

use mn_domain::Sensitive;
use mn_http::ClientOptions;
use serde::Deserialize;
use thiserror::Error;
use url::Url;

/// Largest document of one part; the published examples are a thousandth of it.
const MAX_BYTES: usize = 1024 * 1024;

/// How Skatteverket is asked. Holds no secret.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the citizen logs in and gives permission: `https://peroauth2.skatteverket.se/oauth2/v1/per/authorize`.
    pub authorize: Url,
    /// Where codes become tokens: `https://peroauth2.skatteverket.se/oauth2/v1/per/token`.
    pub token: Url,
    /// The address that the parts are below.
    pub api: Url,
    /// Our name at `authorize` and `token`.
    pub client_id: String,
    /// Our name at the gateway before the API: the second key pair.
    pub gateway_client_id: String,
    /// What permission is asked for.
    pub scope: String,
    /// The parts to fetch.
    #[serde(default = "all")]
    pub parts: Vec<Part>,
    /// The longest time that one exchange may take, in seconds. A question is one for the token and one for each part.
    #[serde(default = "ten")]
    pub deadline_seconds: u64,
}

/// What is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The tax account.
    Skattekonto,
    /// Decided taxes.
    Skatteuppgifter,
}

impl Part {
    /// Its name, in addresses and in places.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Skattekonto => "skattekonto",
            Self::Skatteuppgifter => "skatteuppgifter",
        }
    }
}

/// The secrets of the two key pairs.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// For `token`.
    pub client: Sensitive<String>,
    /// For the gateway before the API.
    pub gateway: Sensitive<String>,
}

/// A mistake in the configuration. Names the key, not the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ConfigFault {
    /// Something that must be there is empty.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// An address that cannot be used.
    #[error("{0} is not an address that can be used")]
    Address(&'static str),
    /// A name or secret that cannot travel in a header.
    #[error("{0} holds characters that no header may hold")]
    Header(&'static str),
    /// A part is asked for twice.
    #[error("parts names one twice")]
    Twice,
}

impl Config {
    /// Every mistake at once.
    #[must_use]
    pub fn faults(&self) -> Vec<ConfigFault> {
        let texts = [
            ("client_id", &self.client_id),
            ("gateway_client_id", &self.gateway_client_id),
            ("scope", &self.scope),
        ];
        let empty = texts.into_iter().filter(|(_, text)| text.trim().is_empty());
        let mut faults: Vec<ConfigFault> = empty.map(|(key, _)| ConfigFault::Empty(key)).collect();
        if self.parts.is_empty() {
            faults.push(ConfigFault::Empty("parts"));
        }
        let mut before = self.parts.iter();
        while let Some(part) = before.next() {
            if before.as_slice().contains(part) {
                faults.push(ConfigFault::Twice);
            }
        }
        // The client of the two others speaks nothing but TLS; where browsers go, the operator of a demo decides.
        let usable = [
            ("authorize", &self.authorize, &["https", "http"][..]),
            ("token", &self.token, &["https"]),
            ("api", &self.api, &["https"]),
        ];
        for (key, url, schemes) in usable {
            if !schemes.contains(&url.scheme()) || !url.has_host() || url.query().is_some() {
                faults.push(ConfigFault::Address(key));
            }
        }
        faults
    }

    /// How the outbound client is made: these addresses only, this deadline.
    #[must_use]
    pub fn client_options(&self, roots_pem: Vec<u8>) -> ClientOptions {
        ClientOptions {
            total: Duration::from_secs(self.deadline_seconds),
            max_body: MAX_BYTES,
            ..ClientOptions::for_counterpart(vec![self.token.clone(), self.api.clone()], roots_pem)
        }
    }

    /// The address of one part.
    pub(super) fn part(&self, part: Part) -> Option<Url> {
        let mut url = self.api.clone();
        url.path_segments_mut().ok()?.pop_if_empty().push(part.name());
        Some(url)
    }
}

fn all() -> Vec<Part> {
    vec![Part::Skattekonto, Part::Skatteuppgifter]
}

const fn ten() -> u64 {
    10
}
