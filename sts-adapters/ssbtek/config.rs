//! What an installation must know to ask through SSBTEK. The keys are the contract's own words.

use std::time::Duration;

use mn_http::{ClientOptions, Identity};
use serde::{Deserialize, Deserializer};
use thiserror::Error;
use url::Url;

use super::tree::MAX_BYTES;

/// How SSBTEK is asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The address of the joint service.
    #[serde(deserialize_with = "address")]
    pub endpoint: Url,
    /// The version of the contract; Försäkringskassan routes on it.
    pub contract: Contract,
    /// The longest time that one question may take, in seconds.
    #[serde(default = "half_a_minute")]
    pub deadline_seconds: u64,
    /// Who asks.
    pub ingivare: Ingivare,
    /// Who handles the question for the one who asks.
    #[serde(default)]
    pub personuppgiftsbitrade: Vec<Personuppgiftsbitrade>,
    /// What for, in words that the agencies log.
    pub syfte: String,
    /// The rule that lets the agencies answer.
    pub lagtext: String,
    /// How Försäkringskassan and Pensionsmyndigheten are asked.
    pub lefi: Lefi,
    /// How Skatteverket is asked (contract v11).
    #[serde(default)]
    pub skatteverket: Skatteverket,
}

/// The versions of the contract that can be spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Contract {
    /// Version 10.
    V10,
    /// Version 11, in which Skatteverket is asked part by part.
    V11,
}

impl Contract {
    /// The namespace of the version.
    #[must_use]
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::V10 => "http://schema.forsakringskassan.se/integration/ssbt/10",
            Self::V11 => "http://schema.forsakringskassan.se/integration/ssbt/11",
        }
    }
}

/// Who asks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ingivare {
    /// Twelve digits, the first two 16.
    pub organisationsnummer: String,
    /// For example the municipality's name.
    pub namn: String,
    /// A name or account; here the service, since no officer asks.
    pub handlaggare: String,
}

/// Who handles the question for the one who asks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Personuppgiftsbitrade {
    /// The order, where there are several.
    pub ordningsnummer: Option<i16>,
    /// Twelve digits, the first two 16.
    pub organisationsnummer: String,
    /// The name.
    pub namn: String,
}

/// How LEFI is asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lefi {
    /// The identifier that Försäkringskassan gave the one who asks.
    pub aktorsid: String,
    /// The groups asked of Försäkringskassan, all beginning with `FK:`.
    pub fk: Groups,
    /// The groups asked of Pensionsmyndigheten, all beginning with `PM:`.
    pub pm: Groups,
}

/// The groups asked of one provider, by kind of information.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Groups {
    /// Benefits in the older model.
    pub formansinformation: Vec<String>,
    /// Claims.
    pub ansprak: Vec<String>,
    /// Decisions.
    pub beslut: Vec<String>,
    /// Payments to come.
    pub preliminara_utbetalningar: Vec<String>,
    /// Payments.
    pub utbetalningar: Vec<String>,
    /// Other information.
    pub ovrig_information: Vec<String>,
}

impl Groups {
    /// The kinds under LEFI's own names.
    pub(super) fn kinds(&self) -> [(&'static str, &[String]); 6] {
        [
            ("formansinformation", &self.formansinformation),
            ("ansprak", &self.ansprak),
            ("beslut", &self.beslut),
            ("preliminaraUtbetalningar", &self.preliminara_utbetalningar),
            ("utbetalningar", &self.utbetalningar),
            ("ovrigInformation", &self.ovrig_information),
        ]
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        self.kinds().into_iter().flat_map(|(_, groups)| groups)
    }
}

/// How Skatteverket is asked in contract v11.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Skatteverket {
    /// How many income years back, at least one.
    pub antal_ar: i16,
    /// The parts to ask for.
    pub delar: Vec<String>,
}

impl Default for Skatteverket {
    fn default() -> Self {
        let parts = super::wire::SKV_ELEMENTS;
        Self {
            antal_ar: 2,
            delar: parts.into_iter().map(str::to_owned).collect(),
        }
    }
}

/// A mistake in the configuration. Names the key, not the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ConfigFault {
    /// An organisation number is not twelve digits of the contract's pattern.
    #[error("{0} is not an organisation number of twelve digits that begins with 16")]
    OrganisationNumber(&'static str),
    /// A text that must be there is empty.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// A group belongs to another provider, or no group is asked for.
    #[error("{0} must hold groups, each beginning with its provider's code")]
    Groups(&'static str),
    /// A part of Skatteverket's that the contract does not know, or no year.
    #[error("{0} is not what contract v11 knows")]
    Skatteverket(&'static str),
}

impl Config {
    /// Every mistake at once.
    #[must_use]
    pub fn faults(&self) -> Vec<ConfigFault> {
        let mut faults = Vec::new();
        let numbers = self
            .personuppgiftsbitrade
            .iter()
            .map(|who| ("personuppgiftsbitrade", &who.organisationsnummer));
        for (key, number) in numbers.chain([("ingivare", &self.ingivare.organisationsnummer)]) {
            if !is_organisation(number) {
                faults.push(ConfigFault::OrganisationNumber(key));
            }
        }
        for (key, text) in [
            ("ingivare.namn", &self.ingivare.namn),
            ("ingivare.handlaggare", &self.ingivare.handlaggare),
            ("syfte", &self.syfte),
            ("lagtext", &self.lagtext),
            ("lefi.aktorsid", &self.lefi.aktorsid),
        ] {
            if text.trim().is_empty() {
                faults.push(ConfigFault::Empty(key));
            }
        }
        for (key, beginning, groups) in [
            ("lefi.fk", "FK:", &self.lefi.fk),
            ("lefi.pm", "PM:", &self.lefi.pm),
        ] {
            if groups.all().next().is_none() || !groups.all().all(|group| group.starts_with(beginning)) {
                faults.push(ConfigFault::Groups(key));
            }
        }
        let known = |part: &String| super::wire::SKV_ELEMENTS.contains(&part.as_str());
        if !self.skatteverket.delar.iter().all(known) || !(1..=10).contains(&self.skatteverket.antal_ar) {
            faults.push(ConfigFault::Skatteverket("skatteverket"));
        }
        faults
    }

    /// How the outbound client for this service is made: this address only, our certificate, this deadline.
    #[must_use]
    pub fn client_options(&self, roots_pem: Vec<u8>, identity: Option<Identity>) -> ClientOptions {
        ClientOptions {
            identity,
            total: Duration::from_secs(self.deadline_seconds),
            max_body: MAX_BYTES,
            ..ClientOptions::for_counterpart(vec![self.endpoint.clone()], roots_pem)
        }
    }
}

/// The contract's pattern (`Organisationsnummer`): the third digit of the number proper is at least 2.
fn is_organisation(number: &str) -> bool {
    number.len() == 12
        && number.starts_with("16")
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && number.as_bytes().get(4).is_some_and(|digit| *digit >= b'2')
}

fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}

const fn half_a_minute() -> u64 {
    30
}
