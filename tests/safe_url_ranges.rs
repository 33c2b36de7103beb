//! Tests both sides of every edge of the range table, and compares the table with a copy of IANA's registries.
#![cfg(feature = "safe-url")]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use unanimous::Reason;
use unanimous::rule::safe_url::ranges::{AS_OF, GLOBAL_UNICAST, IPV4, IPV6};
use unanimous::rule::safe_url::{Policy, check_addresses};

/// The detail with which the rule refuses an address; `None` if the address is public.
fn detail(address: IpAddr) -> Option<String> {
    let verdict = check_addresses("example.com", &[address], &Policy::default());
    verdict.err().as_ref().and_then(Reason::detail).map(str::to_owned)
}

fn first_and_last(cidr: &str) -> (IpAddr, IpAddr) {
    let (network, prefix) = cidr.split_once('/').unwrap();
    let prefix: u32 = prefix.parse().unwrap();
    match network.parse().unwrap() {
        IpAddr::V4(first) => {
            let last = first.to_bits() | u32::MAX.checked_shr(prefix).unwrap_or(0);
            (first.into(), Ipv4Addr::from_bits(last).into())
        }
        IpAddr::V6(first) => {
            let last = first.to_bits() | u128::MAX.checked_shr(prefix).unwrap_or(0);
            (first.into(), Ipv6Addr::from_bits(last).into())
        }
    }
}

/// The addresses just below the first and just above the last; `None` at an end of the address space.
fn neighbours(cidr: &str) -> (Option<IpAddr>, Option<IpAddr>) {
    match first_and_last(cidr) {
        (IpAddr::V4(first), IpAddr::V4(last)) => (
            first.to_bits().checked_sub(1).map(|bits| Ipv4Addr::from_bits(bits).into()),
            last.to_bits().checked_add(1).map(|bits| Ipv4Addr::from_bits(bits).into()),
        ),
        (IpAddr::V6(first), IpAddr::V6(last)) => (
            first.to_bits().checked_sub(1).map(|bits| Ipv6Addr::from_bits(bits).into()),
            last.to_bits().checked_add(1).map(|bits| Ipv6Addr::from_bits(bits).into()),
        ),
        _ => unreachable!("both ends are of one family"),
    }
}

/// For each row of the table, the details of four addresses: below the first, the first, the last, above the last.
/// `public` is an address that is accepted, `-` one that does not exist.
#[rustfmt::skip]
const EDGES: &[(&str, [&str; 4])] = &[
    ("169.254.169.254/32", ["link_local", "metadata", "metadata", "link_local"]),
    ("169.254.170.2/32", ["link_local", "metadata", "metadata", "link_local"]),
    ("169.254.170.23/32", ["link_local", "metadata", "metadata", "link_local"]),
    ("169.254.0.23/32", ["link_local", "metadata", "metadata", "link_local"]),
    ("169.254.42.42/32", ["link_local", "metadata", "metadata", "link_local"]),
    ("100.100.100.200/32", ["cgnat", "metadata", "metadata", "cgnat"]),
    ("168.63.129.16/32", ["public", "metadata", "metadata", "public"]),
    ("192.0.0.192/32", ["protocol", "metadata", "metadata", "protocol"]),
    ("0.0.0.0/8", ["-", "unspecified", "unspecified", "public"]),
    ("10.0.0.0/8", ["public", "private", "private", "public"]),
    ("100.64.0.0/10", ["public", "cgnat", "cgnat", "public"]),
    ("127.0.0.0/8", ["public", "loopback", "loopback", "public"]),
    ("169.254.0.0/16", ["public", "link_local", "link_local", "public"]),
    ("172.16.0.0/12", ["public", "private", "private", "public"]),
    ("192.0.0.0/24", ["public", "protocol", "protocol", "public"]),
    ("192.0.2.0/24", ["public", "documentation", "documentation", "public"]),
    ("192.31.196.0/24", ["public", "as112", "as112", "public"]),
    ("192.52.193.0/24", ["public", "protocol", "protocol", "public"]),
    ("192.88.99.0/24", ["public", "6to4", "6to4", "public"]),
    ("192.168.0.0/16", ["public", "private", "private", "public"]),
    ("192.175.48.0/24", ["public", "as112", "as112", "public"]),
    ("198.18.0.0/15", ["public", "benchmarking", "benchmarking", "public"]),
    ("198.51.100.0/24", ["public", "documentation", "documentation", "public"]),
    ("203.0.113.0/24", ["public", "documentation", "documentation", "public"]),
    ("255.255.255.255/32", ["reserved", "broadcast", "broadcast", "-"]),
    ("240.0.0.0/4", ["multicast", "reserved", "broadcast", "-"]),
    ("224.0.0.0/4", ["public", "multicast", "multicast", "reserved"]),
    ("fd00:ec2::254/128", ["private", "metadata", "metadata", "private"]),
    ("fd00:ec2::23/128", ["private", "metadata", "metadata", "private"]),
    ("fd20:ce::254/128", ["private", "metadata", "metadata", "private"]),
    ("fd00:c1::a9fe:a9fe/128", ["private", "metadata", "metadata", "private"]),
    ("fd00:42::42/128", ["private", "metadata", "metadata", "private"]),
    ("fe80::a9fe:a9fe/128", ["link_local", "metadata", "metadata", "link_local"]),
    ("::/128", ["-", "unspecified", "unspecified", "loopback"]),
    ("::1/128", ["unspecified", "loopback", "loopback", "ipv4_compatible"]),
    ("::/96", ["-", "unspecified", "ipv4_compatible", "reserved"]),
    ("64:ff9b:1::/48", ["reserved", "nat64_local", "nat64_local", "reserved"]),
    ("100::/64", ["reserved", "discard", "discard", "discard"]),
    ("100:0:0:1::/64", ["discard", "discard", "discard", "reserved"]),
    ("5f00::/16", ["reserved", "srv6", "srv6", "reserved"]),
    ("fc00::/7", ["reserved", "private", "private", "reserved"]),
    ("fe80::/10", ["reserved", "link_local", "link_local", "site_local"]),
    ("fec0::/10", ["link_local", "site_local", "site_local", "multicast"]),
    ("ff00::/8", ["site_local", "multicast", "multicast", "-"]),
    ("2001::/32", ["public", "teredo", "teredo", "protocol"]),
    ("2001:2::/48", ["protocol", "benchmarking", "benchmarking", "protocol"]),
    ("2001:4:112::/48", ["protocol", "as112", "as112", "protocol"]),
    ("2001:10::/28", ["protocol", "orchid", "orchid", "orchid"]),
    ("2001:20::/28", ["orchid", "orchid", "orchid", "protocol"]),
    ("2001::/23", ["public", "teredo", "protocol", "public"]),
    ("2001:db8::/32", ["public", "documentation", "documentation", "public"]),
    ("2002::/16", ["public", "6to4", "6to4", "public"]),
    ("2620:4f:8000::/48", ["public", "as112", "as112", "public"]),
    ("3fff::/20", ["public", "documentation", "documentation", "public"]),
    // Blocks that embed an IPv4 address, and the open block.
    ("2000::/3", ["reserved", "public", "public", "reserved"]),
    ("::ffff:0:0/96", ["reserved", "unspecified", "broadcast", "reserved"]),
    ("64:ff9b::/96", ["reserved", "unspecified", "broadcast", "reserved"]),
];

#[test]
fn both_sides_of_every_edge() {
    for (cidr, expected) in EDGES {
        let ((below, above), (first, last)) = (neighbours(cidr), first_and_last(cidr));
        let told = [below, Some(first), Some(last), above]
            .map(|address| address.map_or("-".to_owned(), |address| detail(address).unwrap_or("public".to_owned())));
        assert_eq!(told, *expected, "{cidr}");
    }
}

#[test]
fn every_row_is_tested_and_cites_its_source() {
    let rows = IPV4.iter().map(|row| (format!("{}/{}", row.network, row.prefix), row.source));
    let rows: Vec<_> =
        rows.chain(IPV6.iter().map(|row| (format!("{}/{}", row.network, row.prefix), row.source))).collect();
    assert_eq!(AS_OF, "2025-10-09");
    let global = format!("{}/{}", GLOBAL_UNICAST.network, GLOBAL_UNICAST.prefix);
    for (cidr, source) in &rows {
        assert!(EDGES.iter().any(|(edge, _)| edge == cidr), "{cidr} has no edges");
        let (first, _) = first_and_last(cidr);
        assert_eq!(first.to_string(), cidr.split_once('/').unwrap().0, "{cidr} begins at its network");
        assert!(source.contains("RFC ") || source.contains(": "), "{cidr}: {source}");
    }
    for (edge, _) in EDGES {
        let unwrapped = *edge == "::ffff:0:0/96" || *edge == "64:ff9b::/96" || *edge == global;
        assert!(unwrapped || rows.iter().any(|(cidr, _)| cidr == edge), "{edge} is no row any more");
    }
}

/// IANA's column "Globally Reachable": true, false, or N/A.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Global {
    Yes,
    No,
    NotApplicable,
}
use Global::{No, NotApplicable, Yes};

/// IANA's IPv4 and IPv6 Special-Purpose Address Registries (as of 2025-10-09): block, name and source, globally
/// reachable.
#[rustfmt::skip]
const REGISTRY: &[(&str, &str, Global)] = &[
    ("0.0.0.0/8", "\"This network\", RFC 791", No),
    ("0.0.0.0/32", "\"This host on this network\", RFC 1122", No),
    ("10.0.0.0/8", "Private-Use, RFC 1918", No),
    ("100.64.0.0/10", "Shared Address Space, RFC 6598", No),
    ("127.0.0.0/8", "Loopback, RFC 1122", No),
    ("169.254.0.0/16", "Link Local, RFC 3927", No),
    ("172.16.0.0/12", "Private-Use, RFC 1918", No),
    ("192.0.0.0/24", "IETF Protocol Assignments, RFC 6890", No),
    ("192.0.0.0/29", "IPv4 Service Continuity Prefix, RFC 7335", No),
    ("192.0.0.8/32", "IPv4 dummy address, RFC 7600", No),
    ("192.0.0.9/32", "Port Control Protocol Anycast, RFC 7723", Yes),
    ("192.0.0.10/32", "Traversal Using Relays around NAT Anycast, RFC 8155", Yes),
    ("192.0.0.170/32", "NAT64/DNS64 Discovery, RFC 8880", No),
    ("192.0.0.171/32", "NAT64/DNS64 Discovery, RFC 8880", No),
    ("192.0.2.0/24", "Documentation (TEST-NET-1), RFC 5737", No),
    ("192.31.196.0/24", "AS112-v4, RFC 7535", Yes),
    ("192.52.193.0/24", "AMT, RFC 7450", Yes),
    ("192.88.99.0/24", "Deprecated (6to4 Relay Anycast), RFC 7526", NotApplicable),
    ("192.88.99.2/32", "6a44-relay anycast address, RFC 6751", No),
    ("192.168.0.0/16", "Private-Use, RFC 1918", No),
    ("192.175.48.0/24", "Direct Delegation AS112 Service, RFC 7534", Yes),
    ("198.18.0.0/15", "Benchmarking, RFC 2544", No),
    ("198.51.100.0/24", "Documentation (TEST-NET-2), RFC 5737", No),
    ("203.0.113.0/24", "Documentation (TEST-NET-3), RFC 5737", No),
    ("240.0.0.0/4", "Reserved, RFC 1112", No),
    ("255.255.255.255/32", "Limited Broadcast, RFC 8190 and RFC 919", No),
    ("::1/128", "Loopback Address, RFC 4291", No),
    ("::/128", "Unspecified Address, RFC 4291", No),
    ("::ffff:0:0/96", "IPv4-mapped Address, RFC 4291", No),
    ("64:ff9b::/96", "IPv4-IPv6 Translation, RFC 6052", Yes),
    ("64:ff9b:1::/48", "IPv4-IPv6 Translation, RFC 8215", No),
    ("100::/64", "Discard-Only Address Block, RFC 6666", No),
    ("100:0:0:1::/64", "Dummy IPv6 Prefix, RFC 9780", No),
    ("2001::/23", "IETF Protocol Assignments, RFC 2928", No),
    ("2001::/32", "TEREDO, RFC 4380 and RFC 8190", NotApplicable),
    ("2001:1::1/128", "Port Control Protocol Anycast, RFC 7723", Yes),
    ("2001:1::2/128", "Traversal Using Relays around NAT Anycast, RFC 8155", Yes),
    ("2001:1::3/128", "DNS-SD Service Registration Protocol Anycast, RFC 9665", Yes),
    ("2001:2::/48", "Benchmarking, RFC 5180", No),
    ("2001:3::/32", "AMT, RFC 7450", Yes),
    ("2001:4:112::/48", "AS112-v6, RFC 7535", Yes),
    ("2001:10::/28", "Deprecated (previously ORCHID), RFC 4843", NotApplicable),
    ("2001:20::/28", "ORCHIDv2, RFC 7343", Yes),
    ("2001:30::/28", "Drone Remote ID Protocol Entity Tags Prefix, RFC 9374", Yes),
    ("2001:db8::/32", "Documentation, RFC 3849", No),
    ("2002::/16", "6to4, RFC 3056", NotApplicable),
    ("2620:4f:8000::/48", "Direct Delegation AS112 Service, RFC 7534", Yes),
    ("3fff::/20", "Documentation, RFC 9637", No),
    ("5f00::/16", "Segment Routing (SRv6) SIDs, RFC 9602", No),
    ("fc00::/7", "Unique-Local, RFC 4193 and RFC 8190", No),
    ("fe80::/10", "Link-Local Unicast, RFC 4291", No),
];

/// The blocks whose verdict deviates from the registry, and why.
const DEVIATIONS: &[(&str, &str)] = &[
    ("192.0.0.9/32", "an anycast service of the network, no place for a webhook"),
    ("192.0.0.10/32", "an anycast service of the network, no place for a webhook"),
    ("192.31.196.0/24", "a sink for stray DNS queries, run by anybody"),
    ("192.52.193.0/24", "multicast relays, run by anybody"),
    ("192.175.48.0/24", "a sink for stray DNS queries, run by anybody"),
    ("::ffff:0:0/96", "the system sends plain IPv4, so the IPv4 address is judged"),
    ("2001:1::1/128", "an anycast service of the network, no place for a webhook"),
    ("2001:1::2/128", "an anycast service of the network, no place for a webhook"),
    ("2001:1::3/128", "an anycast service of the network, no place for a webhook"),
    ("2001:3::/32", "multicast relays, run by anybody"),
    ("2001:4:112::/48", "a sink for stray DNS queries, run by anybody"),
    ("2001:20::/28", "identifiers, no locators"),
    ("2001:30::/28", "identifiers, no locators"),
    ("2620:4f:8000::/48", "a sink for stray DNS queries, run by anybody"),
];

/// An address in the block. If the block embeds IPv4 addresses, the embedded one is public.
fn sample(cidr: &str) -> IpAddr {
    let (first, last) = first_and_last(cidr);
    match (first, last) {
        (IpAddr::V6(first), IpAddr::V6(last)) if first != last => {
            Ipv6Addr::from_bits(first.to_bits() | (last.to_bits() & 0x0808_0808)).into()
        }
        _ => first,
    }
}

#[test]
fn each_block_of_the_registry_is_followed_or_is_a_listed_deviation() {
    for &(cidr, name, global) in REGISTRY {
        let accepted = detail(sample(cidr)).is_none();
        let followed = accepted == (global == Yes);
        let deviation = DEVIATIONS.iter().find(|(row, _)| *row == cidr);
        match (followed, deviation) {
            (true, None) | (false, Some(_)) => {}
            (false, None) => panic!("{cidr} ({name}) is {global:?} to IANA, and accepted: {accepted}"),
            (true, Some(_)) => panic!("{cidr} ({name}) deviates no more: strike it from the list"),
        }
        // A rejected block is rejected at both ends.
        if !accepted {
            let (first, last) = first_and_last(cidr);
            assert!(detail(first).is_some() && detail(last).is_some(), "{cidr}");
        }
    }
    for (cidr, _) in DEVIATIONS {
        assert!(REGISTRY.iter().any(|(row, ..)| row == cidr), "{cidr} is no row of the registry");
    }
}

/// Each row of the table is a row of a registry, or a metadata address.
#[test]
fn every_row_comes_from_a_registry() {
    let others = [
        "224.0.0.0/4",
        "ff00::/8",
        "fec0::/10",
        "::/96", // the address space registries
    ];
    for row in IPV4 {
        let cidr = format!("{}/{}", row.network, row.prefix);
        let known = REGISTRY.iter().any(|(name, ..)| *name == cidr) || others.contains(&cidr.as_str());
        assert!(known || row.kind.as_str() == "metadata", "{cidr}");
    }
    for row in IPV6 {
        let cidr = format!("{}/{}", row.network, row.prefix);
        let known = REGISTRY.iter().any(|(name, ..)| *name == cidr) || others.contains(&cidr.as_str());
        assert!(known || row.kind.as_str() == "metadata", "{cidr}");
    }
}
