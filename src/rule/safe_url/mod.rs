//! Outbound URLs that are safe to call because they do not lead into a private network (SSRF). A URL is checked when it
//! is given and again when it is called. Needs the feature `safe-url`, which is on by default.
//!
//! 1. [`check`] checks the text of a URL alone. It returns the canonical URL, the only spelling to call, and says whether the
//!    host is a name, whose addresses only DNS knows.
//! 2. [`check_addresses`] checks the addresses to which the name resolved, just before the call. The client must connect to
//!    an address that passed, or a second DNS answer bypasses the check (rebinding). A redirect is a new URL: do both checks
//!    for it.
//!
//! ```
//! use unanimous::rule::safe_url::{Policy, check, check_addresses};
//!
//! let policy = Policy::default();
//! let url = check("https://hooks.example.com/lead", &policy)?;
//! assert!(url.needs_resolution);
//!
//! // What DNS answered for the host, as the client is about to connect:
//! let addresses = ["169.254.169.254".parse()?];
//! let refused = check_addresses("hooks.example.com", &addresses, &policy).unwrap_err();
//! assert_eq!(refused.code().as_str(), "url_private");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `interop::reqwest` (feature `reqwest`) does both. In an environment where a client cannot choose the address of a
//! connection, such as Cloudflare Workers, the second check protects nothing: only the platform's own guard prevents
//! rebinding there.
//!
//! Deliberately, the rule does not ask DNS, does not know the list of top-level domains, does not repair a malformed
//! URL, and does not judge what a public host does with the request.
//!
//! # Details
//! - `invalid_url`: `empty`, `control`, `whitespace` (at an end), `backslash`, `no_scheme`, `slashes` (not exactly two
//!   after the scheme), `syntax`
//! - `url_scheme`: `not_allowed`
//! - `url_credentials`: `user_name`, `password`
//! - `url_host`: `empty`, `character`, `percent_encoded`, `zone_id`, `invalid_ipv6`, `invalid_ipv4`,
//!   `non_canonical_ipv4`, `mapped_character`, `invalid_idn`, `needs_idn` (a non-ASCII host in a build without the
//!   feature `idn`), `empty_label`, `label_too_long`, `too_long`, `special_name`, `single_label`, `numeric_tld`,
//!   `denied`; of addresses `no_address`, `not_an_address`, `zone_id`
//! - `url_port`: `not_a_number`, `out_of_range`, `zero`, `bad_port`, `not_allowed` (not in the policy's list)
//! - `url_private`: the kinds of [`ranges::Kind`]
//! - `url_too_long`: `written`, `canonical`

mod address;
mod cidr;
mod embedded;
#[cfg(feature = "fast-paths")]
mod fast_path;
mod host;
mod href;
mod names;
mod numerals;
mod options;
mod policy;
mod ports;
pub mod ranges;
mod raw;
#[cfg(feature = "fast-paths")]
mod scan;

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::reason::{Code, Reason};
use crate::rule::Fault;
use crate::strings;
use host::Parsed;

pub use address::{check_address_texts, check_addresses, parse_address};
pub use policy::{Policy, PolicyError, Scheme};

/// The most bytes of a URL, as written and in its canonical form, unless [`Policy::with_max_length`] says otherwise. RFC
/// 9110 section 4.1 recommends that every party supports 8,000 octets at least. Signed URLs are long: one of Amazon S3
/// with a session token has up to 2,500 bytes.
///
/// The length is checked before the URL is parsed, so that a longer text takes no longer.
pub const MAX_BYTES: usize = 8000;

/// A URL that passed [`check`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SafeUrl<'u> {
    /// The canonical URL, as the URL standard serializes it. Fetch this one and no other spelling.
    pub href: Cow<'u, str>,
    /// Whether the host is a name, so that [`check_addresses`] must judge what it resolves to. An IP literal has been
    /// judged already.
    pub needs_resolution: bool,
}

/// The parts of a URL that a policy judges.
#[derive(Clone, Copy, Debug)]
struct Target<'u> {
    scheme: Scheme,
    host: Host<'u>,
    /// The port of the request: the scheme's default port if the URL names none.
    port: u16,
}

#[derive(Clone, Copy, Debug)]
enum Host<'u> {
    /// In canonical form: lower case, A-labels, perhaps one final dot.
    Name(&'u str),
    Ipv4(Ipv4Addr),
    Ipv6(Ipv6Addr),
}

/// Checks that a URL is safe to call as far as its text can tell, and gives its canonical form.
///
/// # Errors
/// `url_too_long`, `invalid_url`, `url_scheme`, `url_credentials`, `url_port`, `url_host` or `url_private`, each with a
/// detail code; see [the module](self#details).
///
/// ```
/// use unanimous::rule::safe_url::{self, Policy};
///
/// let policy = Policy::default();
/// let safe = safe_url::check("https://hooks.example.com/lead?id=1", &policy).unwrap();
/// assert!(safe.needs_resolution);
///
/// let reason = safe_url::check("https://[::ffff:169.254.169.254]/", &policy).unwrap_err();
/// assert_eq!((reason.code().as_str(), reason.detail()), ("url_private", Some("metadata")));
/// assert_eq!(safe_url::check("http://example.com/", &policy).unwrap_err().to_string(), "URL must use https");
/// ```
pub fn check<'u>(url: &'u str, policy: &Policy) -> Result<SafeUrl<'u>, Reason> {
    let verdict = match fast_path(url.as_bytes(), policy) {
        Some(verdict) => verdict.map(|needs_resolution| SafeUrl { href: Cow::Borrowed(url), needs_resolution }),
        None => read(url, policy),
    };
    verdict.map_err(|fault| reason(fault, policy))
}

/// The same check on the slow path alone, for tests and fuzzers to compare [`check`] with.
///
/// # Errors
/// As [`check`].
#[doc(hidden)]
pub fn check_by_slow_path<'u>(url: &'u str, policy: &Policy) -> Result<SafeUrl<'u>, Reason> {
    read(url, policy).map_err(|fault| reason(fault, policy))
}

fn read<'u>(url: &'u str, policy: &Policy) -> Result<SafeUrl<'u>, Fault> {
    check_length(url, policy, "written")?;
    let raw = raw::read(url, policy)?;
    let parsed = host::parse(raw.host).map_err(host_fault)?;
    let port = match raw.port {
        "" => raw.scheme.default_port(),
        digits => digits.parse().map_err(|_| Fault { code: Code::UrlPort, detail: "out_of_range" })?,
    };
    let (host, text) = match &parsed {
        Parsed::Name(name) => (Host::Name(name), Cow::Borrowed(name.as_ref())),
        // Parsers differ in 0x7f.1, 2130706433, 0177.0.0.1 and 127.0.0.1.: they read different addresses, or a name.
        Parsed::Ipv4 => match raw.host.parse() {
            Ok(address) => (Host::Ipv4(address), Cow::Borrowed(raw.host)),
            Err(_) => return Err(host_fault("non_canonical_ipv4")),
        },
        Parsed::Ipv6(address) => (Host::Ipv6(*address), Cow::Owned(host::ipv6_text(*address))),
    };
    // Both readings of the host, in raw.rs and in host.rs, must agree. Otherwise one of them is wrong.
    if matches!(host, Host::Name(name) if raw.host.is_ascii() && !raw.host.eq_ignore_ascii_case(name)) {
        return Err(raw::invalid("syntax"));
    }
    let needs_resolution = judge(Target { scheme: raw.scheme, host, port }, policy)?;
    let href = href::write(raw.scheme, &text, port, raw.rest);
    check_length(&href, policy, "canonical")?;
    let href = if href == url { Cow::Borrowed(url) } else { Cow::Owned(href) };
    Ok(SafeUrl { href, needs_resolution })
}

/// The verdict of the fast path; `None` if the URL must take the slow path.
#[cfg(feature = "fast-paths")]
fn fast_path(url: &[u8], policy: &Policy) -> Option<Result<bool, Fault>> {
    fast_path::judge(url, policy)
}

/// Without the feature `fast-paths` every URL takes the slow path.
#[cfg(not(feature = "fast-paths"))]
const fn fast_path(_: &[u8], _: &Policy) -> Option<Result<bool, Fault>> {
    None
}

fn check_length(url: &str, policy: &Policy, detail: &'static str) -> Result<(), Fault> {
    if url.len() <= policy.max_length() { Ok(()) } else { Err(Fault { code: Code::UrlTooLong, detail }) }
}

/// The fast path alone: whether DNS must be asked about a URL that is canonical and passes; `None` for any other URL.
#[doc(hidden)]
pub fn check_canonical(url: &str, policy: &Policy) -> Option<bool> {
    fast_path(url.as_bytes(), policy)?.ok()
}

/// The verdict on a URL in UTF-8, without a [`Reason`].
pub(crate) fn judge_text(url: &[u8], policy: &Policy) -> Result<(), Fault> {
    match fast_path(url, policy) {
        Some(verdict) => verdict.map(drop),
        None => read(core::str::from_utf8(url).unwrap_or_default(), policy).map(drop),
    }
}

/// The reason that tells a fault.
pub(crate) fn reason(fault: Fault, policy: &Policy) -> Reason {
    let reason = fault.reason();
    match fault.code {
        Code::UrlScheme => {
            let names: Vec<&str> = policy.schemes().iter().map(|scheme| scheme.as_str()).collect();
            reason.with_param("schemes", strings::join(&names, " or "))
        }
        Code::UrlTooLong => reason.with_param("max", policy.max_length()),
        _ => reason,
    }
}

const fn host_fault(detail: &'static str) -> Fault {
    Fault { code: Code::UrlHost, detail }
}

/// Judges the parts, and says whether DNS must be asked.
fn judge(target: Target<'_>, policy: &Policy) -> Result<bool, Fault> {
    judge_scheme_and_port(target.scheme, target.port, policy)?;
    let address: IpAddr = match target.host {
        Host::Name(name) => return judge_name(name, policy).map(|()| true).map_err(host_fault),
        Host::Ipv4(address) => address.into(),
        Host::Ipv6(address) => address.into(),
    };
    // `false`: an entry of allowHosts that is an address opens that address in any case.
    address::judge(address, policy, false).map(|()| false)
}

fn judge_scheme_and_port(scheme: Scheme, port: u16, policy: &Policy) -> Result<(), Fault> {
    if !policy.schemes().contains(&scheme) {
        return Err(Fault { code: Code::UrlScheme, detail: "not_allowed" });
    }
    if policy.allows_port(port, scheme) {
        return Ok(());
    }
    let detail = match port {
        0 => "zero",
        port if ports::is_bad(port) => "bad_port",
        _ => "not_allowed",
    };
    Err(Fault { code: Code::UrlPort, detail })
}

fn judge_name(name: &str, policy: &Policy) -> Result<(), &'static str> {
    names::check_shape(name)?;
    if policy.denies(name) {
        return Err("denied");
    }
    if policy.allows_name(name) { Ok(()) } else { names::check_public(name) }
}
