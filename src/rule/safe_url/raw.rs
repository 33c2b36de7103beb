//! The text before the parser sees it: what two parsers might read in two ways is refused here.
//!
//! A URL parser of the web mends what people write: it drops tabs, turns backslashes, adds slashes, decodes hosts.
//! Another one, in the client that delivers, mends it otherwise. So nothing that needs mending is taken.

use super::address::url_host;
use super::names::MAX_LABEL_OCTETS;
use super::policy::{Policy, Scheme};
use crate::cut;
use crate::reason::{Code, Reason};
#[cfg(feature = "idn")]
use crate::rule::u_label;

/// The parts as they are written.
pub(super) struct Raw<'u> {
    pub(super) scheme: Scheme,
    pub(super) host: &'u str,
    /// Digits, or nothing.
    pub(super) port: &'u str,
    /// What follows the authority.
    pub(super) rest: &'u str,
}

pub(super) fn invalid(detail: &'static str) -> Reason {
    Reason::new(Code::InvalidUrl).with_detail(detail)
}

/// Reads scheme and authority as they are written.
pub(super) fn read<'u>(url: &'u str, policy: &Policy) -> Result<Raw<'u>, Reason> {
    check_characters(url)?;
    let (scheme, rest) = split_scheme(url).ok_or_else(|| invalid("no_scheme"))?;
    let scheme = Scheme::from_name(&scheme.to_ascii_lowercase()).filter(|scheme| policy.schemes().contains(scheme));
    let scheme = scheme.ok_or_else(|| scheme_reason(policy))?;
    let rest = rest.strip_prefix("//").filter(|rest| !rest.starts_with('/')).ok_or_else(|| invalid("slashes"))?;
    let (authority, rest) = cut::at(rest, rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if let Some((user, _)) = authority.rsplit_once('@') {
        let detail = if user.contains(':') { "password" } else { "user_name" };
        return Err(Reason::new(Code::UrlCredentials).with_detail(detail));
    }
    let (host, port) = split_port(authority)?;
    if !port.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Reason::new(Code::UrlPort).with_detail("not_a_number"));
    }
    check_host(host)?;
    Ok(Raw { scheme, host, port, rest })
}

pub(super) fn scheme_reason(policy: &Policy) -> Reason {
    let names: Vec<&str> = policy.schemes().iter().map(|scheme| scheme.as_str()).collect();
    Reason::new(Code::UrlScheme).with_param("schemes", names.join(" or ")).with_detail("not_allowed")
}

/// Characters that no URL holds (RFC 3986 section 2) and that parsers take away or turn without a word.
fn check_characters(url: &str) -> Result<(), Reason> {
    if url.is_empty() {
        return Err(invalid("empty"));
    }
    if url.chars().any(char::is_control) {
        return Err(invalid("control"));
    }
    // U+FEFF is no White_Space, and JavaScript's trim() takes it away all the same.
    let space = |c: char| c.is_whitespace() || c == '\u{feff}';
    if url.starts_with(space) || url.ends_with(space) {
        return Err(invalid("whitespace"));
    }
    if url.contains('\\') { Err(invalid("backslash")) } else { Ok(()) }
}

/// `scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )`, RFC 3986 section 3.1.
fn split_scheme(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once(':')?;
    let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    valid.then_some((scheme, rest))
}

fn split_port(authority: &str) -> Result<(&str, &str), Reason> {
    if authority.starts_with('[') {
        let end = authority.find(']').ok_or_else(|| url_host("invalid_ipv6"))? + 1;
        let (host, rest) = authority.split_at(end);
        return match rest.strip_prefix(':') {
            Some(port) => Ok((host, port)),
            None if rest.is_empty() => Ok((host, "")),
            None => Err(url_host("invalid_ipv6")),
        };
    }
    Ok(authority.split_once(':').unwrap_or((authority, "")))
}

fn check_host(host: &str) -> Result<(), Reason> {
    if host.is_empty() {
        return Err(url_host("empty"));
    }
    if host.starts_with('[') {
        return if host.contains('%') { Err(url_host("zone_id")) } else { Ok(()) };
    }
    if host.contains('%') {
        return Err(url_host("percent_encoded"));
    }
    // Letters, digits and hyphens (RFC 1123 section 2.1), and the underscore of service names (RFC 8552). The URL
    // standard lets a host hold many more characters, such as `!`, `$` and `'`, and no public name has them.
    let strange = |c: char| c.is_ascii() && !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if host.contains(strange) {
        return Err(url_host("character"));
    }
    host.split('.').try_for_each(check_idn_label).map_err(url_host)
}

/// Checks a label that IDNA is about to work on; other labels are judged in their canonical form.
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

/// Checks that a label is written as its registry wrote it: what a mapping would turn into something else can turn into
/// an address, or into `localhost`.
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
