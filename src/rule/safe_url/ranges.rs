//! Which addresses are no public destination: one dated table, each row with its registry and its RFC.
//!
//! This file is data; `address.rs` judges an address inside another one (mapped, NAT64).
//! Rows that IANA calls globally reachable and this table rejects all the same are infrastructure that no webhook
//! lives on: anycast services (AS112, PCP, TURN, AMT), 6to4 and ORCHID.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The state of the IANA registries that the table follows.
pub const AS_OF: &str = "2025-10-09";

/// Why an address is no public destination; [`Kind::as_str`] is the detail code of `url_private`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A cloud's metadata service, which hands out credentials: never opened but by its own exact entry.
    Metadata,
    /// The host itself.
    Loopback,
    /// A private network: RFC 1918, or a unique local IPv6 address (RFC 4193).
    Private,
    /// Shared address space behind a carrier's NAT (RFC 6598).
    Cgnat,
    /// The link.
    LinkLocal,
    /// IPv6 site-local, deprecated by RFC 3879 and still routed inside sites.
    SiteLocal,
    /// "This network" or the unspecified address, which many systems take for themselves.
    Unspecified,
    /// Many receivers.
    Multicast,
    /// All receivers on the link.
    Broadcast,
    /// For examples in documents.
    Documentation,
    /// For bench tests of network devices.
    Benchmarking,
    /// Assigned to a protocol of the IETF, infrastructure only.
    Protocol,
    /// The AS112 sink of misdirected DNS queries.
    As112,
    /// 6to4 and its relays: an IPv4 address in an IPv6 one, over a deprecated tunnel.
    SixToFour,
    /// Teredo: an obscured IPv4 address in an IPv6 one.
    Teredo,
    /// Cryptographic identifiers that are no locators.
    Orchid,
    /// An IPv4 address in `::/96`, deprecated by RFC 4291.
    Ipv4Compatible,
    /// NAT64 for local use, which leads where only the operator knows.
    Nat64Local,
    /// An ISATAP interface identifier that leads to a private IPv4 address.
    Isatap,
    /// The discard prefix.
    Discard,
    /// Segment identifiers of segment routing (`SRv6`, RFC 9602).
    Srv6,
    /// Set aside for the future.
    Reserved,
}

impl Kind {
    /// The detail code: `loopback`, `private`, `link_local`, …
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::Loopback => "loopback",
            Self::Private => "private",
            Self::Cgnat => "cgnat",
            Self::LinkLocal => "link_local",
            Self::SiteLocal => "site_local",
            Self::Unspecified => "unspecified",
            Self::Multicast => "multicast",
            Self::Broadcast => "broadcast",
            Self::Documentation => "documentation",
            Self::Benchmarking => "benchmarking",
            Self::Protocol => "protocol",
            Self::As112 => "as112",
            Self::SixToFour => "6to4",
            Self::Teredo => "teredo",
            Self::Orchid => "orchid",
            Self::Ipv4Compatible => "ipv4_compatible",
            Self::Nat64Local => "nat64_local",
            Self::Isatap => "isatap",
            Self::Discard => "discard",
            Self::Srv6 => "srv6",
            Self::Reserved => "reserved",
        }
    }

    /// Whether such an address can belong to an operator's own network, so that an `allowHosts` name may have it.
    ///
    /// Link-local is left out: clouds keep services with credentials there, beyond those that the table names.
    pub(super) const fn is_own_network(self) -> bool {
        matches!(self, Self::Loopback | Self::Private | Self::Cgnat | Self::SiteLocal)
    }
}

/// One row: a range of IPv4 addresses.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Range4 {
    /// The first address.
    pub network: Ipv4Addr,
    /// How many leading bits are fixed.
    pub prefix: u8,
    /// What the range is for.
    pub kind: Kind,
    /// The registry or document that says so.
    pub source: &'static str,
}

/// One row: a range of IPv6 addresses.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Range6 {
    /// The first address.
    pub network: Ipv6Addr,
    /// How many leading bits are fixed.
    pub prefix: u8,
    /// What the range is for.
    pub kind: Kind,
    /// The registry or document that says so.
    pub source: &'static str,
}

const fn v4([a, b, c, d]: [u8; 4], prefix: u8, kind: Kind, source: &'static str) -> Range4 {
    Range4 { network: Ipv4Addr::new(a, b, c, d), prefix, kind, source }
}

/// A row from the leading groups of its network; the rest are zeros.
const fn v6(groups: &[u16], prefix: u8, kind: Kind, source: &'static str) -> Range6 {
    let mut bits = 0_u128;
    let mut at = 0;
    while at < groups.len() {
        bits |= (groups[at] as u128) << (112 - 16 * at);
        at += 1;
    }
    Range6 { network: Ipv6Addr::from_bits(bits), prefix, kind, source }
}

/// The IPv4 addresses that are rejected. The first row that holds an address names its kind.
pub const IPV4: &[Range4] = &[
    // The clouds' own documentation: single addresses that hand out credentials.
    v4([169, 254, 169, 254], 32, Kind::Metadata, "AWS, Google Cloud, Azure, Oracle, OpenStack: instance metadata"),
    v4([169, 254, 170, 2], 32, Kind::Metadata, "AWS: ECS task credentials"),
    v4([169, 254, 170, 23], 32, Kind::Metadata, "AWS: EKS Pod Identity"),
    v4([169, 254, 0, 23], 32, Kind::Metadata, "Tencent Cloud: instance metadata"),
    v4([169, 254, 42, 42], 32, Kind::Metadata, "Scaleway: instance metadata"),
    v4([100, 100, 100, 200], 32, Kind::Metadata, "Alibaba Cloud: instance metadata"),
    v4([168, 63, 129, 16], 32, Kind::Metadata, "Azure: WireServer, an address of the public range"),
    v4([192, 0, 0, 192], 32, Kind::Metadata, "Oracle Cloud Classic: instance metadata"),
    // IANA IPv4 Special-Purpose Address Registry.
    v4([0, 0, 0, 0], 8, Kind::Unspecified, "IANA IPv4 special-purpose, RFC 791 section 3.2"),
    v4([10, 0, 0, 0], 8, Kind::Private, "IANA IPv4 special-purpose, RFC 1918"),
    v4([100, 64, 0, 0], 10, Kind::Cgnat, "IANA IPv4 special-purpose, RFC 6598"),
    v4([127, 0, 0, 0], 8, Kind::Loopback, "IANA IPv4 special-purpose, RFC 1122 section 3.2.1.3"),
    v4([169, 254, 0, 0], 16, Kind::LinkLocal, "IANA IPv4 special-purpose, RFC 3927"),
    v4([172, 16, 0, 0], 12, Kind::Private, "IANA IPv4 special-purpose, RFC 1918"),
    v4([192, 0, 0, 0], 24, Kind::Protocol, "IANA IPv4 special-purpose, RFC 6890 section 2.1"),
    v4([192, 0, 2, 0], 24, Kind::Documentation, "IANA IPv4 special-purpose, RFC 5737"),
    v4([192, 31, 196, 0], 24, Kind::As112, "IANA IPv4 special-purpose, RFC 7535"),
    v4([192, 52, 193, 0], 24, Kind::Protocol, "IANA IPv4 special-purpose, RFC 7450 (AMT)"),
    v4([192, 88, 99, 0], 24, Kind::SixToFour, "IANA IPv4 special-purpose, RFC 7526"),
    v4([192, 168, 0, 0], 16, Kind::Private, "IANA IPv4 special-purpose, RFC 1918"),
    v4([192, 175, 48, 0], 24, Kind::As112, "IANA IPv4 special-purpose, RFC 7534"),
    v4([198, 18, 0, 0], 15, Kind::Benchmarking, "IANA IPv4 special-purpose, RFC 2544"),
    v4([198, 51, 100, 0], 24, Kind::Documentation, "IANA IPv4 special-purpose, RFC 5737"),
    v4([203, 0, 113, 0], 24, Kind::Documentation, "IANA IPv4 special-purpose, RFC 5737"),
    v4([255, 255, 255, 255], 32, Kind::Broadcast, "IANA IPv4 special-purpose, RFC 919 section 7"),
    v4([240, 0, 0, 0], 4, Kind::Reserved, "IANA IPv4 special-purpose, RFC 1112 section 4"),
    // IANA IPv4 Address Space Registry.
    v4([224, 0, 0, 0], 4, Kind::Multicast, "IANA IPv4 address space, RFC 5771"),
];

/// The IPv6 addresses that are rejected, after mapped and NAT64 addresses are unwrapped. The first row that holds an
/// address names its kind; what no row holds and is outside [`GLOBAL_UNICAST`] is reserved.
pub const IPV6: &[Range6] = &[
    // The clouds' own documentation.
    v6(&[0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254], 128, Kind::Metadata, "AWS: instance metadata"),
    v6(&[0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23], 128, Kind::Metadata, "AWS: EKS Pod Identity"),
    v6(&[0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254], 128, Kind::Metadata, "Google Cloud: instance metadata"),
    v6(&[0xfd00, 0xc1, 0, 0, 0, 0, 0xa9fe, 0xa9fe], 128, Kind::Metadata, "Oracle Cloud: instance metadata"),
    v6(&[0xfd00, 0x42, 0, 0, 0, 0, 0, 0x42], 128, Kind::Metadata, "Scaleway: instance metadata"),
    v6(&[0xfe80, 0, 0, 0, 0, 0, 0xa9fe, 0xa9fe], 128, Kind::Metadata, "OpenStack: instance metadata"),
    // IANA IPv6 Special-Purpose Address Registry, outside 2000::/3.
    v6(&[], 128, Kind::Unspecified, "IANA IPv6 special-purpose, RFC 4291 section 2.5.2"),
    v6(&[0, 0, 0, 0, 0, 0, 0, 1], 128, Kind::Loopback, "IANA IPv6 special-purpose, RFC 4291 section 2.5.3"),
    v6(&[], 96, Kind::Ipv4Compatible, "IANA IPv6 address space, RFC 4291 section 2.5.5.1"),
    v6(&[0x64, 0xff9b, 1], 48, Kind::Nat64Local, "IANA IPv6 special-purpose, RFC 8215"),
    v6(&[0x100], 64, Kind::Discard, "IANA IPv6 special-purpose, RFC 6666"),
    v6(&[0x100, 0, 0, 1], 64, Kind::Discard, "IANA IPv6 special-purpose, RFC 9780 (dummy prefix)"),
    v6(&[0x5f00], 16, Kind::Srv6, "IANA IPv6 special-purpose, RFC 9602"),
    v6(&[0xfc00], 7, Kind::Private, "IANA IPv6 special-purpose, RFC 4193"),
    v6(&[0xfe80], 10, Kind::LinkLocal, "IANA IPv6 special-purpose, RFC 4291 section 2.5.6"),
    v6(&[0xfec0], 10, Kind::SiteLocal, "IANA IPv6 address space, RFC 3879"),
    v6(&[0xff00], 8, Kind::Multicast, "IANA IPv6 address space, RFC 4291 section 2.7"),
    // The same registry, inside 2000::/3. The rows inside 2001::/23 come before it only to name their kinds.
    v6(&[0x2001], 32, Kind::Teredo, "IANA IPv6 special-purpose, RFC 4380"),
    v6(&[0x2001, 2], 48, Kind::Benchmarking, "IANA IPv6 special-purpose, RFC 5180"),
    v6(&[0x2001, 4, 0x112], 48, Kind::As112, "IANA IPv6 special-purpose, RFC 7535"),
    v6(&[0x2001, 0x10], 28, Kind::Orchid, "IANA IPv6 special-purpose, RFC 4843"),
    v6(&[0x2001, 0x20], 28, Kind::Orchid, "IANA IPv6 special-purpose, RFC 7343"),
    v6(&[0x2001], 23, Kind::Protocol, "IANA IPv6 special-purpose, RFC 2928"),
    v6(&[0x2001, 0xdb8], 32, Kind::Documentation, "IANA IPv6 special-purpose, RFC 3849"),
    v6(&[0x2002], 16, Kind::SixToFour, "IANA IPv6 special-purpose, RFC 3056"),
    v6(&[0x2620, 0x4f, 0x8000], 48, Kind::As112, "IANA IPv6 special-purpose, RFC 7534"),
    v6(&[0x3fff], 20, Kind::Documentation, "IANA IPv6 special-purpose, RFC 9637"),
];

/// All that IANA has opened for global unicast: `2000::/3` (IANA IPv6 address space, RFC 4291 section 2.4).
pub const GLOBAL_UNICAST: Range6 = v6(&[0x2000], 3, Kind::Reserved, "IANA IPv6 address space, RFC 4291 section 2.4");

impl Range4 {
    /// Whether the address is in this range.
    pub const fn contains(&self, address: Ipv4Addr) -> bool {
        same_prefix4(self.network.to_bits(), address.to_bits(), self.prefix)
    }
}

impl Range6 {
    /// Whether the address is in this range.
    pub const fn contains(&self, address: Ipv6Addr) -> bool {
        same_prefix6(self.network.to_bits(), address.to_bits(), self.prefix)
    }
}

pub(super) const fn same_prefix4(a: u32, b: u32, prefix: u8) -> bool {
    // A shift by the whole width is a prefix of nothing, which all addresses share.
    match (a ^ b).checked_shr(32 - prefix as u32) {
        Some(difference) => difference == 0,
        None => true,
    }
}

pub(super) const fn same_prefix6(a: u128, b: u128, prefix: u8) -> bool {
    match (a ^ b).checked_shr(128 - prefix as u32) {
        Some(difference) => difference == 0,
        None => true,
    }
}

/// What keeps this address from being a public destination by the table alone: nothing is unwrapped, no policy asked.
pub fn kind_of(address: IpAddr) -> Option<Kind> {
    match address {
        IpAddr::V4(address) => kind_of_v4(address),
        IpAddr::V6(address) => kind_of_v6(address),
    }
}

/// The tables without their sources, so that a wasm module that looks addresses up need not carry those texts.
static LOOKUP_V4: [(u32, u8, Kind); IPV4.len()] = {
    let mut rows = [(0, 0, Kind::Reserved); IPV4.len()];
    let mut at = 0;
    while at < rows.len() {
        rows[at] = (IPV4[at].network.to_bits(), IPV4[at].prefix, IPV4[at].kind);
        at += 1;
    }
    rows
};
static LOOKUP_V6: [(u128, u8, Kind); IPV6.len()] = {
    let mut rows = [(0, 0, Kind::Reserved); IPV6.len()];
    let mut at = 0;
    while at < rows.len() {
        rows[at] = (IPV6[at].network.to_bits(), IPV6[at].prefix, IPV6[at].kind);
        at += 1;
    }
    rows
};

pub(super) fn kind_of_v4(address: Ipv4Addr) -> Option<Kind> {
    let bits = address.to_bits();
    LOOKUP_V4.iter().find(|(network, prefix, _)| same_prefix4(*network, bits, *prefix)).map(|(.., kind)| *kind)
}

pub(super) fn kind_of_v6(address: Ipv6Addr) -> Option<Kind> {
    let bits = address.to_bits();
    let listed =
        LOOKUP_V6.iter().find(|(network, prefix, _)| same_prefix6(*network, bits, *prefix)).map(|(.., kind)| *kind);
    listed.or_else(|| (!GLOBAL_UNICAST.contains(address)).then_some(Kind::Reserved))
}
