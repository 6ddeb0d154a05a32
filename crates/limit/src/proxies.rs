use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;

/// The proxies that are believed when they say whom they speak for.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Takes the networks in which the installation's own proxies are.
    #[must_use]
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// Whose request it is. `forwarded` are the values of `X-Forwarded-For`, in the order of the request: each proxy
    /// adds at the end whom it was asked by, and what stands to the left of the last stranger is the stranger's own
    /// word. A proxy that says something else than an address is taken for the one who asks.
    pub fn client<'a>(&self, peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'a str>) -> IpAddr {
        let mut client = peer.to_canonical();
        for said in forwarded.rev().flat_map(|value| value.rsplit(',')) {
            if !self.is_ours(client) {
                break;
            }
            let Some(address) = address(said.trim()) else {
                break;
            };
            client = address;
        }
        client
    }

    fn is_ours(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// An address, with or without brackets and port, as proxies write them.
fn address(text: &str) -> Option<IpAddr> {
    let bare = || {
        text.strip_prefix('[')?
            .strip_suffix(']')?
            .parse()
            .ok()
            .map(IpAddr::V6)
    };
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    let address = text.parse().ok().or_else(bare).or_else(with_port);
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn client(peer: &str, forwarded: &[&str]) -> String {
        let networks = ["10.0.0.0/8", "127.0.0.1/32", "2001:db8:ff::/48"];
        let networks = networks.map(|network| network.parse().expect("a network"));
        let proxies = Proxies::new(networks.to_vec());
        let peer = peer.parse().expect("an address");
        proxies.client(peer, forwarded.iter().copied()).to_string()
    }

    #[test]
    fn nobody_but_a_trusted_proxy_is_believed() {
        assert_eq!(client("192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(client("2001:db8::1", &["198.51.100.7"]), "2001:db8::1");
        assert_eq!(client("10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        let none = Proxies::default();
        let peer = IpAddr::from([127, 0, 0, 1]);
        assert_eq!(none.client(peer, ["198.51.100.7"].into_iter()), peer);
    }

    #[test]
    fn the_last_stranger_is_the_one_whatever_it_says_of_itself() {
        let hops = ["203.0.113.9, 198.51.100.7, 10.1.1.1"];
        assert_eq!(client("10.0.0.1", &hops), "198.51.100.7");
        let lines = ["203.0.113.9", "198.51.100.7,10.1.1.1"];
        assert_eq!(client("10.0.0.1", &lines), "198.51.100.7");
        let forged = ["10.9.9.9, 198.51.100.7"];
        assert_eq!(client("10.0.0.1", &forged), "198.51.100.7");
    }

    #[test]
    fn a_request_that_came_from_inside_is_the_innermost_proxys() {
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
    }

    #[test]
    fn what_is_no_address_is_not_gone_past() {
        for garbage in [
            "unknown",
            "",
            "_hidden",
            "198.51.100",
            "198.51.100.7:x",
            "[",
            "1.2.3.4 5.6.7.8",
        ] {
            let said = format!("198.51.100.7, {garbage}, 10.0.0.2");
            assert_eq!(client("10.0.0.1", &[&said]), "10.0.0.2", "{garbage}");
        }
    }

    #[test]
    fn ipv6_and_ports_are_read_as_proxies_write_them() {
        for said in ["2001:db8::7", "[2001:db8::7]", "[2001:db8::7]:4711"] {
            assert_eq!(client("2001:db8:ff::1", &[said]), "2001:db8::7", "{said}");
        }
        assert_eq!(client("::ffff:10.0.0.1", &["198.51.100.7:4711"]), "198.51.100.7");
        assert_eq!(
            client("10.0.0.1", &["198.51.100.7, ::ffff:10.0.0.2"]),
            "198.51.100.7"
        );
    }

    proptest! {
        #[test]
        fn no_header_is_believed_from_a_stranger(said in ".{0,80}") {
            prop_assert_eq!(client("192.0.2.1", &[&said]), "192.0.2.1");
        }
    }
}
