use url::Url;

/// What an installation has agreed with its bank.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the API is, for example `https://appapi2.bankid.com/rp/v6.0/`. Ends with a slash.
    pub base: Url,
    /// The certificate policies that may sign. Any value replaces all of BankID's defaults; none keeps them.
    pub certificate_policies: Vec<String>,
    /// Whether the security code is demanded even where a fingerprint or face would do.
    pub pin_code: bool,
    /// The domain that the citizen's browser is on.
    pub referring_domain: String,
}
