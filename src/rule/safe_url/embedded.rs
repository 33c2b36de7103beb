//! IPv4 addresses inside IPv6 addresses.
//!
//! A host or a network may send a packet for such an IPv6 address to the IPv4 address in it. So the check must find it.

use core::net::{Ipv4Addr, Ipv6Addr};

/// The prefix lengths of RFC 6052 section 2.2.
pub(super) const NAT64_LENGTHS: [u8; 6] = [32, 40, 48, 56, 64, 96];

/// The IPv4 address in an address of `::ffff:0:0/96` (IPv4-mapped, RFC 4291 section 2.5.5.2) or `64:ff9b::/96` (NAT64,
/// RFC 6052 section 2.1).
///
/// These two prefixes mean the same everywhere: the operating system unwraps the first, and DNS64 answers with the
/// second for every site that has IPv4 only. So such an address is judged as the IPv4 address, and as nothing else.
pub(super) fn well_known_ipv4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(join(high, low)),
        _ => None,
    }
}

/// The IPv4 address in an ISATAP address: its interface identifier begins `0000:5efe` or, with the universal bit,
/// `0200:5efe` (RFC 5214 section 6.1).
pub(super) fn isatap_ipv4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        [.., 0 | 0x0200, 0x5efe, high, low] => Some(join(high, low)),
        _ => None,
    }
}

/// The 32 bits after a prefix of `length` bits, without the `u` octet (RFC 6052 section 2.2).
pub(super) fn nat64_ipv4(address: Ipv6Addr, length: u8) -> Ipv4Addr {
    let octets = address.octets();
    let mut embedded = (usize::from(length / 8)..16).filter(|&index| index != 8).map(|index| octets[index]);
    let mut next = || embedded.next().unwrap_or(0);
    [next(), next(), next(), next()].into()
}

/// Every IPv4 address that a known tunnel or translator may read out of this address.
pub(super) fn possible_ipv4(address: Ipv6Addr) -> impl Iterator<Item = Ipv4Addr> {
    let segments = address.segments();
    // 6to4: RFC 3056 section 2. Teredo: RFC 4380 section 4 inverts the client's address. IPv4-compatible, SIIT and
    // ISATAP addresses hold theirs in the last 32 bits, as NAT64 with a prefix of 96 bits does.
    let tunnels = [join(segments[1], segments[2]), join(!segments[6], !segments[7])];
    tunnels.into_iter().chain(NAT64_LENGTHS.into_iter().map(move |length| nat64_ipv4(address, length)))
}

fn join(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))
}
