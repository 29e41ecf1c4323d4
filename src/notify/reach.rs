//! Which addresses a webhook may go to: public ones, and those networks that the configuration names (SECURITY 3.5).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A part of the net: `10.1.2.0/24`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    /// So many bits say which network it is.
    bits: u32,
}

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let first: IpAddr = address.parse().map_err(|_| NoNetwork)?;
        let most = if first.is_ipv4() { 32 } else { 128 };
        let is_number = |bits: &&str| bits.bytes().all(|byte| byte.is_ascii_digit());
        let bits = bits.map(|bits| Some(bits).filter(is_number).and_then(|bits| bits.parse::<u32>().ok()));
        match bits {
            None => Ok(Self { first, bits: most }),
            Some(Some(bits)) if bits <= most => Ok(Self { first, bits }),
            Some(_) => Err(NoNetwork),
        }
    }
}

/// A text that names no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a network like 10.1.2.0/24")]
pub struct NoNetwork;

impl Network {
    /// Does the address lie in it?
    #[must_use]
    pub fn has(&self, address: IpAddr) -> bool {
        let same = |one: u128, other: u128, width: u32| {
            let rest = width - self.bits;
            rest >= 128 || one >> rest == other >> rest
        };
        match (self.first, address.to_canonical()) {
            (IpAddr::V4(first), IpAddr::V4(address)) => same(u32::from(first).into(), u32::from(address).into(), 32),
            (IpAddr::V6(first), IpAddr::V6(address)) => same(first.into(), address.into(), 128),
            _ => false,
        }
    }
}

/// Networks of IPv4 that are nobody's on the public net (IANA, Special-Purpose Address Registry).
const SPECIAL_V4: [(Ipv4Addr, u32); 17] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 52, 193, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// What is given out of IPv6 to the public net; all else is private, link-local, of a test, or another protocol's.
const PUBLIC_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Within that: protocols (Teredo among them), documentation, 6to4, and documentation again.
const SPECIAL_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Is it an address of the public net? One of IPv4 that is written as one of IPv6 is what it means.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    let within = |first: IpAddr, bits| Network { first, bits }.has(address);
    match address.to_canonical() {
        IpAddr::V4(_) => !SPECIAL_V4.iter().any(|(first, bits)| within((*first).into(), *bits)),
        IpAddr::V6(_) => {
            let special = SPECIAL_V6.iter().any(|(first, bits)| within((*first).into(), *bits));
            within(PUBLIC_V6.0.into(), PUBLIC_V6.1) && !special
        }
    }
}

/// May a webhook go there?
#[must_use]
pub fn may_go(address: IpAddr, allowed: &[Network]) -> bool {
    is_public(address) || allowed.iter().any(|network| network.has(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_public() {
        for text in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
            "::127.0.0.1",
            "5f00::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
        for text in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.0",
            "192.167.1.1",
            "198.17.0.1",
            "198.20.0.0",
            "223.255.255.255",
            "::ffff:1.1.1.1",
            "2001:200::1",
            "2a00:1450::1",
            "2620:fe::fe",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn a_network_that_is_allowed_is_that_one_and_no_other() {
        let allowed: Vec<Network> =
            ["10.1.2.0/24", "fd00:1::/32", "127.0.0.1"].map(|text| text.parse().unwrap()).into();
        for (text, may) in [
            ("10.1.2.255", true),
            ("::ffff:10.1.2.3", true),
            ("10.1.3.0", false),
            ("fd00:1:2::3", true),
            ("fd00:2::1", false),
            ("127.0.0.1", true),
            ("127.0.0.2", false),
            ("9.9.9.9", true),
        ] {
            assert_eq!(may_go(text.parse().unwrap(), &allowed), may, "{text}");
        }
        let all: Network = "::/0".parse().unwrap();
        assert!(all.has("fe80::1".parse().unwrap()) && !all.has("10.0.0.1".parse().unwrap()));
        for text in ["", "10", "10.1.2.0/33", "10.1.2.0/", "10.1.2.0/+8", "10.1.2/24", "::/129", "x/8", "10.0.0.0/8 "] {
            assert_eq!(text.parse::<Network>(), Err(NoNetwork), "{text}");
        }
    }
}
