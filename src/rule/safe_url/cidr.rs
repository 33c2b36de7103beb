//! CIDR blocks, as a policy writes them: `10.0.0.0/8`, `fd00::/8`, or one address.

use alloc::format;
use alloc::string::String;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::embedded::{NAT64_LENGTHS, nat64_ipv4, well_known_ipv4};
use super::ranges;
use crate::reason::quoted;

/// A block of addresses, in its own family: an IPv6 block never holds an IPv4 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cidr {
    network: IpAddr,
    prefix: u8,
}

impl Cidr {
    /// Reads a block; a bare address is a block of one address. Bits beyond the prefix are an error: the text is
    /// probably a typing error, and each reading of it may open more than its author meant.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (network, prefix) = match text.split_once('/') {
            Some((network, prefix)) => (network, Some(prefix)),
            None => (text, None),
        };
        let network: IpAddr =
            network.parse().map_err(|_| format!("{} is no IP address or CIDR block", quoted(text)))?;
        let width = if network.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => width,
            Some(digits) => {
                let canonical = !digits.is_empty()
                    && digits.bytes().all(|b| b.is_ascii_digit())
                    && (digits == "0" || !digits.starts_with('0'));
                let prefix = if canonical { digits.parse().ok() } else { None };
                prefix
                    .filter(|&prefix| prefix <= width)
                    .ok_or_else(|| format!("{} has no prefix length from 0 to {width}", quoted(text)))?
            }
        };
        let block = Self { network, prefix };
        if block.has_host_bits() {
            return Err(format!("{} has bits set beyond its prefix", quoted(text)));
        }
        Ok(block.unwrapped())
    }

    /// Whether the block is this one address and no other.
    pub(super) fn is_exactly(self, address: IpAddr) -> bool {
        self.network == address && self.prefix == if address.is_ipv4() { 32 } else { 128 }
    }

    pub(super) fn contains(self, address: IpAddr) -> bool {
        match (self.network, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                ranges::same_prefix4(network.to_bits(), address.to_bits(), self.prefix)
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                ranges::same_prefix6(network.to_bits(), address.to_bits(), self.prefix)
            }
            _ => false,
        }
    }

    fn has_host_bits(self) -> bool {
        match self.network {
            IpAddr::V4(network) => network.to_bits().checked_shl(self.prefix.into()).unwrap_or(0) != 0,
            IpAddr::V6(network) => network.to_bits().checked_shl(self.prefix.into()).unwrap_or(0) != 0,
        }
    }

    /// The IPv4 block inside an IPv4-mapped or NAT64 block, since such addresses are judged as IPv4; any other block
    /// unchanged.
    fn unwrapped(self) -> Self {
        match self.network {
            IpAddr::V6(network) if self.prefix >= 96 => well_known_ipv4(network)
                .map_or(self, |network| Self { network: network.into(), prefix: self.prefix - 96 }),
            _ => self,
        }
    }
}

/// A prefix with which an operator's NAT64 wraps IPv4 addresses (RFC 6052 section 2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Nat64Prefix(Cidr);

impl Nat64Prefix {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let block = Cidr::parse(text)?;
        let IpAddr::V6(network) = block.network else {
            return Err(format!("{} is no IPv6 prefix, or one that is unwrapped without saying so", quoted(text)));
        };
        if !NAT64_LENGTHS.contains(&block.prefix) {
            return Err(format!("{} has no prefix length of RFC 6052: 32, 40, 48, 56, 64 or 96", quoted(text)));
        }
        if network.octets()[8] != 0 {
            return Err(format!("{} has bits 64 to 71 set, which RFC 6052 section 2.2 forbids", quoted(text)));
        }
        // Addresses with this prefix are judged by the IPv4 address in them alone. So the prefix must be one that a
        // network can route to a translator: never loopback, link-local or multicast.
        let kind = ranges::kind_of_v6(network);
        if matches!(kind, None | Some(ranges::Kind::Private | ranges::Kind::Nat64Local)) {
            Ok(Self(block))
        } else {
            Err(format!("{} is no prefix that a network can route to a translator", quoted(text)))
        }
    }

    /// The IPv4 address in an address with this prefix; `None` for any other address, and `Some(Err(()))` where the
    /// `u` octet (bits 64 to 71) is not zero. The suffix is ignored, as RFC 6052 section 2.2 tells translators to.
    pub(super) fn unwrap(self, address: Ipv6Addr) -> Option<Result<Ipv4Addr, ()>> {
        if !self.0.contains(address.into()) {
            return None;
        }
        if address.octets()[8] != 0 {
            return Some(Err(()));
        }
        Some(Ok(nat64_ipv4(address, self.0.prefix)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks() {
        let cases = [
            ("10.0.0.0/8", "10.255.255.255", true),
            ("10.0.0.0/8", "11.0.0.0", false),
            ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "::1", false),
            ("::/0", "::1", true),
            ("::/0", "8.8.8.8", false),
            ("10.0.0.1", "10.0.0.1", true),
            ("10.0.0.1/32", "10.0.0.2", false),
            ("fd00::/8", "fdff::1", true),
            ("fd00::/8", "fc00::1", false),
            ("::ffff:10.0.0.0/104", "10.1.2.3", true),
            ("64:ff9b::10.0.0.0/104", "10.1.2.3", true),
        ];
        for (block, address, inside) in cases {
            assert_eq!(Cidr::parse(block).unwrap().contains(address.parse().unwrap()), inside, "{block} {address}");
        }
        for bad in
            ["", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/+8", "10/8", "fe80::1%1", "::1/129"]
        {
            assert!(Cidr::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_examples_of_rfc_6052_section_2_4() {
        let cases = [
            ("2a01:db8::/32", "2a01:db8:c000:221::"),
            ("2a01:db8:100::/40", "2a01:db8:1c0:2:21::"),
            ("2a01:db8:122::/48", "2a01:db8:122:c000:2:2100::"),
            ("2a01:db8:122:300::/56", "2a01:db8:122:3c0:0:221::"),
            ("2a01:db8:122:344::/64", "2a01:db8:122:344:c0:2:2100::"),
            ("2a01:db8:122:344::/96", "2a01:db8:122:344::c000:221"),
        ];
        for (prefix, address) in cases {
            let address = address.parse().unwrap();
            let prefix = Nat64Prefix::parse(prefix).unwrap();
            assert_eq!(prefix.unwrap(address), Some(Ok([192, 0, 2, 33].into())), "{address}");
            assert_eq!(prefix.unwrap("2a02::1".parse().unwrap()), None);
        }
        let prefix = Nat64Prefix::parse("2a01:db8:122:344::/64").unwrap();
        assert_eq!(prefix.unwrap("2a01:db8:122:344:1c0:2:2100::".parse().unwrap()), Some(Err(())));
        for bad in ["10.0.0.0/8", "2a01::/33", "2a01::/128", "fe80::/64", "ff00::/32", "::/96", "2a01:0:0:0:100::/96"] {
            assert!(Nat64Prefix::parse(bad).is_err(), "{bad}");
        }
    }
}
