//! Who comes in: by which name of ours, from which address, and how often.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, Request};
use axum::http::header::{HOST, HeaderName};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{Extensions, HeaderMap};
use mn_limit::{Limit, Proxies, Rate};
use url::Url;

use crate::app::App;
use crate::keepsake::Keepsakes;

const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-for");

/// How often what costs us, or somebody behind us, may be done.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// Begins a login.
    pub logins: Rate,
    /// Comes back from the identity provider.
    pub callbacks: Rate,
    /// Brings a visit that does not exist.
    pub unknown_visits: Rate,
    /// Begins a signature order.
    pub orders: Rate,
    /// Tries a passphrase: saves or opens a file of the citizen's own.
    pub keepsakes: Rate,
    /// Takes a copy of everything, or of the journal.
    pub copies: Rate,
    /// Adds a file of the citizen's own.
    pub files: Rate,
}

/// What every request passes.
#[derive(Debug)]
pub struct Gate {
    hosts: Vec<(String, Option<u16>)>,
    default_port: Option<u16>,
    proxies: Proxies,
    /// Logins that begin.
    pub logins: Limit,
    /// Logins that come back.
    pub callbacks: Limit,
    /// Visits that do not exist.
    pub unknown_visits: Limit,
    /// Signature orders that begin.
    pub orders: Limit,
    /// Passphrases that are tried.
    pub keepsakes: Keepsakes,
    /// Copies that are taken.
    pub copies: Limit,
    /// Files that are added.
    pub files: Limit,
}

impl Gate {
    /// Makes the gate of a site. A site on this very machine is known by both of the machine's own names.
    #[must_use]
    pub fn new(base_url: &Url, proxies: Proxies, rates: &Rates) -> Self {
        let default_port = match base_url.scheme() {
            "https" => Some(443),
            _ => Some(80),
        };
        let own = base_url.host_str().unwrap_or_default();
        let names = match own {
            "localhost" | "127.0.0.1" => vec!["localhost", "127.0.0.1"],
            other => vec![other],
        };
        let port = base_url.port_or_known_default();
        Self {
            hosts: names.into_iter().map(|name| (name.to_owned(), port)).collect(),
            default_port,
            proxies,
            logins: Limit::new(rates.logins),
            callbacks: Limit::new(rates.callbacks),
            unknown_visits: Limit::new(rates.unknown_visits),
            orders: Limit::new(rates.orders),
            keepsakes: Keepsakes::new(rates.keepsakes),
            copies: Limit::new(rates.copies),
            files: Limit::new(rates.files),
        }
    }

    /// Whether a request is for this site: by the one `Host` that it names, and by its address if that is a whole one.
    pub fn is_for_us(&self, request: &Request) -> bool {
        let mut hosts = request.headers().get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else {
            return false;
        };
        let host = host.to_str().ok().and_then(|host| host.parse().ok());
        host.is_some_and(|host| self.is_ours(&host))
            && request.uri().authority().is_none_or(|host| self.is_ours(host))
    }

    fn is_ours(&self, host: &Authority) -> bool {
        let port = host.port_u16().or(self.default_port);
        !host.as_str().contains('@')
            && self
                .hosts
                .iter()
                .any(|(name, ours)| host.host().eq_ignore_ascii_case(name) && port == *ours)
    }

    fn address(&self, extensions: &Extensions, headers: &HeaderMap) -> IpAddr {
        // Our own accept loop always tells; whoever comes without an address shares one limit with all such.
        let peer = extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
        // What is no text is no address either, and must not be skipped over.
        let said = headers.get_all(FORWARDED).iter();
        let said = said.map(|value| value.to_str().unwrap_or_default());
        self.proxies.client(peer, said)
    }
}

/// The address of the machine that asks, behind the proxies that are trusted. For limits, and for BankID, which
/// demands it; it is never logged.
#[derive(Clone, Copy)]
pub struct Address(pub IpAddr);

impl FromRequestParts<App> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(parts, app))
    }
}

impl Address {
    /// Whose request it is.
    pub fn of(parts: &Parts, app: &App) -> Self {
        Self(app.gate.address(&parts.extensions, &parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn gate(base_url: &str) -> Gate {
        let many = Rate::new(u32::MAX, u32::MAX);
        let rates = Rates {
            logins: many,
            callbacks: many,
            unknown_visits: many,
            orders: many,
            keepsakes: many,
            copies: many,
            files: many,
        };
        let proxies = Proxies::new(vec!["127.0.0.1/32".parse().expect("a network")]);
        Gate::new(&base_url.parse().expect("an address"), proxies, &rates)
    }

    fn request(uri: &str, headers: &[(&str, &str)]) -> Request {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Body::empty()).expect("a request")
    }

    fn takes(base_url: &str, host: &str) -> bool {
        gate(base_url).is_for_us(&request("/", &[("host", host)]))
    }

    #[test]
    fn only_our_own_name_is_answered_to() {
        let site = "https://medborgarnavet.example/";
        for host in [
            "medborgarnavet.example",
            "Medborgarnavet.Example",
            "medborgarnavet.example:443",
        ] {
            assert!(takes(site, host), "{host}");
        }
        for host in [
            "evil.example",
            "medborgarnavet.example.evil.example",
            "medborgarnavet.example:80",
            "medborgarnavet.example:8080",
            "x@medborgarnavet.example",
            "192.0.2.1",
            "localhost",
            "",
            "a b",
        ] {
            assert!(!takes(site, host), "{host}");
        }
    }

    #[test]
    fn a_demo_answers_to_both_names_of_the_machine_and_to_its_own_port() {
        let site = "http://localhost:8080/";
        assert!(takes(site, "localhost:8080") && takes(site, "127.0.0.1:8080"));
        assert!(!takes(site, "localhost:8081") && !takes(site, "localhost") && !takes(site, "[::1]:8080"));
    }

    #[test]
    fn one_host_must_be_named_and_the_address_must_not_contradict_it() {
        let gate = gate("https://medborgarnavet.example/");
        let ours = ("host", "medborgarnavet.example");
        assert!(!gate.is_for_us(&request("/", &[])));
        assert!(!gate.is_for_us(&request("/", &[ours, ours])));
        assert!(!gate.is_for_us(&request("/", &[ours, ("host", "evil.example")])));
        assert!(!gate.is_for_us(&request("https://evil.example/", &[ours])));
        assert!(gate.is_for_us(&request("https://medborgarnavet.example/", &[ours])));
    }

    fn address(peer: [u8; 4], headers: &[(&str, &str)]) -> String {
        let mut request = request("/", headers);
        let peer = SocketAddr::from((peer, 4711));
        request.extensions_mut().insert(ConnectInfo(peer));
        let gate = gate("http://localhost/");
        gate.address(request.extensions(), request.headers()).to_string()
    }

    #[test]
    fn a_proxys_word_is_taken_and_a_strangers_is_not() {
        let said = [
            ("x-forwarded-for", "203.0.113.9"),
            ("x-forwarded-for", "198.51.100.7"),
        ];
        assert_eq!(address([127, 0, 0, 1], &said), "198.51.100.7");
        assert_eq!(address([192, 0, 2, 1], &said), "192.0.2.1");
        let garbage = [("x-forwarded-for", "198.51.100.7"), ("x-forwarded-for", "\u{e5}")];
        assert_eq!(address([127, 0, 0, 1], &garbage), "127.0.0.1");
    }
}
