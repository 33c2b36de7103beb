//! What an operator allows: by default, every public destination over https.

use alloc::borrow::Cow;
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::cidr::{Cidr, Nat64Prefix};
use super::embedded::well_known_ipv4;
use super::host::{self, Parsed};
use super::{MAX_BYTES, names, ports};
use crate::reason::quoted;

/// A scheme that a policy can allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// `https`, the only one by default.
    Https,
    /// `http`.
    Http,
}

impl Scheme {
    /// The scheme with this name, in lower case.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "https" => Some(Self::Https),
            "http" => Some(Self::Http),
            _ => None,
        }
    }

    /// The name: `https`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http => "http",
        }
    }

    pub(super) const fn default_port(self) -> u16 {
        match self {
            Self::Https => 443,
            Self::Http => 80,
        }
    }
}

/// Which URLs and addresses are safe to call. The default, `public-https`, allows public destinations over https, on
/// any port but the bad ports of the Fetch standard.
///
/// Denying wins over opening. Each entry that opens is exact: a name is that name alone, without its sub-domains.
#[derive(Clone, Debug)]
pub struct Policy {
    schemes: Cow<'static, [Scheme]>,
    ports: Option<Vec<u16>>,
    allow_hosts: Hosts,
    deny_hosts: Hosts,
    allow_cidrs: Vec<Cidr>,
    nat64_prefixes: Vec<Nat64Prefix>,
    /// In bytes.
    max_length: usize,
}

impl Default for Policy {
    fn default() -> Self {
        Self::new()
    }
}

/// The largest limit that a policy may set. It bounds the time of a check.
const MAX_MAX_LENGTH: usize = 1 << 16;

/// Names and addresses, as `allowHosts` and `denyHosts` list them.
#[derive(Clone, Debug)]
struct Hosts {
    names: Vec<String>,
    /// The rest of a pattern after its `*`: `.example.com`.
    suffixes: Vec<String>,
    addresses: Vec<IpAddr>,
}

/// A mistake in a policy, and its location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    pointer: String,
    problem: String,
}

impl PolicyError {
    pub(super) fn new(pointer: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), problem: problem.into() }
    }

    /// A mistake in an entry of a list.
    #[cold]
    pub(super) fn of_entry(list: &str, at: usize, problem: impl Into<String>) -> Self {
        Self::new(format!("{list}/{at}"), problem)
    }

    /// Where it is wrong, as a JSON pointer into the options: `/allowCidrs/0`; the empty string is the options as a
    /// whole.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The mistake there: `"10.0.0.1/8" has bits set beyond its prefix`.
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            return f.write_str(&self.problem);
        }
        write!(f, "{}: {}", self.pointer, self.problem)
    }
}

impl core::error::Error for PolicyError {}

impl Policy {
    /// The policy `public-https`.
    pub const fn new() -> Self {
        Self {
            schemes: Cow::Borrowed(&[Scheme::Https]),
            ports: None,
            allow_hosts: Hosts::NONE,
            deny_hosts: Hosts::NONE,
            allow_cidrs: Vec::new(),
            nat64_prefixes: Vec::new(),
            max_length: MAX_BYTES,
        }
    }

    /// The same policy with these schemes. The reason for a wrong scheme names them in this order.
    ///
    /// # Errors
    /// An empty list, which would allow nothing; the same scheme twice.
    pub fn with_schemes(mut self, schemes: &[Scheme]) -> Result<Self, PolicyError> {
        if schemes.is_empty() {
            return Err(PolicyError::new("/schemes", "at least one scheme is needed"));
        }
        if let Some(at) = (1..schemes.len()).find(|&at| schemes[..at].contains(&schemes[at])) {
            let problem = format!("{} is there twice", quoted(schemes[at].as_str()));
            return Err(PolicyError::of_entry("/schemes", at, problem));
        }
        self.schemes = Cow::Owned(schemes.to_owned());
        Ok(self)
    }

    /// The same policy with these ports and no others; a bad port that is named here is allowed.
    ///
    /// # Errors
    /// An empty list; port 0.
    pub fn with_ports(mut self, ports: &[u16]) -> Result<Self, PolicyError> {
        if ports.is_empty() {
            return Err(PolicyError::new("/ports", "at least one port is needed"));
        }
        if let Some(at) = ports.iter().position(|&port| port == 0) {
            return Err(PolicyError::of_entry("/ports", at, "port 0 is no destination"));
        }
        self.ports = Some(ports.to_owned());
        Ok(self)
    }

    /// The same policy with hosts of the operator's own: names that need not be public and may resolve to loopback,
    /// private, shared (CGNAT) and site-local addresses, but not to link-local ones, nor to metadata; and single
    /// addresses, metadata too.
    ///
    /// # Errors
    /// An entry that is neither a host name nor an IP address; a pattern.
    pub fn with_allow_hosts<T: AsRef<str>>(mut self, hosts: &[T]) -> Result<Self, PolicyError> {
        self.allow_hosts = Hosts::read("/allowHosts", hosts, false)?;
        Ok(self)
    }

    /// The same policy with hosts that are never called: names, single addresses, which no name may resolve to
    /// either, and `*.example.com` for all names below `example.com`.
    ///
    /// # Errors
    /// An entry that is no host name, no IP address and no such pattern.
    pub fn with_deny_hosts<T: AsRef<str>>(mut self, hosts: &[T]) -> Result<Self, PolicyError> {
        self.deny_hosts = Hosts::read("/denyHosts", hosts, true)?;
        Ok(self)
    }

    /// The same policy with networks of the operator's own. A metadata address needs an entry for itself alone. A
    /// mapped or NAT64 address is looked up as the IPv4 address in it.
    ///
    /// # Errors
    /// An entry that is no CIDR block or address, or has bits set beyond its prefix.
    pub fn with_allow_cidrs<T: AsRef<str>>(mut self, cidrs: &[T]) -> Result<Self, PolicyError> {
        self.allow_cidrs = read_each("/allowCidrs", cidrs, Cidr::parse)?;
        Ok(self)
    }

    /// The same policy with the prefixes of the operator's NAT64 (RFC 6052): addresses in them are judged by the IPv4
    /// address that they hold. `64:ff9b::/96` needs no entry.
    ///
    /// # Errors
    /// An entry that is no IPv6 prefix of 32, 40, 48, 56, 64 or 96 bits, or has bits set that RFC 6052 forbids.
    pub fn with_nat64_prefixes<T: AsRef<str>>(mut self, prefixes: &[T]) -> Result<Self, PolicyError> {
        self.nat64_prefixes = read_each("/nat64Prefixes", prefixes, Nat64Prefix::parse)?;
        Ok(self)
    }

    /// The same policy with this limit for a URL's length in bytes, as written and in its canonical form. The default is
    /// [`MAX_BYTES`].
    ///
    /// # Errors
    /// A limit of 0 or above 65,536.
    ///
    /// ```
    /// use unanimous::rule::safe_url::{self, Policy};
    ///
    /// let policy = Policy::new().with_max_length(2048).unwrap();
    /// let long = format!("https://example.com/{}", "a".repeat(2048));
    /// assert_eq!(safe_url::check(&long, &policy).unwrap_err().to_string(), "URL must be at most 2048 bytes");
    /// ```
    pub fn with_max_length(mut self, bytes: usize) -> Result<Self, PolicyError> {
        if bytes == 0 || bytes > MAX_MAX_LENGTH {
            const { assert!(MAX_MAX_LENGTH == 65_536, "the error text names the limit") };
            return Err(PolicyError::new("/maxLength", "must be a whole number from 1 to 65536"));
        }
        self.max_length = bytes;
        Ok(self)
    }

    /// The most bytes of a URL.
    pub const fn max_length(&self) -> usize {
        self.max_length
    }

    /// The schemes allowed, in the policy's order.
    pub fn schemes(&self) -> &[Scheme] {
        &self.schemes
    }

    pub(super) fn allows_port(&self, port: u16, scheme: Scheme) -> bool {
        match &self.ports {
            Some(ports) => ports.contains(&port),
            None => port == scheme.default_port() || !ports::is_bad(port),
        }
    }

    /// Whether `allowHosts` has this host as a name. An address in the list opens that address and nothing else, so an
    /// IP literal is never an allowed name.
    pub(super) fn allows_name(&self, host: &str) -> bool {
        !self.allow_hosts.names.is_empty() && literal(host).is_none() && self.allow_hosts.hold(host)
    }

    /// Whether `denyHosts` has any entry.
    #[cfg(feature = "fast-paths")]
    pub(super) fn denies_any(&self) -> bool {
        !self.deny_hosts.is_empty()
    }

    /// Whether `denyHosts` names this host, or a pattern in it does.
    pub(super) fn denies(&self, host: &str) -> bool {
        self.deny_hosts.hold(host)
    }

    pub(super) fn denies_address(&self, address: IpAddr) -> bool {
        self.deny_hosts.addresses.contains(&address)
    }

    pub(super) fn opens(&self, address: IpAddr) -> bool {
        self.allow_cidrs.iter().any(|cidr| cidr.contains(address))
    }

    /// Whether an entry opens this one address and no other.
    pub(super) fn opens_exactly(&self, address: IpAddr) -> bool {
        self.allow_hosts.addresses.contains(&address) || self.allow_cidrs.iter().any(|cidr| cidr.is_exactly(address))
    }

    pub(super) fn nat64_unwrap(&self, address: Ipv6Addr) -> impl Iterator<Item = Result<Ipv4Addr, ()>> {
        self.nat64_prefixes.iter().filter_map(move |prefix| prefix.unwrap(address))
    }
}

impl Hosts {
    const NONE: Self = Self { names: Vec::new(), suffixes: Vec::new(), addresses: Vec::new() };

    fn read<T: AsRef<str>>(list: &str, hosts: &[T], patterns: bool) -> Result<Self, PolicyError> {
        let mut out = Self::NONE;
        for (at, host) in hosts.iter().enumerate() {
            let text = host.as_ref();
            let wrong = |problem: &str| Err(PolicyError::of_entry(list, at, format!("{} {problem}", quoted(text))));
            if let Some(address) = literal(text) {
                out.addresses.push(address);
                continue;
            }
            let pattern = text.strip_prefix("*.");
            if pattern.is_some() && !patterns {
                return wrong("is a pattern, and only exact hosts can be opened");
            }
            match (canonical_name(pattern.unwrap_or(text)), pattern) {
                (None, _) => return wrong("is no host name or IP address"),
                (Some(name), None) => out.names.push(name),
                (Some(name), Some(_)) => out.suffixes.push(format!(".{name}")),
            }
        }
        Ok(out)
    }

    fn is_empty(&self) -> bool {
        self.names.is_empty() && self.suffixes.is_empty() && self.addresses.is_empty()
    }

    fn hold(&self, host: &str) -> bool {
        if self.is_empty() {
            return false;
        }
        if let Some(address) = literal(host) {
            return self.addresses.contains(&address);
        }
        let Some(name) = canonical(host) else { return false };
        let name = name.as_ref();
        self.names.iter().any(|entry| entry == name)
            || self.suffixes.iter().any(|suffix| name.ends_with(suffix.as_str()))
    }
}

/// The address of an IP literal with or without brackets; for an IPv4-mapped or NAT64 literal, the IPv4 address in it.
fn literal(host: &str) -> Option<IpAddr> {
    let inside = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let address: IpAddr = inside.parse().ok()?;
    Some(match address {
        IpAddr::V6(v6) => well_known_ipv4(v6).map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    })
}

/// The form in which names are compared: A-labels, lower case, no final dot.
fn canonical(host: &str) -> Option<Cow<'_, str>> {
    let name = names::without_final_dot(host);
    if name.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Some(Cow::Borrowed(name));
    }
    if name.is_ascii() {
        return Some(Cow::Owned(name.to_ascii_lowercase()));
    }
    let ascii = idna::domain_to_ascii(name).ok()?;
    // A mapping may have made the final dot: "example.com。".
    Some(Cow::Owned(names::without_final_dot(&ascii).to_owned()))
}

/// An entry's name in canonical form; `None` where it is no name or parsers read it as an IPv4 address (`10.1`,
/// `0x7f.1`).
fn canonical_name(entry: &str) -> Option<String> {
    let name = canonical(entry)?.into_owned();
    let characters = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    let name_to_parsers = matches!(host::parse(&name), Ok(Parsed::Name(parsed)) if parsed == name);
    (characters && name_to_parsers && names::check_shape(&name).is_ok()).then_some(name)
}

fn read_each<T: AsRef<str>, E>(
    list: &str,
    texts: &[T],
    parse: fn(&str) -> Result<E, String>,
) -> Result<Vec<E>, PolicyError> {
    let mut out = Vec::with_capacity(texts.len());
    for (at, text) in texts.iter().enumerate() {
        out.push(parse(text.as_ref()).map_err(|problem| PolicyError::of_entry(list, at, problem))?);
    }
    Ok(out)
}
