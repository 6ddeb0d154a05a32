use mn_domain::Sensitive;
use url::Url;

const ON_PHONE: &str = "https://app.bankid.com/";
const ON_COMPUTER: &str = "bankid:///";

/// The links that start the app on the same device. Whoever has one can take over the order: they go to the citizen's own
/// browser and nowhere else.
#[derive(Clone, Debug)]
pub struct Links {
    /// For a phone or tablet.
    pub mobile: Sensitive<String>,
    /// For a computer.
    pub desktop: Sensitive<String>,
}

impl Links {
    pub(super) fn of(auto_start_token: &Sensitive<String>) -> Self {
        // EXPOSE: the links carry the token to the app on the citizen's device.
        let token = auto_start_token.expose().as_str();
        Self {
            mobile: link(ON_PHONE, &[("autostarttoken", token)]),
            desktop: link(ON_COMPUTER, &[("autostarttoken", token), ("redirect", "null")]),
        }
    }
}

fn link(base: &'static str, pairs: &[(&str, &str)]) -> Sensitive<String> {
    let url = Url::parse_with_params(base, pairs);
    Sensitive::new(url.map(String::from).unwrap_or_default())
}
