//! Checks on the text before it is parsed: refuses every text that two parsers may read differently.
//!
//! A URL parser of the web repairs what people write: it drops tabs, replaces backslashes, adds slashes, decodes hosts.
//! The client that delivers may have another parser, with other repairs. So a text that needs a repair is refused.

use super::names::MAX_LABEL_OCTETS;
use super::policy::{Policy, Scheme};
use super::{Fault, host_fault};
use crate::reason::Code;
#[cfg(feature = "idn")]
use crate::rule::u_label;
use crate::strings;

/// The parts as they are written.
pub(super) struct Raw<'u> {
    pub(super) scheme: Scheme,
    pub(super) host: &'u str,
    /// Digits, or nothing.
    pub(super) port: &'u str,
    /// The text after the authority.
    pub(super) rest: &'u str,
}

pub(super) const fn invalid(detail: &'static str) -> Fault {
    Fault { code: Code::InvalidUrl, detail }
}

/// Reads scheme and authority as they are written.
pub(super) fn read<'u>(url: &'u str, policy: &Policy) -> Result<Raw<'u>, Fault> {
    check_characters(url)?;
    let (scheme, rest) = split_scheme(url).ok_or(invalid("no_scheme"))?;
    let scheme = Scheme::from_name(&scheme.to_ascii_lowercase()).filter(|scheme| policy.schemes().contains(scheme));
    let scheme = scheme.ok_or(Fault { code: Code::UrlScheme, detail: "not_allowed" })?;
    let rest = rest.strip_prefix("//").filter(|rest| !rest.starts_with('/')).ok_or(invalid("slashes"))?;
    let (authority, rest) = strings::split_at(rest, strings::find_any(rest, b"/?#").unwrap_or(rest.len()));
    if let Some((user, _)) = strings::rsplit_once(authority, "@") {
        let detail = if strings::find(user, ":").is_some() { "password" } else { "user_name" };
        return Err(Fault { code: Code::UrlCredentials, detail });
    }
    let (host, port) = split_port(authority)?;
    if !port.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Fault { code: Code::UrlPort, detail: "not_a_number" });
    }
    check_host(host)?;
    Ok(Raw { scheme, host, port, rest })
}

/// Refuses characters that no URL has (RFC 3986 section 2) and that parsers remove or replace silently.
fn check_characters(url: &str) -> Result<(), Fault> {
    if url.is_empty() {
        return Err(invalid("empty"));
    }
    // The ASCII ones first: most URLs hold no other characters.
    if url.bytes().any(|b| b.is_ascii_control()) || (!url.is_ascii() && url.chars().any(char::is_control)) {
        return Err(invalid("control"));
    }
    if url.starts_with(strings::is_space) || url.ends_with(strings::is_space) {
        return Err(invalid("whitespace"));
    }
    if strings::find(url, "\\").is_some() { Err(invalid("backslash")) } else { Ok(()) }
}

/// `scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )`, RFC 3986 section 3.1.
fn split_scheme(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = strings::split_once(url, ":")?;
    let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    valid.then_some((scheme, rest))
}

fn split_port(authority: &str) -> Result<(&str, &str), Fault> {
    if authority.starts_with('[') {
        let end = strings::find(authority, "]").ok_or(host_fault("invalid_ipv6"))? + 1;
        let (host, rest) = strings::split_at(authority, end);
        return match rest.strip_prefix(':') {
            Some(port) => Ok((host, port)),
            None if rest.is_empty() => Ok((host, "")),
            None => Err(host_fault("invalid_ipv6")),
        };
    }
    Ok(strings::split_once(authority, ":").unwrap_or((authority, "")))
}

fn check_host(host: &str) -> Result<(), Fault> {
    if host.is_empty() {
        return Err(host_fault("empty"));
    }
    if host.starts_with('[') {
        return if strings::find(host, "%").is_some() { Err(host_fault("zone_id")) } else { Ok(()) };
    }
    if strings::find(host, "%").is_some() {
        return Err(host_fault("percent_encoded"));
    }
    // Letters, digits and hyphens (RFC 1123 section 2.1), and the underscore of service names (RFC 8552). The URL
    // standard lets a host hold many more characters, such as `!`, `$` and `'`, and no public name has them.
    if host.bytes().any(|b| b.is_ascii() && !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))) {
        return Err(host_fault("character"));
    }
    host.split('.').try_for_each(check_idn_label).map_err(host_fault)
}

/// Checks a label before IDNA maps it. Other labels are checked in their canonical form.
fn check_idn_label(label: &str) -> Result<(), &'static str> {
    let a_label = label.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("xn--"));
    if label.is_ascii() && !a_label {
        return Ok(());
    }
    // No A-label has fewer characters than its U-label, and Punycode takes time that grows with the square.
    if label.chars().nth(MAX_LABEL_OCTETS).is_some() {
        return Err("label_too_long");
    }
    if label.is_ascii() { Ok(()) } else { check_unicode_label(label) }
}

/// Refuses a label that a mapping would change: it may become an address, or `localhost`.
#[cfg(feature = "idn")]
fn check_unicode_label(label: &str) -> Result<(), &'static str> {
    if !u_label::is_normal(label) {
        return Err("mapped_character");
    }
    Ok(())
}

#[cfg(not(feature = "idn"))]
fn check_unicode_label(_: &str) -> Result<(), &'static str> {
    // A build without IDNA does not guess.
    Err("needs_idn")
}
