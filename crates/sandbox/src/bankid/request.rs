//! What a relying party sends to begin an order, held against the API's limits.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use crate::pki::Purpose;

/// The body of `auth` and `sign`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartRequest {
    end_user_ip: String,
    /// Base64 of what the user sees.
    pub user_visible_data: Option<String>,
    /// Base64 of what the user does not see.
    pub user_non_visible_data: Option<String>,
    /// `plaintext` or `simpleMarkdownV1`.
    pub user_visible_data_format: Option<String>,
    /// Where the app sends the user afterwards.
    pub return_url: Option<String>,
    /// Whether the risk is wanted.
    #[serde(default)]
    pub return_risk: bool,
    /// What the user must meet.
    #[serde(default)]
    pub requirement: Requirement,
    web: Option<Web>,
    app: Option<App>,
}

/// What the user must meet.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Requirement {
    /// Only this person.
    pub personal_number: Option<String>,
    /// Only these kinds of BankID.
    pub certificate_policies: Option<Vec<String>>,
    #[serde(rename = "pinCode")]
    _pin_code: Option<bool>,
    #[serde(rename = "mrtd")]
    _mrtd: Option<bool>,
    card_reader: Option<String>,
    risk: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Web {
    referring_domain: Option<String>,
    user_agent: Option<String>,
    device_identifier: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the API's own name")]
struct App {
    app_identifier: Option<String>,
    #[serde(rename = "deviceOS")]
    device_os: Option<String>,
    device_model_name: Option<String>,
    device_identifier: Option<String>,
}

/// The policy of the pretend phones.
const MOBILE: &str = "1.2.3.4.25";

impl StartRequest {
    /// Checks lengths and values; the error is the API's `details`.
    pub fn check(&self, purpose: Purpose) -> Result<(), &'static str> {
        self.end_user_ip
            .parse::<IpAddr>()
            .map_err(|_| "Invalid endUserIp")?;
        let (visible, non_visible) = match purpose {
            Purpose::Signature => (40_000, 200_000),
            Purpose::Login => (1_500, 1_500),
        };
        if purpose == Purpose::Signature && self.user_visible_data.as_deref().is_none_or(str::is_empty) {
            return Err("No userVisibleData");
        }
        if let Some(text) = &self.user_visible_data {
            let decoded = STANDARD
                .decode(text)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok());
            if text.len() > visible || decoded.is_none() {
                return Err("Invalid userVisibleData");
            }
        }
        if let Some(data) = &self.user_non_visible_data
            && (data.len() > non_visible || STANDARD.decode(data).is_err())
        {
            return Err("Invalid userNonVisibleData");
        }
        let format = self.user_visible_data_format.as_deref();
        if !matches!(format, None | Some("plaintext" | "simpleMarkdownV1")) {
            return Err("Invalid userVisibleDataFormat");
        }
        if self
            .return_url
            .as_ref()
            .is_some_and(|url| url.len() > 512 || url::Url::parse(url).is_err())
        {
            return Err("Invalid returnUrl");
        }
        self.check_device()?;
        self.requirement.check()
    }

    fn check_device(&self) -> Result<(), &'static str> {
        let within = |text: &Option<String>, least: usize, most: usize| {
            text.as_ref()
                .is_none_or(|text| (least..=most).contains(&text.chars().count()))
        };
        match (&self.web, &self.app) {
            (Some(_), Some(_)) => Err("Both web and app"),
            (Some(web), None) => {
                let fits = within(&web.referring_domain, 3, 253)
                    && within(&web.user_agent, 1, 256)
                    && within(&web.device_identifier, 1, 64);
                if fits { Ok(()) } else { Err("Invalid web") }
            }
            (None, Some(app)) => {
                let names = [
                    &app.app_identifier,
                    &app.device_os,
                    &app.device_model_name,
                    &app.device_identifier,
                ];
                if names.into_iter().all(|name| within(name, 1, 128)) {
                    Ok(())
                } else {
                    Err("Invalid app")
                }
            }
            (None, None) => Ok(()),
        }
    }

    /// The user's address.
    pub fn address(&self) -> &str {
        &self.end_user_ip
    }

    /// What the user sees, decoded.
    pub fn visible_text(&self) -> String {
        let bytes = self
            .user_visible_data
            .as_ref()
            .and_then(|text| STANDARD.decode(text).ok());
        String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
    }
}

impl Requirement {
    fn check(&self) -> Result<(), &'static str> {
        let twelve = |number: &String| number.len() == 12 && number.bytes().all(|byte| byte.is_ascii_digit());
        if self
            .personal_number
            .as_ref()
            .is_some_and(|number| !twelve(number))
        {
            return Err("Incorrect personalNumber");
        }
        if !matches!(self.card_reader.as_deref(), None | Some("class1" | "class2")) {
            return Err("Incorrect cardReader");
        }
        let risk = self.risk.as_ref().map(|risk| risk.to_ascii_lowercase());
        if !matches!(risk.as_deref(), None | Some("low" | "moderate")) {
            return Err("Incorrect risk");
        }
        Ok(())
    }

    /// Tells whether a person with a mobile BankID may use the order.
    pub fn admits(&self, number: &str) -> bool {
        let person = self
            .personal_number
            .as_deref()
            .is_none_or(|wanted| wanted == number);
        let policy = self.certificate_policies.as_ref().is_none_or(|policies| {
            policies.is_empty()
                || policies.iter().any(|policy| match policy.strip_suffix('*') {
                    Some(start) => MOBILE.starts_with(start),
                    None => policy == MOBILE,
                })
        });
        person && policy
    }
}
