//! The check at delivery time: is each address a public destination, or one that the policy opens?

use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::cidr::{NAT64_LENGTHS, nat64_ipv4};
use super::policy::Policy;
use super::ranges::{self, Kind};
use crate::reason::{Code, Reason};

/// Checks every address that `host` resolved to. Connect to these addresses and to no others: a second look-up may
/// give different ones (DNS rebinding).
///
/// `host` is the host of the URL: a name, or an IP literal with or without brackets. It decides which entries of
/// `allowHosts` and `denyHosts` apply; its own shape is [`check`](super::check)'s to judge.
///
/// # Errors
/// `url_private` where one address is no public destination and the policy opens none of it; `url_host` with the
/// detail `denied` for `denyHosts`, and `no_address` where there is no address at all.
pub fn check_addresses(host: &str, addresses: &[IpAddr], policy: &Policy) -> Result<(), Reason> {
    if policy.denies(host) {
        return Err(url_host("denied"));
    }
    if addresses.is_empty() {
        return Err(url_host("no_address"));
    }
    let own = policy.allows_name(host);
    addresses.iter().try_for_each(|&address| judge(address, policy, own)).map_err(|fault| super::reason(fault, policy))
}

/// Checks addresses as a resolver prints them; see [`check_addresses`].
///
/// # Errors
/// As [`check_addresses`] and [`parse_address`].
pub fn check_address_texts<T: AsRef<str>>(host: &str, addresses: &[T], policy: &Policy) -> Result<(), Reason> {
    let addresses: Vec<IpAddr> =
        addresses.iter().map(|text| parse_address(text.as_ref())).collect::<Result<_, Reason>>()?;
    check_addresses(host, &addresses, policy)
}

/// Reads one address: dotted decimal, or IPv6 in any form of RFC 4291 section 2.2, without brackets.
///
/// # Errors
/// `url_host` with the detail `zone_id` (a zone is the business of one machine, RFC 6874) or `not_an_address`
/// (octal, hexadecimal and short IPv4 forms too).
pub fn parse_address(text: &str) -> Result<IpAddr, Reason> {
    if text.contains('%') {
        return Err(url_host("zone_id"));
    }
    text.parse().map_err(|_| url_host("not_an_address"))
}

pub(super) fn url_host(detail: &'static str) -> Reason {
    Reason::new(Code::UrlHost).with_detail(detail)
}

/// Judges one address; `own` says that an `allowHosts` entry stands for the host it belongs to.
pub(super) fn judge(address: IpAddr, policy: &Policy, own: bool) -> Result<(), super::Fault> {
    let verdict = match address {
        IpAddr::V4(address) => judge_v4(address, policy, own),
        IpAddr::V6(address) => judge_v6(address, policy, own),
    };
    verdict.map_err(|fault| match fault {
        Fault::Denied => super::host_fault("denied"),
        Fault::Range(kind) => super::Fault { code: Code::UrlPrivate, detail: kind.as_str() },
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Denied,
    Range(Kind),
}

fn judge_v4(address: Ipv4Addr, policy: &Policy, own: bool) -> Result<(), Fault> {
    open_or(ranges::kind_of_v4(address), address.into(), policy, own)
}

fn judge_v6(address: Ipv6Addr, policy: &Policy, own: bool) -> Result<(), Fault> {
    if let Some(embedded) = well_known_ipv4(address) {
        return judge_v4(embedded, policy, own);
    }
    // Two prefixes may overlap; which of them the translator takes is not known here, so all must be right.
    let mut translated = false;
    for unwrapped in policy.nat64_unwrap(address) {
        judge_v4(unwrapped.map_err(|()| Fault::Range(Kind::Reserved))?, policy, own)?;
        translated = true;
    }
    if translated {
        return if policy.denies_address(address.into()) { Err(Fault::Denied) } else { Ok(()) };
    }
    let kind = ranges::kind_of_v6(address);
    open_or(kind, address.into(), policy, own)?;
    if kind.is_none() {
        // RFC 5214 section 6.1: the interface identifier of ISATAP, with the universal bit and without.
        if let [.., 0 | 0x0200, 0x5efe, high, low] = address.segments() {
            return judge_v4(join(high, low), policy, own).map_err(|fault| match fault {
                Fault::Range(kind) if kind != Kind::Metadata => Fault::Range(Kind::Isatap),
                fault => fault,
            });
        }
    } else if !policy.opens_exactly(address.into()) {
        // A block was opened that tunnels or translates IPv4: it must not lead to metadata after all.
        for embedded in possible_ipv4(address) {
            if ranges::kind_of_v4(embedded) == Some(Kind::Metadata) && !policy.opens_exactly(embedded.into()) {
                return Err(Fault::Range(Kind::Metadata));
            }
        }
    }
    Ok(())
}

/// What the policy says of an address of this kind: denied first, then opened, then public.
fn open_or(kind: Option<Kind>, address: IpAddr, policy: &Policy, own: bool) -> Result<(), Fault> {
    if policy.denies_address(address) {
        return Err(Fault::Denied);
    }
    match kind {
        None => Ok(()),
        Some(_) if policy.opens_exactly(address) => Ok(()),
        Some(Kind::Metadata) => Err(Fault::Range(Kind::Metadata)),
        Some(kind) if policy.opens(address) || (own && kind.is_own_network()) => Ok(()),
        Some(kind) => Err(Fault::Range(kind)),
    }
}

/// The IPv4 address that the system or the network will in truth send to: in `::ffff:0:0/96` (RFC 4291 section
/// 2.5.5.2) or in `64:ff9b::/96` (RFC 6052 section 2.1), which DNS64 answers for every site that has IPv4 only.
pub(super) fn well_known_ipv4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(join(high, low)),
        _ => None,
    }
}

/// The IPv4 addresses that one of the known tunnels or translators might read out of this address.
fn possible_ipv4(address: Ipv6Addr) -> impl Iterator<Item = Ipv4Addr> {
    let segments = address.segments();
    // 6to4, RFC 3056 section 2; Teredo, RFC 4380 section 4: the client's address, inverted. The last 32 bits of
    // IPv4-compatible, SIIT and ISATAP addresses are a layout of RFC 6052 too.
    let tunnels = [join(segments[1], segments[2]), join(!segments[6], !segments[7])];
    tunnels.into_iter().chain(NAT64_LENGTHS.into_iter().map(move |length| nat64_ipv4(address, length)))
}

fn join(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))
}
