//! Where a webhook may go: to the whole public internet, and to the private networks the operator names.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// Networks that are not the public internet (IANA special-purpose registries). An address in one of them is reached
/// only if the operator says so: a body must not be able to make the platform call its own neighbours.
const SPECIAL: [&str; 21] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
    "::/127",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "fc00::/7",
    "fe80::/10",
    "ff00::/8",
];

/// What webhooks may reach.
#[derive(Debug, Clone)]
pub(super) struct Networks {
    special: Vec<IpNet>,
    own: Vec<IpNet>,
}

impl Networks {
    pub(super) fn new(own: Vec<IpNet>) -> Self {
        Self { special: SPECIAL.iter().filter_map(|net| net.parse().ok()).collect(), own }
    }

    /// One of the networks the operator names.
    pub(super) fn is_own(&self, address: IpAddr) -> bool {
        let address = plain(address);
        self.own.iter().any(|net| net.contains(&address))
    }

    pub(super) fn reaches(&self, address: IpAddr) -> bool {
        let address = plain(address);
        self.is_own(address) || !self.special.iter().any(|net| net.contains(&address))
    }
}

/// The IPv4 address inside an IPv6 one that only wraps it: mapped, or translated by the well-known prefix.
fn plain(address: IpAddr) -> IpAddr {
    let IpAddr::V6(six) = address else { return address };
    let translated = |six: Ipv6Addr| {
        let [prefix @ .., high, low] = six.segments();
        let [first, second] = high.to_be_bytes();
        let [third, fourth] = low.to_be_bytes();
        (prefix == [0x64, 0xff9b, 0, 0, 0, 0]).then(|| Ipv4Addr::new(first, second, third, fourth))
    };
    six.to_ipv4_mapped().or_else(|| translated(six)).map_or(address, IpAddr::V4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reaches(networks: &Networks, address: &str) -> bool {
        networks.reaches(address.parse().unwrap())
    }

    #[test]
    fn every_special_network_is_read() {
        assert_eq!(Networks::new(Vec::new()).special.len(), SPECIAL.len());
    }

    #[test]
    fn neighbours_are_reached_only_where_the_operator_says_so() {
        let none = Networks::new(Vec::new());
        for public in ["1.1.1.1", "223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5"] {
            assert!(reaches(&none, public), "{public}");
        }
        let neighbours = [
            "127.0.0.1",
            "10.1.2.3",
            "172.31.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "239.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fd00::1",
            "fe80::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
        ];
        for neighbour in neighbours {
            assert!(!reaches(&none, neighbour), "{neighbour}");
        }
        let own = Networks::new(vec!["10.0.0.0/8".parse().unwrap()]);
        assert!(reaches(&own, "10.1.2.3") && reaches(&own, "::ffff:10.1.2.3") && !reaches(&own, "127.0.0.1"));
    }
}
