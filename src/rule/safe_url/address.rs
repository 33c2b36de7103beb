//! The check at delivery time: each address must be a public destination, or one that the policy opens.

use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::embedded::{isatap_ipv4, possible_ipv4, well_known_ipv4};
use super::policy::Policy;
use super::ranges::{self, Kind};
use crate::reason::{Code, Reason};

/// Checks every address that `host` resolved to. Connect to these addresses and to no others: a second look-up may
/// give different ones (DNS rebinding).
///
/// `host` is the host of the URL: a name, or an IP literal with or without brackets. It decides which entries of
/// `allowHosts` and `denyHosts` apply. Whether it is a valid host is not checked here but in [`check`](super::check).
///
/// # Errors
/// `url_private` where one address is no public destination and the policy does not open it; `url_host` with the
/// detail `denied` for `denyHosts`, and with `no_address` where the list of addresses is empty.
pub fn check_addresses(host: &str, addresses: &[IpAddr], policy: &Policy) -> Result<(), Reason> {
    if policy.denies(host) {
        return Err(url_host("denied"));
    }
    if addresses.is_empty() {
        return Err(url_host("no_address"));
    }
    let host_is_allowed = policy.allows_name(host);
    addresses
        .iter()
        .try_for_each(|&address| judge(address, policy, host_is_allowed))
        .map_err(|fault| super::reason(fault, policy))
}

/// Checks addresses as a resolver prints them; see [`check_addresses`].
///
/// # Errors
/// As [`check_addresses`] and [`parse_address`].
pub fn check_address_texts<T: AsRef<str>>(host: &str, addresses: &[T], policy: &Policy) -> Result<(), Reason> {
    let mut texts = addresses.iter().map(AsRef::as_ref);
    check_texts(host, &mut texts, policy)
}

/// Compiled once, not for each type of texts.
fn check_texts(host: &str, addresses: &mut dyn Iterator<Item = &str>, policy: &Policy) -> Result<(), Reason> {
    let addresses: Vec<IpAddr> = addresses.map(parse_address).collect::<Result<_, Reason>>()?;
    check_addresses(host, &addresses, policy)
}

/// Reads one address: dotted decimal, or IPv6 in any form of RFC 4291 section 2.2, without brackets.
///
/// # Errors
/// `url_host` with the detail `zone_id` (RFC 6874: a zone has a meaning on one machine only) or `not_an_address`
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

/// Judges one address. `host_is_allowed` is whether `allowHosts` names the host that resolved to it.
pub(super) fn judge(address: IpAddr, policy: &Policy, host_is_allowed: bool) -> Result<(), super::Fault> {
    let verdict = match address {
        IpAddr::V4(address) => judge_v4(address, policy, host_is_allowed),
        IpAddr::V6(address) => judge_v6(address, policy, host_is_allowed),
    };
    verdict.map_err(|blocked| match blocked {
        Blocked::Denied => super::host_fault("denied"),
        Blocked::Range(kind) => super::Fault { code: Code::UrlPrivate, detail: kind.as_str() },
    })
}

/// Why an address is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blocked {
    Denied,
    Range(Kind),
}

fn judge_v4(address: Ipv4Addr, policy: &Policy, host_is_allowed: bool) -> Result<(), Blocked> {
    open_or(ranges::kind_of_v4(address), address.into(), policy, host_is_allowed)
}

fn judge_v6(address: Ipv6Addr, policy: &Policy, host_is_allowed: bool) -> Result<(), Blocked> {
    if let Some(embedded) = well_known_ipv4(address) {
        return judge_v4(embedded, policy, host_is_allowed);
    }
    // Two prefixes may overlap, and only the translator knows which one it uses. So the address must pass for each.
    let mut translated = false;
    for unwrapped in policy.nat64_unwrap(address) {
        judge_v4(unwrapped.map_err(|()| Blocked::Range(Kind::Reserved))?, policy, host_is_allowed)?;
        translated = true;
    }
    if translated {
        return if policy.denies_address(address.into()) { Err(Blocked::Denied) } else { Ok(()) };
    }
    let kind = ranges::kind_of_v6(address);
    open_or(kind, address.into(), policy, host_is_allowed)?;
    if kind.is_none() {
        if let Some(embedded) = isatap_ipv4(address) {
            return judge_v4(embedded, policy, host_is_allowed).map_err(|blocked| match blocked {
                Blocked::Range(kind) if kind != Kind::Metadata => Blocked::Range(Kind::Isatap),
                blocked => blocked,
            });
        }
    } else if !policy.opens_exactly(address.into()) {
        // The policy opened a block that may hold a tunnel or a translator: it must not reach a metadata address.
        for embedded in possible_ipv4(address) {
            if ranges::kind_of_v4(embedded) == Some(Kind::Metadata) && !policy.opens_exactly(embedded.into()) {
                return Err(Blocked::Range(Kind::Metadata));
            }
        }
    }
    Ok(())
}

/// Judges an address of this kind. `denyHosts` comes first, then the entries that open, then the kind.
fn open_or(kind: Option<Kind>, address: IpAddr, policy: &Policy, host_is_allowed: bool) -> Result<(), Blocked> {
    if policy.denies_address(address) {
        return Err(Blocked::Denied);
    }
    match kind {
        None => Ok(()),
        Some(_) if policy.opens_exactly(address) => Ok(()),
        Some(Kind::Metadata) => Err(Blocked::Range(Kind::Metadata)),
        Some(kind) if policy.opens(address) || (host_is_allowed && kind.is_own_network()) => Ok(()),
        Some(kind) => Err(Blocked::Range(kind)),
    }
}
