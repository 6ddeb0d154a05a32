use url::Url;

/// What the relying party and the provider agreed on.
#[derive(Clone, Debug)]
pub struct OidcSettings {
    /// The provider's issuer identifier; discovery starts here.
    pub issuer: Url,
    /// Our name at the provider.
    pub client_id: String,
    /// Where the provider sends the browser back to.
    pub redirect_uri: Url,
    /// The assurance levels that are accepted, the one demanded first
    /// (`http://id.elegnamnden.se/loa/1.0/loa3`).
    pub acr: Vec<String>,
}
